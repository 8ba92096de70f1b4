// The people of a share or a request that begins outside chat: who acts and whom they name, both as their platform knows them at this moment.
// A program may name anyone of a platform here, a person those of their own tenant and those with whom they have shared.

import type { Directory, KnownPerson } from '../../core/ports/directory.ts';
import { ok, refuse, type Result } from '../../core/refusal.ts';
import { tenantOf, type Person, type PersonKey } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import type { AskInput } from '../../core/shares/ask.ts';
import { sessionStanding } from '../auth/actor.ts';
import type { ApiRequest } from '../http/route.ts';
import type { NewRequest, To } from './schemas.ts';

export interface PeopleDeps {
  readonly shares: Shares;
  readonly directory: Directory;
}

/** Who acts. */
export interface Acting {
  readonly call: Pick<ApiRequest, 'isProgram'>;
  readonly by: Person;
}

/** Of a request. */
export type People = Pick<AskInput, 'asker' | 'giver' | 'tenant' | 'from' | 'to'>;

const NOBODY = refuse('person.refused', { field: 'recipient' });

export async function resolvePeople(
  deps: PeopleDeps,
  { call, by, to }: Acting & { readonly to: NewRequest['to'] },
): Promise<Result<People>> {
  const { key, name } = by;
  if (to === undefined) return ok({ asker: { key, name }, giver: null, tenant: tenantOf(key), to: sessionStanding(call) });
  const giver = await resolveOther(deps, { call, by }, to);
  if (!giver.ok) return giver;
  const self = await resolveSelf(deps, { call, by });
  if (!self.ok) return self;
  const { person, standing: from } = giver.value;
  return ok({ giver: person, tenant: tenantOf(person.key), from, asker: self.value.person, to: self.value.standing });
}

/** Who acts, where another person hears of it. */
export async function resolveSelf({ directory }: PeopleDeps, { call, by: { key, name } }: Acting): Promise<Result<KnownPerson>> {
  // A program is nobody in chat, and the card says so.
  if (call.isProgram) return ok({ person: { key, name: `${name} (program)` }, standing: 'program' });
  // A session or a token lives longer than an account that ended in chat, and must not act in its name.
  const self = await directory.find(key);
  if (self === 'nobody') return refuse('session.required');
  return ok(self === 'elsewhere' ? { person: { key, name }, standing: null } : self);
}

/** Whom they name. */
export async function resolveOther(deps: PeopleDeps, acting: Acting, to: To): Promise<Result<KnownPerson>> {
  if (typeof to === 'string') return findWritten(deps, acting, to);
  return 'share' in to ? findKnown(deps, acting, to.share) : findNamed(deps, acting, to.person as PersonKey);
}

/** The other person of a share: as their platform knows them now, or where it is not in this process, as chat knew them then. */
async function findKnown({ shares, directory }: PeopleDeps, { by }: Acting, share: string): Promise<Result<KnownPerson>> {
  const other = await shares.counterpart(share, by.key);
  if (!other.ok) return other;
  const now = await directory.find(other.value.person.key);
  if (now === 'nobody') return NOBODY;
  return now === 'elsewhere' ? other : ok(now);
}

async function findNamed({ directory }: PeopleDeps, acting: Acting, person: PersonKey): Promise<Result<KnownPerson>> {
  return mayName(acting, person) ? known(await directory.find(person)) : NOBODY;
}

const mayName = ({ call, by }: Acting, person: PersonKey): boolean => call.isProgram || tenantOf(person) === tenantOf(by.key);

const known = (found: KnownPerson | 'nobody' | 'elsewhere'): Result<KnownPerson> => (typeof found === 'string' ? NOBODY : ok(found));

/** `slack:T…:U…`, as chat numbers them; `slack:U…`, `slack:@name` or `discord:name`, in the tenant of who acts. */
async function findWritten(deps: PeopleDeps, acting: Acting, written: string): Promise<Result<KnownPerson>> {
  const [, platform, handle] = /^([a-z]{1,20}):([^:\s]{1,100})$/.exec(written) ?? [];
  if (platform === undefined || handle === undefined) return findNamed(deps, acting, written as PersonKey);
  const { call, by } = acting;
  const tenant = call.isProgram ? null : tenantOf(by.key);
  if (tenant !== null && !tenant.startsWith(`${platform}:`)) return NOBODY;
  const found = known(await deps.directory.resolve({ platform, handle, tenant }));
  return found.ok && mayName(acting, found.value.person.key) ? found : NOBODY;
}
