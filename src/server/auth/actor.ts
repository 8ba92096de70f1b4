// Which of the persons in a browser acts on a share.

import { refuse, type Result } from '../../core/refusal.ts';
import { ok } from '../../core/refusal.ts';
import type { PersonKey } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import type { ApiRequest } from '../deps.ts';

/** The person who plays this part in the share; else the first one, who will be told that he does not. Null: nobody is signed in. */
export async function resolveActor(shares: Shares, call: ApiRequest, part: 'sender' | 'recipient'): Promise<PersonKey | null> {
  const [first, second] = call.persons;
  if (first === undefined || second === undefined) return first?.key ?? null;
  const share = await shares.find(call.id);
  const wanted = part === 'sender' ? share?.sender.key : share?.recipient?.key;
  return call.persons.find(({ key }) => key === wanted)?.key ?? first.key;
}

/** The same, for steps that nobody may take unseen. */
export async function requireActor(shares: Shares, call: ApiRequest, part: 'sender' | 'recipient'): Promise<Result<PersonKey>> {
  const person = await resolveActor(shares, call, part);
  return person === null ? refuse('session.required') : ok(person);
}
