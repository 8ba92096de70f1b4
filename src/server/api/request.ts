// Requests: a person or a program begins one by link, its holder sees what is asked and puts it in once. A request to a person begins in chat.

import { refuse } from '../../core/refusal.ts';
import { tenantOf } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import { requireActor, sessionStanding } from '../auth/actor.ts';
import { readBody } from '../http/body.ts';
import { json, noContent } from '../http/headers.ts';
import type { ApiHandler } from '../http/route.ts';
import type { NewShareAnswer, ShareAnswer } from './answers.ts';
import * as schemas from './schemas.ts';
import { sealInput } from './seal.ts';

/** Shows the secret in the link. It stands in no address, and so in no log of a proxy. */
const LINK_HEADER = 'x-nt2-link';

/** The link is made by the asker's browser or program, once it has made its key: `/r/<id>#…`. */
export function askByLink({ shares, publicUrl }: { readonly shares: Shares; readonly publicUrl: URL }): ApiHandler {
  return async (call) => {
    const { request, persons } = call;
    const [person] = persons;
    if (person === undefined) return refuse('session.required');
    const body = await readBody(request, schemas.newRequest);
    if (!body.ok) return body;
    const { key, name } = person;
    const asked = await shares.ask({
      ...body.value,
      asker: { key, name },
      giver: null,
      tenant: tenantOf(key),
      via: 'api',
      to: sessionStanding(call),
    });
    if (!asked.ok) return asked;
    const { id, expiresAt } = asked.value;
    return json({ id, url: `${publicUrl.origin}/s/${id}`, expiresAt } satisfies NewShareAnswer, 201);
  };
}

export function viewRequest({ shares }: { readonly shares: Shares }): ApiHandler {
  return async ({ request, id }) => {
    const view = await shares.viewByLink(id, request.headers.get(LINK_HEADER) ?? '');
    return view.ok ? json(view.value satisfies ShareAnswer) : view;
  };
}

export function answerRequest({ shares }: { readonly shares: Shares }): ApiHandler {
  return async ({ request, id }) => {
    const body = await readBody(request, schemas.answer);
    if (!body.ok) return body;
    const { secret, ...seal } = body.value;
    const input = sealInput({ ...seal, openers: [] });
    if (!input.ok) return input;
    const answered = await shares.answerByLink(id, secret, input.value);
    return answered.ok ? noContent() : answered;
  };
}

export function remindPerson({ shares }: { readonly shares: Shares }): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'starter');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.nothing);
    if (!body.ok) return body;
    const reminded = await shares.remind(call.id, by.value);
    return reminded.ok ? noContent() : reminded;
  };
}
