// The workspaces and organisations where nt2 is installed, with their tokens: one from the environment, or many in the secret settings.

import * as z from 'zod';

import type { Clock } from '../../../core/ports/clock.ts';
import { NO_SIBLINGS, type Siblings } from '../../../core/ports/siblings.ts';
import type { SecretSettings } from '../../../core/secret-settings.ts';
import { isAllowedWorkspace, type SlackConfig } from '../config.ts';
import { withTimeout, type Api } from '../web-api.ts';

export interface Installation {
  /** T… of a workspace, E… of an organisation: the middle of every person key. */
  readonly tenant: string;
  /** The organisation that it belongs to; null for a workspace without one. */
  readonly enterprise: string | null;
  readonly token: string;
  readonly botUser: string;
}

/** Whose request it is, in Slack's own words. */
export interface RequestSource {
  readonly team: string | null;
  readonly enterprise: string | null;
  readonly isOrg: boolean;
  /** The workspace whose installation posted the card that was pressed; null when Slack does not say. */
  readonly posted: string | null;
}

const stored = z.object({
  token: z.string(),
  team: z.string().nullable(),
  enterprise: z.string().nullable(),
  botUser: z.string(),
  at: z.number(),
});
export type StoredInstallation = z.infer<typeof stored>;

const authTest = z.object({
  team_id: z.string(),
  user_id: z.string(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().nullish(),
});

const KEPT_MS = 60_000;
const MOST_KEPT = 1_000;

export type Installations = ReturnType<typeof createInstallations>;

const rowOf = (tenant: string): string => `slack:${tenant}`;

export function createInstallations({
  config,
  secretSettings,
  api,
  clock,
  siblings = NO_SIBLINGS,
}: {
  config: SlackConfig;
  secretSettings: SecretSettings;
  api: Api;
  clock: Clock;
  siblings?: Siblings;
}) {
  const kept = new Map<string, { readonly team: Installation | null; readonly until: number }>();
  let own: Installation | null = null;
  let asking: Promise<Installation | null> | null = null;
  /** Counts what was changed, so that a look-up that began before a change is not kept. */
  let changes = 0;

  function drop(tenant: string): void {
    changes += 1;
    kept.delete(tenant);
  }
  siblings.answer('installation.changed', (tenant) => {
    drop(tenant);
    return null;
  });

  async function changed(tenant: string): Promise<void> {
    drop(tenant);
    await siblings.ask('installation.changed', tenant);
  }

  /** The one workspace of the environment's token. Slack is asked once; a failure is not cached. */
  async function theOne(token: string): Promise<Installation | null> {
    if (own) return own;
    asking ??= api(token, 'auth.test').then((called) => {
      asking = null;
      const read = called.ok ? authTest.safeParse(called.data) : null;
      if (!read?.success) return null;
      const { team_id: team, user_id: botUser, enterprise_id: enterprise, is_enterprise_install: isOrg } = read.data;
      own = { tenant: isOrg === true && enterprise ? enterprise : team, enterprise: enterprise ?? null, token, botUser };
      return own;
    });
    return withTimeout(config.lookUpWithinMs, asking);
  }

  async function installed(tenant: string): Promise<Installation | null> {
    const known = kept.get(tenant);
    if (known && known.until > clock()) return known.team;
    const before = changes;
    const found = await read(tenant);
    // This workspace was installed before the operator named others.
    const row = found && isAllowedWorkspace(config, [found.team, found.enterprise]) ? found : null;
    const team = row && { tenant, enterprise: row.enterprise, token: row.token, botUser: row.botUser };
    if (kept.size >= MOST_KEPT) kept.clear();
    if (before === changes) kept.set(tenant, { team, until: clock() + KEPT_MS });
    return team;
  }

  async function read(tenant: string): Promise<StoredInstallation | null> {
    const row = await secretSettings.get(rowOf(tenant));
    const parsed = row === null ? null : stored.safeParse(JSON.parse(row));
    return parsed?.success ? parsed.data : null;
  }

  /** @throws Fault `vault.closed`. */
  async function byTenant(tenant: string): Promise<Installation | null> {
    if (config.botToken === null) return withTimeout(config.lookUpWithinMs, installed(tenant));
    const one = await theOne(config.botToken);
    return one?.tenant === tenant ? one : null;
  }

  /** The first that is installed, in order. Each look-up is awaited before the next, which would be another tenant's. */
  async function firstOf(tenants: readonly (string | null)[]): Promise<Installation | null> {
    for (const tenant of tenants) {
      const found = tenant === null ? null : await installed(tenant);
      if (found !== null) return found;
    }
    return null;
  }

  return {
    byTenant,
    /** The one workspace of the environment's token. Null: there may be many, or Slack does not answer. */
    only: async (): Promise<Installation | null> => (config.botToken === null ? null : theOne(config.botToken)),

    /** The installation that a request is for: a whole organisation's, or its workspace's. @throws Fault `vault.closed`. */
    async forRequest({ team, enterprise, isOrg, posted }: RequestSource): Promise<Installation | null> {
      // Everything that reaches an app of one workspace is for that workspace, also a press by a person from another one.
      if (config.botToken !== null) return theOne(config.botToken);
      return withTimeout(config.lookUpWithinMs, firstOf([posted, isOrg ? null : team, enterprise]));
    },

    async save(installation: StoredInstallation): Promise<void> {
      const tenant = installation.team ?? installation.enterprise ?? '';
      await secretSettings.put(rowOf(tenant), JSON.stringify(installation));
      await changed(tenant);
    },

    /** `at`: when nt2 was removed. The event may be older than the next installation. True when an installation was forgotten. */
    async forget(tenant: string, at: number, botUsers?: readonly string[]): Promise<boolean> {
      drop(tenant);
      const row = await read(tenant);
      if (row === null || row.at > at || (botUsers && !botUsers.includes(row.botUser))) return false;
      await secretSettings.put(rowOf(tenant), null);
      await changed(tenant);
      return true;
    },
  };
}
