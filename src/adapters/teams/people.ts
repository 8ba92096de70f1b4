// Who a person is in Teams: a member, a guest, a person of another tenant. Teams is asked at most once in five minutes.

import * as z from 'zod';

import type { Contact } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { ENTRA_ID, keyOf, type TeamsConfig } from './config.ts';
import type { OpenDirect } from './direct.ts';
import type { Rest } from './rest-api.ts';

const member = z.object({
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  name: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
});

export interface TeamsPeople {
  /** By the id that was asked for. Whom Teams did not tell about in time is missing. */
  load(conversation: string, ids: readonly string[]): Promise<ReadonlyMap<string, Contact>>;
  /** Asked where nobody has pressed anything; null: Teams knows no such person, or does not answer. */
  find(user: string): Promise<Contact | null>;
}

const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 5_000;
/** The actor and more people than any share has. */
const MOST_ASKED = 12;

/** Teams names programs so. They are no members, and nobody need be asked. */
export const isProgram = (id: string): boolean => id.startsWith('28:');

interface PeopleDeps {
  readonly config: Pick<TeamsConfig, 'tenant' | 'times'>;
  readonly rest: Rest;
  readonly openDirect: OpenDirect;
  readonly clock: Clock;
  /** Codes of Microsoft's and fixed words only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export function createPeople({ config: { tenant, times }, rest, openDirect, clock, log }: PeopleDeps): TeamsPeople {
  const kept = new Map<string, { readonly contact: Contact; readonly until: number }>();

  function contactFrom(asked: string, { aadObjectId, objectId, name, tenantId, userRole }: z.infer<typeof member>): Contact {
    const id = (aadObjectId ?? objectId ?? asked).toLowerCase();
    const shown = name ?? '';
    if (!ENTRA_ID.test(id)) return { key: keyOf(tenant, `?${shown}`), name: shown, kind: 'unknown' };
    const isOurs = !tenantId || tenantId === tenant;
    return { key: keyOf(tenant, id), name: shown, kind: !isOurs ? 'outsider' : userRole === 'guest' ? 'guest' : 'member' };
  }

  /** 'unknown': there is no such person in this conversation. Null: Teams did not say. */
  async function askIn(conversation: string, id: string): Promise<Contact | 'unknown' | null> {
    const path = ['conversations', conversation, 'members', id];
    const reply = await rest.call('GET', path, { schema: member, withinMs: times.lookUp });
    if (reply.ok) return contactFrom(id, reply.value);
    if (reply.reason === 'refused') return 'unknown';
    log('teams.not_told', { type: 'members', code: reply.code === '' ? String(reply.status) : reply.code });
    return null;
  }

  /** In a chat that nt2 is no member of, a person is known by their own chat with it. */
  async function ask(conversation: string | null, id: string): Promise<Contact | 'unknown' | null> {
    const here = conversation === null ? 'unknown' : await askIn(conversation, id);
    if (here !== 'unknown' || !ENTRA_ID.test(id)) return here;
    const direct = await openDirect(id, times.lookUp);
    if (!direct.ok) return direct.reason === 'later' ? null : 'unknown';
    return askIn(direct.value, id);
  }

  async function look(conversation: string | null, id: string): Promise<Contact | null> {
    const known = kept.get(id);
    if (known !== undefined && known.until > clock()) return known.contact;
    const told = await ask(conversation, id);
    if (told === 'unknown') return { key: keyOf(tenant, ENTRA_ID.test(id) ? id : `?${id}`), name: id, kind: 'unknown' };
    if (told === null) return null;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(id, { contact: told, until: clock() + KEPT_MS });
    return told;
  }

  return {
    async load(conversation, ids) {
      const unique = [...new Set(ids)].filter((id) => !isProgram(id)).slice(0, MOST_ASKED);
      const answers = await Promise.all(unique.map(async (id) => [id, await look(conversation, id)] as const));
      return new Map(answers.flatMap(([id, contact]) => (contact === null ? [] : [[id, contact] as const])));
    },
    async find(user) {
      const contact = await look(null, user);
      return contact === null || contact.kind === 'unknown' ? null : contact;
    },
  };
}
