// Which of the persons in a browser acts on a share.

import { ok, refuse, type Result } from '../../core/refusal.ts';
import {
  otherOf,
  PARTIES,
  starterOf,
  type Party,
  type Person,
  type PersonKey,
  type Share,
  type ShareId,
  type Standing,
} from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import type { SessionPerson } from './session.ts';

/** As which of the two a page says that it acts, where it cannot name the person yet. A wish, which proves nothing. */
export function preferredParty({ headers }: Pick<Request, 'headers'>): Party | null {
  const named = headers.get('x-nt2-as');
  return PARTIES.find((party) => party === named) ?? null;
}

/** The persons of a request in the order in which to try them: all of the cookie, or the one whom the page names by ref or by party. */
export async function selectPersons(
  shares: Pick<Shares, 'findParties'>,
  { request, id, everybody }: { readonly request: Request; readonly id: string; readonly everybody: readonly SessionPerson[] },
): Promise<readonly SessionPerson[]> {
  const named = request.headers.get('x-nt2-as');
  if (named === null) return everybody;
  const party = preferredParty(request);
  if (party === null) return everybody.filter(({ ref }) => ref === named);
  if (everybody.length < 2) return everybody;
  const wanted = (await shares.findParties(id))?.[party];
  return everybody.some(({ key }) => key === wanted) ? everybody.filter(({ key }) => key === wanted) : everybody;
}

/** A session does not say whether its person is a member or a guest, so what a policy says of both must hold. */
export const sessionStanding = ({ isProgram }: { readonly isProgram: boolean }): Standing | null => (isProgram ? 'program' : null);

/** The parts of a request that are looked at. */
interface Call {
  readonly id: ShareId;
  readonly persons: readonly SessionPerson[];
}

/** A party, or the one who began the share, or the other one. */
type Part = Party | 'starter' | 'other';

function personOf(share: Share, part: Part): Person | null {
  if (part === 'starter') return starterOf(share);
  return part === 'other' ? otherOf(share) : share[part];
}

/** The signed-in person who is this party of the share, else the first one, who will be refused. Null: no one is signed in. */
export async function resolveActor(shares: Shares, call: Call, part: Part): Promise<PersonKey | null> {
  const [first, second] = call.persons;
  if (first === undefined || second === undefined) return first?.key ?? null;
  const share = await shares.find(call.id);
  const wanted = share === null ? undefined : personOf(share, part)?.key;
  return call.persons.find(({ key }) => key === wanted)?.key ?? first.key;
}

/** The same, for steps that require a session. */
export async function requireActor(shares: Shares, call: Call, part: Part): Promise<Result<PersonKey>> {
  const person = await resolveActor(shares, call, part);
  return person === null ? refuse('session.required') : ok(person);
}
