// Making a share without chat: a link, empty from a session or sealed by a program in one request, or one for each person who is named.
// See docs/decisions/link-share-in-one-request.md.

import { machineIn, machineNameOf } from '../../core/machine-names.ts';
import type { Machines } from '../../core/machines.ts';
import type { KnownPerson } from '../../core/ports/directory.ts';
import { ok, refuse, type Refusal, type Result } from '../../core/refusal.ts';
import { hasChat, isLink, tenantOf, type Person, type Share, type Standing } from '../../core/share.ts';
import type { Rotations } from '../../core/rotations/rotations.ts';
import type { Rotation } from '../../core/ports/rotation-store.ts';
import type { Shares } from '../../core/shares.ts';
import { checkBody, readJson } from '../http/body.ts';
import { json } from '../http/headers.ts';
import { formatProblem } from '../http/problem.ts';
import { sessionStanding } from '../auth/actor.ts';
import type { SessionPerson } from '../auth/session.ts';
import type { ApiHandler, ApiRequest } from '../http/route.ts';
import type { NewShareAnswer } from './answers.ts';
import type { MadeShareAnswer, ProblemAnswer } from './made-answers.ts';
import { resolveOther, resolveSelf, type PeopleDeps } from './people.ts';
import * as schemas from './schemas.ts';
import { sealInput } from './seal.ts';

interface CreateDeps extends PeopleDeps {
  readonly machines: Pick<Machines, 'find'>;
  readonly rotations: Pick<Rotations, 'find' | 'handOver'>;
  readonly publicUrl: URL;
}

export function createShare(deps: CreateDeps): ApiHandler {
  const { shares, publicUrl } = deps;
  const told = ({ id, expiresAt }: Share): NewShareAnswer => ({ id, url: `${publicUrl.origin}/s/${id}`, expiresAt });
  return async (call) => {
    const [person] = call.persons;
    if (person === undefined) return refuse('session.required');
    const body = await readJson(call.request);
    if (!body.ok) return body;
    const from = { person, standing: sessionStanding(call), once: call.once };
    if (typeof body.value === 'object' && body.value !== null && 'seal' in body.value) {
      const arrived = await arrive(shares, from, body.value);
      return arrived.ok ? json(told(arrived.value), 201) : arrived;
    }
    const wish = checkBody(body.value, schemas.plainShare);
    if (!wish.ok) return wish;
    const { to, rotates, ...words } = wish.value;
    if (isLink(words.mode) !== (to === undefined)) return refuse('input.invalid', { field: to === undefined ? 'mode' : 'to' });
    // A link is opened by a person whom nobody knows: it cannot be for those who have the old value.
    if (rotates !== undefined && to === undefined) return refuse('input.invalid', { field: 'rotates' });
    const rotation = rotates === undefined ? null : await deps.rotations.find(rotates, person.key);
    if (rotates !== undefined && rotation === null) return refuse('rotation.none');
    if (rotation !== null && rotation.closed !== null) return refuse('rotation.over');
    if (to === undefined) {
      const begun = await begin(shares, from, words);
      return begun.ok ? json(told(begun.value), 201) : begun;
    }
    const made = await beginForPeople(deps, { call, by: person, words, to: Array.isArray(to) ? to : [to], rotation });
    if (!made.ok) return made;
    const { begun, failed } = made.value;
    if (rotation !== null && begun.length > 0)
      await deps.rotations.handOver(
        rotation.id,
        person.key,
        begun.map(({ share }) => share),
      );
    const [first] = begun;
    if (first === undefined) return failed[0]?.refusal ?? refuse('person.refused', { field: 'recipient' });
    const answer: MadeShareAnswer = {
      ...told(first.share),
      shares: begun.map(({ at, share }) => ({ ...told(share), at })),
      failed: failed.map(({ at, refusal }) => ({ at, problem: JSON.parse(formatProblem(refusal)) as ProblemAnswer })),
    };
    return json(answer, 201);
  };
}

interface Sender {
  readonly person: SessionPerson;
  readonly standing: Standing | null;
  readonly once: string | null;
}

type Words = Omit<schemas.PlainShare, 'to' | 'rotates'>;

function begin(shares: Shares, { person: { key, name }, standing, once }: Sender, words: Words): Promise<Result<Share>> {
  const sender = { key, name };
  return shares.create({ ...words, sender, tenant: tenantOf(key), recipient: null, from: standing, to: 'outsider', once, ...ABOUT });
}

