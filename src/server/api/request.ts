// Requests: a person or a program begins one, to a person or by link. The holder of a link sees what is asked and puts it in once.

import { exampleTicket } from '../../core/policy/tickets.ts';
import type { WayToAsk } from '../../core/policy/ways-to-ask.ts';
import { refuse } from '../../core/refusal.ts';
import type { Shares } from '../../core/shares.ts';
import { requireActor } from '../auth/actor.ts';
import { readBody } from '../http/body.ts';
import { json, noContent } from '../http/headers.ts';
import type { ApiHandler } from '../http/route.ts';
import type { NewShareAnswer, ShareAnswer, RequestWaysAnswer } from './answers.ts';
import { resolvePeople, type PeopleDeps } from './people.ts';
import * as schemas from './schemas.ts';
import { sealInput } from './seal.ts';

/** Shows the secret in the link. It stands in no address, and so in no log of a proxy. */
const LINK_HEADER = 'x-nt2-link';

interface RequestDeps extends PeopleDeps {
  readonly publicUrl: URL;
}

/** The asker's browser or program makes its key after this; then the other person is asked, or there is a link: `/r/<id>#…`. */
export function beginRequest(deps: RequestDeps): ApiHandler {
  const { shares, publicUrl } = deps;
  return async (call) => {
    const [person] = call.persons;
    if (person === undefined) return refuse('session.required');
    const body = await readBody(call.request, schemas.newRequest);
    if (!body.ok) return body;
    const { to, ...wish } = body.value;
    const people = await resolvePeople(deps, { call, by: person, to });
    if (!people.ok) return people;
    const asked = await shares.ask({ ...wish, ...people.value, once: call.once, via: 'api' });
    if (!asked.ok) return asked;
    const { id, expiresAt } = asked.value;
    return json({ id, url: `${publicUrl.origin}/s/${id}`, expiresAt } satisfies NewShareAnswer, 201);
  };
}

/** The templates that this person may use to ask, and what each leaves to choose: for the form, so that it refuses nothing that it could have shown. */
export function viewWaysToAsk(deps: PeopleDeps): ApiHandler {
  return async (call) => {
    const [person] = call.persons;
    if (person === undefined) return refuse('session.required');
    const body = await readBody(call.request, schemas.asked);
    if (!body.ok) return body;
    const people = await resolvePeople(deps, { call, by: person, to: body.value.to });
    if (!people.ok) return people;
    const { giver, from = null, to = null } = people.value;
    const ways = deps.shares.waysToAsk({ from: giver === null ? 'outsider' : from, to });
    return ways.ok ? json({ ways: ways.value.map(lineOf) } satisfies RequestWaysAnswer) : ways;
  };
}

const lineOf = ({ template, tickets, kind, longestMs, initialMs, fixedMs, needsNote }: WayToAsk): RequestWaysAnswer['ways'][number] => ({
  template: template && { name: template.name, title: template.title, label: template.label, fields: template.fields },
  kind,
  longestMs,
  initialMs,
  fixedMs,
  needsNote,
  tickets: (tickets[0] ?? []).map(exampleTicket),
});

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
