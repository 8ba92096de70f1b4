// Making a share without chat: from a session it begins empty, and from a program it arrives sealed, in one request.
// See docs/decisions/link-share-in-one-request.md.

import { refuse, type Result } from '../../core/refusal.ts';
import { isLink, tenantOf, type Share, type Standing } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import { checkBody, readJson } from '../http/body.ts';
import { json } from '../http/headers.ts';
import { sessionStanding } from '../auth/actor.ts';
import type { SessionPerson } from '../auth/session.ts';
import type { ApiHandler } from '../http/route.ts';
import type { NewShareAnswer } from './answers.ts';
import * as schemas from './schemas.ts';
import { sealInput } from './seal.ts';

export function createShare({ shares, publicUrl }: { readonly shares: Shares; readonly publicUrl: URL }): ApiHandler {
  return async (call) => {
    const [person] = call.persons;
    if (person === undefined) return refuse('session.required');
    const body = await readJson(call.request);
    if (!body.ok) return body;
    const from = { person, standing: sessionStanding(call) };
    const sealed = typeof body.value === 'object' && body.value !== null && 'seal' in body.value;
    const made = sealed ? await arrive(shares, from, body.value) : await begin(shares, from, body.value);
    if (!made.ok) return made;
    const { id, expiresAt } = made.value;
    return json({ id, url: `${publicUrl.origin}/s/${id}`, expiresAt } satisfies NewShareAnswer, 201);
  };
}

interface Sender {
  readonly person: SessionPerson;
  readonly standing: Standing | null;
}

async function begin(shares: Shares, { person, standing }: Sender, value: unknown): Promise<Result<Share>> {
  const body = checkBody(value, schemas.plainShare);
  if (!body.ok) return body;
  // A named recipient is reached through chat, so without chat there is no one to name.
  if (!isLink(body.value.mode)) return refuse('input.invalid', { field: 'mode' });
  const { key, name } = person;
  return shares.create({
    ...body.value,
    sender: { key, name },
    tenant: tenantOf(key),
    recipient: null,
    from: standing,
    to: 'outsider',
    entry: 'page',
    via: 'api',
    place: null,
  });
}

async function arrive(shares: Shares, { person, standing }: Sender, value: unknown): Promise<Result<Share>> {
  const body = checkBody(value, schemas.sealedShare);
  if (!body.ok) return body;
  const seal = sealInput(body.value.seal);
  if (!seal.ok) return seal;
  const { key, name } = person;
  return shares.createSealed({ ...body.value, from: standing, seal: seal.value, sender: { key, name }, tenant: tenantOf(key) });
}