const ABOUT = { entry: 'page', via: 'api', place: null } as const;

interface Named {
  readonly call: ApiRequest;
  readonly by: SessionPerson;
  readonly words: Words;
  readonly to: readonly schemas.To[];
  readonly rotation: Rotation | null;
}

interface Begun {
  readonly begun: readonly { readonly at: number; readonly share: Share }[];
  readonly failed: readonly { readonly at: number; readonly refusal: Refusal }[];
}

/**
 * One share for each person, which begin together and are told to nobody before their secret is there, as after a whole command in chat. People
 * are looked up first: who cannot be named stops all of it, unless it is a new value, which one who has left must not keep from the others. What
 * is refused for one of them then does not undo the others.
 */
async function beginForPeople(deps: CreateDeps, { call, by, words, to, rotation }: Named): Promise<Result<Begun>> {
  const { shares } = deps;
  const people: (KnownPerson & { readonly at: number })[] = [];
  const failed: { at: number; refusal: Refusal }[] = [];
  for (const [at, one] of to.entries()) {
    const other =
      (await findHolder(deps, rotation, one)) ?? (await findMachine(deps, by, one)) ?? (await resolveOther(deps, { call, by }, one));
    const isTwice = other.ok && people.some(({ person }) => person.key === other.value.person.key);
    if (isTwice && rotation === null) return refuse('input.invalid', { field: 'to' });
    if (other.ok && !isTwice) people.push({ ...other.value, at });
    if (!other.ok && rotation === null) return other;
    if (!other.ok) failed.push({ at, refusal: other });
  }
  const [tenant, ...others] = new Set(people.map(({ person: { key } }) => tenantOf(key)));
  if (others.length > 0) return refuse('input.invalid', { field: 'to' });
  if (tenant === undefined) return ok({ begun: [], failed });
  const self = await resolveSelf(deps, { call, by });
  if (!self.ok) return self;
  const { person: sender, standing: from } = self.value;
  const ids = people.length > 1 ? shares.newIds(tenant, people.length, call.once) : null;
  const begun: { at: number; share: Share }[] = [];
  for (const [place, { at, person: recipient, standing }] of people.entries()) {
    const together = ids === null ? undefined : { ids, at: place, recipients: people.map((one) => one.person.key) };
    const made = await shares.create({
      ...words,
      sender,
      recipient,
      tenant,
      from,
      to: standing,
      together,
      isUntold: true,
      rotates: rotation?.id,
      once: call.once,
      ...ABOUT,
    });
    if (made.ok) begun.push({ at, share: made.value });
    else failed.push({ at, refusal: made });
  }
  return ok({ begun, failed });
}

/** Who has the old value, also when the share that brought it is no longer remembered. Null: it is nobody of these. */
async function findHolder(deps: CreateDeps, rotation: Rotation | null, to: schemas.To): Promise<Result<KnownPerson> | null> {
  const share = typeof to === 'object' && 'share' in to ? to.share : null;
  const holder = rotation?.holders.find((one) => one.share === share);
  if (holder === undefined) return null;
  const { key } = holder.person;
  const machine = machineNameOf(key);
  if (machine !== null) return findMachine(deps, { key, name: '' }, `machine:${machine}`);
  if (!hasChat(holder.person)) return null;
  const now = await deps.directory.find(key);
  if (now === 'nobody') return refuse('person.refused', { field: 'recipient' });
  return ok(now === 'elsewhere' ? { person: holder.person, standing: null } : now);
}

/** `machine:ci`, of the tenant of who acts. Null: it names no machine. */
async function findMachine({ machines }: CreateDeps, by: Person, to: schemas.To): Promise<Result<KnownPerson> | null> {
  const named = typeof to === 'string' ? machineIn(to) : null;
  if (named === null) return null;
  const found = named.rest === '' ? await machines.find(tenantOf(by.key), named.name) : null;
  return found === null ? refuse('person.refused', { field: 'recipient' }) : ok({ person: found.person, standing: 'machine' });
}

async function arrive(shares: Shares, { person, standing }: Sender, value: unknown): Promise<Result<Share>> {
  const body = checkBody(value, schemas.sealedShare);
  if (!body.ok) return body;
  const seal = sealInput(body.value.seal);
  if (!seal.ok) return seal;
  const { key, name } = person;
  return shares.createSealed({ ...body.value, from: standing, seal: seal.value, sender: { key, name }, tenant: tenantOf(key) });
}
