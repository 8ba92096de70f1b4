// Which of the persons in a browser acts on a share.

import { ok, refuse, type Result } from '../../core/refusal.ts';
import type { Party, PersonKey, ShareId } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import type { SessionPerson } from './session.ts';

/** The parts of a request that are looked at. */
interface Call {
  readonly id: ShareId;
  readonly persons: readonly SessionPerson[];
}

/** The signed-in person who is this party of the share, else the first one, who will be refused. Null: no one is signed in. */
export async function resolveActor(shares: Shares, call: Call, party: Party): Promise<PersonKey | null> {
  const [first, second] = call.persons;
  if (first === undefined || second === undefined) return first?.key ?? null;
  const share = await shares.find(call.id);
  const wanted = party === 'sender' ? share?.sender.key : share?.recipient?.key;
  return call.persons.find(({ key }) => key === wanted)?.key ?? first.key;
}

/** The same, for steps that require a session. */
export async function requireActor(shares: Shares, call: Call, party: Party): Promise<Result<PersonKey>> {
  const person = await resolveActor(shares, call, party);
  return person === null ? refuse('session.required') : ok(person);
}
