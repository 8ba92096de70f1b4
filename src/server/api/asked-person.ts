// Between whom a request is that begins outside chat: the person who asks and the one whom they name, both as their platform knows them
// at this moment. A program may name anyone of a platform here, a person those of their own tenant and those with whom they have shared.

import type { Directory, KnownPerson } from '../../core/ports/directory.ts';
import { ok, refuse, type Result } from '../../core/refusal.ts';
import { tenantOf, type Person, type PersonKey } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import type { AskInput } from '../../core/shares/ask.ts';
import { sessionStanding } from '../auth/actor.ts';
import type { ApiRequest } from '../http/route.ts';
import type { NewRequest } from './schemas.ts';

export interface AskedPersonDeps {
  readonly shares: Shares;
  readonly directory: Directory;
}

interface Wanted {
  readonly call: Pick<ApiRequest, 'isProgram'>;
  readonly asker: Person;
  readonly to: NewRequest['to'];
}

export type People = Pick<AskInput, 'asker' | 'giver' | 'tenant' | 'from' | 'to'>;

export async function resolvePeople(deps: AskedPersonDeps, { call, asker: { key, name }, to }: Wanted): Promise<Result<People>> {
  const standing = sessionStanding(call);
  const asker = { key, name };
  if (to === undefined) return ok({ asker, giver: null, tenant: tenantOf(key), to: standing });
  const giver = 'share' in to ? await findKnown(deps, to.share, key) : await findNamed(deps, to.person as PersonKey, { key, call });
  if (!giver.ok) return giver;
  const { person, standing: from } = giver.value;
  const known = { giver: person, tenant: tenantOf(person.key), from };
  // Whom a token stands for is nobody in chat, and the card says so.
  if (call.isProgram) return ok({ ...known, asker: { key, name: `${name} (program)` }, to: standing });
  // A session lives longer than an account that ended in chat, and must not ask in its name.
  const self = await deps.directory.find(key);
  if (self === 'nobody') return refuse('session.required');
  return ok({ ...known, asker, to: self === 'elsewhere' ? null : self.standing });
}

/** The other person of a share: as their platform knows them now, or where it is not in this process, as chat knew them then. */
async function findKnown({ shares, directory }: AskedPersonDeps, share: string, by: PersonKey): Promise<Result<KnownPerson>> {
  const other = await shares.counterpart(share, by);
  if (!other.ok) return other;
  const now = await directory.find(other.value.person.key);
  if (now === 'nobody') return refuse('person.refused', { field: 'recipient' });
  return now === 'elsewhere' ? other : ok(now);
}

interface Naming {
  readonly key: PersonKey;
  readonly call: Wanted['call'];
}

async function findNamed({ directory }: AskedPersonDeps, person: PersonKey, { key, call }: Naming): Promise<Result<KnownPerson>> {
  const isTheirs = call.isProgram || tenantOf(person) === tenantOf(key);
  const found = isTheirs ? await directory.find(person) : 'nobody';
  return typeof found === 'string' ? refuse('person.refused', { field: 'recipient' }) : ok(found);
}
