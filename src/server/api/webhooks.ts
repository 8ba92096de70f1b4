// The endpoints of webhooks, for the operator's programs: what `nt2 webhook` does. A secret is in the answer that makes it, and nowhere else.

import type { WebhookKeeping } from '../../core/ports/webhook-keeping.ts';
import { refuse } from '../../core/refusal.ts';
import { readBody } from '../http/body.ts';
import { json, noContent } from '../http/headers.ts';
import { httpError, type HttpRefusal } from '../http/problem.ts';
import type { ApiHandler } from '../http/route.ts';
import { cutPage, parsePage } from './cursor.ts';
import type { GivenUpAnswer, ReplayedAnswer, TestedAnswer, WebhooksAnswer, WebhookSecretAnswer } from './people-answers.ts';
import * as schemas from './schemas.ts';

const NONE = httpError('request.path');

export interface WebhookHandles {
  readonly list: ApiHandler;
  readonly add: ApiHandler;
  readonly remove: ApiHandler;
  readonly rotate: ApiHandler;
  readonly test: ApiHandler;
  readonly givenUp: ApiHandler;
  readonly replay: ApiHandler;
}

/** In the path an endpoint is named as the operator named it. */
export function createWebhookHandles(webhooks: WebhookKeeping): WebhookHandles {
  return {
    async list({ request }) {
      const wish = parsePage(request);
      if (!wish.ok) return wish;
      const page = cutPage(await webhooks.list(), ({ madeAt }) => madeAt, wish.value);
      return json({ rows: [...page.rows], next: page.next } satisfies WebhooksAnswer);
    },
    async add({ request }) {
      const body = await readBody(request, schemas.newWebhook);
      if (!body.ok) return body;
      const { name, url } = body.value;
      const added = await webhooks.add(name, url);
      return added.ok ? json({ name, secret: added.secret } satisfies WebhookSecretAnswer, 201) : notAdded(added.reason);
    },
    remove: async ({ id }) => ((await webhooks.remove(id)) === null ? NONE : noContent()),
    async rotate({ request, id }) {
      const body = await readBody(request, schemas.nothing);
      if (!body.ok) return body;
      const secret = await webhooks.rotate(id);
      return secret === null ? NONE : json({ name: id, secret } satisfies WebhookSecretAnswer);
    },
    async test({ request, id }) {
      const body = await readBody(request, schemas.nothing);
      if (!body.ok) return body;
      const sent = await webhooks.test(id);
      if (sent === null) return NONE;
      return json({ ok: sent.ok, status: sent.status, reason: sent.ok ? null : sent.reason } satisfies TestedAnswer);
    },
    async givenUp({ request, id }) {
      const wish = parsePage(request, 'event');
      if (!wish.ok) return wish;
      const all = await webhooks.givenUp(id);
      if (all === null) return NONE;
      const page = cutPage(all, ({ at }) => at, wish.value);
      return json({ rows: [...page.rows], next: page.next } satisfies GivenUpAnswer);
    },
    async replay({ request, id }) {
      const body = await readBody(request, schemas.replay);
      if (!body.ok) return body;
      const replayed = await webhooks.replay(id, body.value.event ?? null);
      return replayed === null ? NONE : json({ replayed } satisfies ReplayedAnswer);
    },
  };
}

function notAdded(reason: 'name' | 'url' | 'taken' | 'full'): HttpRefusal {
  switch (reason) {
    case 'name':
    case 'url':
      return refuse('input.invalid', { field: reason });
    case 'taken':
      return httpError('webhook.exists');
    case 'full':
      return httpError('webhook.full');
  }
}
