// Who a user is in Slack: a member, a guest, a person from another workspace, a bot. Slack is asked at most once in five minutes.

import * as z from 'zod';

import type { Contact } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { keyOf, type SlackConfig } from './config.ts';
import { TOOK_TOO_LONG } from './delivery-errors.ts';
import { withTimeout, type Api, type Called } from './web-api.ts';
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

export interface Contacts {
  /** By user id. A user that Slack did not tell about is missing. */
  readonly found: ReadonlyMap<string, Contact>;
  /** Why one of them is missing, in Slack's word; null when Slack told about all that it was asked for. */
  readonly error: string | null;
}

export interface Users {
  /** Loads all at once; of very many only the first. */
  load(installation: Installation, ids: readonly string[]): Promise<Contacts>;
}

const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 5_000;
/** The actor and more people than any share has: a command full of mentions must not use up the rate limit of all the others. */
const MOST_ASKED = 12;
const UNKNOWN = new Set(['user_not_found', 'user_not_visible']);
/** Slack's own helper, whose record does not call it a bot. */
const SLACKBOT = 'USLACKBOT';

interface UsersDeps {
  readonly config: Pick<SlackConfig, 'lookUpWithinMs'>;
  readonly api: Api;
  readonly clock: Clock;
  /** Codes of Slack and fixed words only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export function createUserCache({ config, api, clock, log }: UsersDeps): Users {
  const kept = new Map<string, { readonly contact: Contact; readonly until: number }>();

  /** A string is Slack's word for why it did not tell. */
  async function ask(installation: Installation, id: string): Promise<Contact | string> {
    const contact = contactFrom(installation, id, await api(installation.token, 'users.info', { user: id }));
    if (typeof contact === 'string') {
      log('slack.not_told', { type: 'users.info', code: contact });
      return contact;
    }
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(contact.key, { contact, until: clock() + KEPT_MS });
    return contact;
  }

  /** An answer that is too late for this press is there for the next one. */
  async function find(installation: Installation, id: string): Promise<Contact | string> {
    const known = kept.get(keyOf(installation.tenant, id));
    if (known && known.until > clock()) return known.contact;
    return (await withTimeout(config.lookUpWithinMs, ask(installation, id))) ?? TOOK_TOO_LONG;
  }

  return {
    async load(installation, ids) {
      const unique = [...new Set(ids)].slice(0, MOST_ASKED);
      const answers = await Promise.all(unique.map(async (id) => [id, await find(installation, id)] as const));
      return {
        found: new Map(answers.flatMap(([id, answer]) => (typeof answer === 'string' ? [] : [[id, answer] as const]))),
        error: answers.map(([, answer]) => answer).find((answer) => typeof answer === 'string') ?? null,
      };
    },
  };
}

function contactFrom(installation: Installation, id: string, called: Called): Contact | string {
  const key = keyOf(installation.tenant, id);
  if (!called.ok) return UNKNOWN.has(called.error) ? { key, name: id, kind: 'unknown' } : called.error;
  const parsed = userInfo.safeParse(called.data);
  if (!parsed.success) return 'unreadable';
  const { user } = parsed.data;
  return { key, name: nameOf(user) ?? id, kind: kindOf(installation, id, user) };
}

function nameOf({ name, real_name, profile }: User): string | undefined {
  return [profile?.display_name, profile?.real_name, real_name, name].find(
    (one): one is string => typeof one === 'string' && one.trim() !== '',
  );
}

/** The user's home workspace decides: a press from a shared channel does not make a person a member. */
function kindOf(installation: Installation, id: string, user: User): Contact['kind'] {
  if (user.deleted === true) return 'gone';
  if (user.is_bot === true || id === SLACKBOT) return 'bot';
  if (user.is_stranger === true || !isAtHome(installation, user)) return 'outsider';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
}

function isAtHome({ tenant }: Installation, { team_id: home, enterprise_user: org }: User): boolean {
  return home === tenant || org?.enterprise_id === tenant || (org?.teams ?? []).includes(tenant);
}
