// One person by what others call them in Slack. Slack finds nobody by a name, so its list of members is read until the name is there; nobody
// of it is kept, because a handle that was given to another person would reach the wrong one. That nobody has a name is believed for a minute.

import * as z from 'zod';

import type { Contact } from '../../bot/port.ts';
import { keyOf, PLATFORM } from './config.ts';
import type { Installation, Installations } from './installations/installations.ts';
import type { Users } from './users.ts';
import type { Api } from './web-api.ts';

const members = z.object({
  members: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      deleted: z.boolean().nullish(),
      profile: z.object({ display_name: z.string().nullish() }).nullish(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
});

const PAGE = 1_000;
/** Of larger workspaces people are named by their ids. */
const MOST_PAGES = 20;
const ID = /^[UW][A-Z0-9]{2,20}$/;

interface HandleDeps {
  readonly api: Api;
  readonly installations: Pick<Installations, 'byTenant' | 'only'>;
  readonly users: Users;
  /** What is being looked for, and what was not found, by workspace and name. Absent: each look-up is by itself. */
  readonly looks?: HandleLooks | undefined;
}

/** Null: nobody. Undefined: Slack does not say. */
type Look = () => Promise<string | null | undefined>;

export interface HandleLooks {
  /** The same at the same time is looked for once. */
  share(key: string, look: Look): Promise<string | null | undefined>;
}

/** Shells ask at each Tab, and a list of 20,000 members is twenty requests of the few that Slack answers in a minute. */
const NOBODY_MS = 60_000;
const MOST_KEPT = 256;

export function createHandleLooks(clock: () => number): HandleLooks {
  const looking = new Map<string, ReturnType<Look>>();
  const nobody = new Map<string, number>();
  return {
    share(key, look) {
      const running = looking.get(key);
      if (running !== undefined) return running;
      const until = nobody.get(key) ?? 0;
      if (clock() < until) return Promise.resolve(null);
      const found = look()
        .then((id) => {
          if (nobody.size >= MOST_KEPT) nobody.clear();
          if (id === null) nobody.set(key, clock() + NOBODY_MS);
          return id;
        })
        .finally(() => looking.delete(key));
      looking.set(key, found);
      return found;
    },
  };
}

/** `tenant`: `slack:T…`. Null: nobody, two with that name, or Slack does not say. */
export async function findHandle(
  { api, installations, users, looks }: HandleDeps,
  handle: string,
  tenant: string | null,
): Promise<Contact | null> {
  const installation = await (tenant === null ? installations.only() : installations.byTenant(tenant.slice(PLATFORM.length + 1)));
  if (installation === null) return null;
  const name = handle.replace(/^@/, '').toLowerCase();
  const look: Look = () => idOf(api, installation, name);
  const id = ID.test(handle) ? handle : await (looks?.share(`${installation.tenant} ${name}`, look) ?? look());
  const contact = id === null || id === undefined ? null : (await users.load(installation, [id])).found.get(id);
  return contact?.key === keyOf(installation.tenant, id ?? '') ? contact : null;
}

/** A handle is one person's; a display name may be several people's, and is then nobody's. */
async function idOf(api: Api, { token }: Installation, name: string): Promise<string | null | undefined> {
  const shown = new Set<string>();
  let cursor = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const called = await api(token, 'users.list', { limit: PAGE, ...(cursor !== '' && { cursor }) });
    const read = called.ok ? members.safeParse(called.data) : null;
    if (!read?.success) return undefined;
    const living = read.data.members.filter(({ deleted }) => deleted !== true);
    const named = living.find((one) => one.name?.toLowerCase() === name);
    if (named !== undefined) return named.id;
    for (const { id, profile } of living) if (profile?.display_name?.toLowerCase() === name) shown.add(id);
    cursor = read.data.response_metadata?.next_cursor ?? '';
    if (cursor === '') return shown.size === 1 ? ([...shown][0] ?? null) : null;
  }
  return null;
}
