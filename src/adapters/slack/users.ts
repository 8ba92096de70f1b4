// Who somebody is in Slack: a member, a guest, somebody from another workspace, a bot. Looked up once in five minutes.

import * as z from 'zod';

import type { Contact } from '../../bot/port.ts';
import type { Clock } from '../../core/ports.ts';
import { keyOf, type SlackConfig } from './config.ts';
import { TOOK_TOO_LONG } from './delivery-errors.ts';
import { withTimeout, type Api, type Called } from './installations/api.ts';
import type { Installation } from './installations/installations.ts';

const userInfo = z.object({
  user: z.object({
    team_id: z.string().nullish(),
    name: z.string().nullish(),
    real_name: z.string().nullish(),
    deleted: z.boolean().nullish(),
    is_bot: z.boolean().nullish(),
    is_restricted: z.boolean().nullish(),
    is_ultra_restricted: z.boolean().nullish(),
    is_stranger: z.boolean().nullish(),
    profile: z.object({ display_name: z.string().nullish(), real_name: z.string().nullish() }).nullish(),
    enterprise_user: z.object({ enterprise_id: z.string().nullish(), teams: z.array(z.string()).nullish() }).nullish(),
  }),
});
type User = z.infer<typeof userInfo>['user'];

const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 5_000;
/** Whoever acts, and more than any share has: a command full of mentions must not use up what Slack answers for everybody else. */
const MOST_ASKED = 12;
const UNKNOWN = new Set(['user_not_found', 'user_not_visible']);
/** Slack's own helper is no bot by its record. */
const SLACKBOT = 'USLACKBOT';

interface PeopleDeps {
  readonly config: Pick<SlackConfig, 'lookUpWithinMs'>;
  readonly api: Api;
  readonly clock: Clock;
  /** Codes of Slack and fixed words only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export function createUserCache({ config, api, clock, log }: PeopleDeps) {
  const kept = new Map<string, { readonly contact: Contact; readonly until: number }>();

  /** When Slack did not say: why, in its words. */
  async function ask(team: Installation, id: string): Promise<Contact | string> {
    const contact = contactFrom(team, id, await api(team.token, 'users.info', { user: id }));
    if (typeof contact === 'string') {
      log('slack.not_told', { type: 'users.info', code: contact });
      return contact;
    }
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(contact.key, { contact, until: clock() + KEPT_MS });
    return contact;
  }

  /** What comes too late for this press is there for the next one. */
  async function lookup(team: Installation, id: string): Promise<Contact | string> {
    const known = kept.get(keyOf(team.tenant, id));
    return known && known.until > clock() ? known.contact : ((await withTimeout(config.lookUpWithinMs, ask(team, id))) ?? TOOK_TOO_LONG);
  }

  return {
    /** All at once; of very many only the first. */
    async look(team: Installation, ids: readonly string[]): Promise<ReadonlyMap<string, Contact | string>> {
      const unique = [...new Set(ids)].slice(0, MOST_ASKED);
      return new Map(await Promise.all(unique.map(async (id) => [id, await lookup(team, id)] as const)));
    },
  };
}

function contactFrom(team: Installation, id: string, called: Called): Contact | string {
  const key = keyOf(team.tenant, id);
  if (!called.ok) return UNKNOWN.has(called.error) ? { key, name: id, kind: 'unknown' } : called.error;
  const read = userInfo.safeParse(called.data);
  return read.success ? { key, name: nameOf(read.data.user) ?? id, kind: kindOf(team, id, read.data.user) } : 'unreadable';
}

function nameOf({ name, real_name, profile }: User): string | undefined {
  return [profile?.display_name, profile?.real_name, real_name, name].find(
    (one): one is string => typeof one === 'string' && one.trim() !== '',
  );
}

/** His home decides: a press from a shared channel does not make somebody a member. */
function kindOf(team: Installation, id: string, user: User): Contact['kind'] {
  if (user.deleted === true) return 'gone';
  if (user.is_bot === true || id === SLACKBOT) return 'bot';
  if (user.is_stranger === true || !isAtHome(team, user)) return 'outsider';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
}

function isAtHome({ tenant }: Installation, { team_id: home, enterprise_user: org }: User): boolean {
  return home === tenant || org?.enterprise_id === tenant || (org?.teams ?? []).includes(tenant);
}
