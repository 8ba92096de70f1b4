// Who a person is, by what LINE says of them now: a member of a group that the operator names, or, where anyone may, one with a profile.

import * as z from 'zod';
import type { Contact } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { LineClient } from './client.ts';
import { keyOf, type LineConfig } from './config.ts';
import { LIMITS } from './limits.ts';

const profile = z.object({ displayName: z.string() });
const info = z.object({ userId: z.string(), basicId: z.string(), displayName: z.string() });

export type Account = z.output<typeof info>;

/** `unanswered`: LINE does not say just now, so nothing may be done in their name. */
export type FoundPerson = Contact | 'unanswered';

export interface LinePeople {
  readonly find: (user: string) => Promise<FoundPerson>;
  /** nt2's own account; null: LINE does not say just now. */
  readonly account: () => Promise<Account | null>;
}

const MOST = 5_000;

export function createLinePeople({ client, config, clock }: { client: LineClient; config: LineConfig; clock: Clock }): LinePeople {
  const known = new Map<string, { readonly contact: Contact; readonly until: number }>();
  let own: Account | null = null;

  /** Undefined: not there; null: LINE does not say just now. */
  async function nameAt(path: string): Promise<string | null | undefined> {
    const answer = await client.get(path);
    if (answer.ok) return profile.safeParse(answer.body).data?.displayName ?? undefined;
    return answer.status === 404 || answer.status === 400 || answer.status === 403 ? undefined : null;
  }

  async function ask(user: string): Promise<FoundPerson> {
    const { groups } = config;
    const paths = groups === null ? [`v2/bot/profile/${user}`] : groups.map((group) => `v2/bot/group/${group}/member/${user}`);
    const names = await Promise.all(paths.map(nameAt));
    const name = names.find((one) => typeof one === 'string');
    const key = keyOf(config, user);
    if (typeof name === 'string') return { key, name, kind: 'member' };
    return names.includes(null) ? 'unanswered' : { key, name: '', kind: 'unknown' };
  }

  return {
    async find(user) {
      const kept = known.get(user);
      if (kept !== undefined && kept.until > clock()) return kept.contact;
      const contact = await ask(user);
      // Only who is one is remembered: who joins can go on at once, and who has left is asked about within minutes.
      if (contact !== 'unanswered' && contact.kind === 'member') {
        if (known.size >= MOST) known.clear();
        known.set(user, { contact, until: clock() + LIMITS.membersMs });
      }
      return contact;
    },
    async account() {
      if (own !== null) return own;
      const answer = await client.get('v2/bot/info');
      own = answer.ok ? (info.safeParse(answer.body).data ?? null) : null;
      return own;
    },
  };
}
