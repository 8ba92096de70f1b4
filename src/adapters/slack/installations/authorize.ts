// Asks Bolt whose installation a payload is for, since Bolt knows where each kind of payload says so; and forgets an installation that
// was removed. Bolt's receivers, sockets, OAuth and logger are not used. See docs/decisions/slack-behind-one-door.md.

import { App } from '@slack/bolt';

import { parseRevoked } from '../parse/events.ts';
import { parseInstalledTeam } from '../parse/fields.ts';
import type { SlackBody } from '../payload.ts';
import { clientOptions, silentLogger } from '../web-api.ts';
import type { Installation, Installations } from './installations.ts';

/** Null when there is no installation. Bolt calls `acknowledge` for events only; the caller answers everything else. */
export type Authorize = (body: SlackBody, acknowledge: () => void) => Promise<Installation | null>;

interface AuthorizeDeps {
  readonly apiUrl: string;
  readonly installations: Pick<Installations, 'forRequest' | 'forget'>;
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

interface BoltSource {
  readonly teamId?: string | undefined;
  readonly enterpriseId?: string | undefined;
  readonly isEnterpriseInstall: boolean;
}

export function createAuthorize({ apiUrl, installations, log }: AuthorizeDeps): Authorize {
  const app = new App({
    authorize: find,
    receiver: { init: () => undefined, start: () => Promise.resolve(), stop: () => Promise.resolve() },
    clientOptions: clientOptions(apiUrl),
    logger: silentLogger,
    convoStore: false,
    ignoreSelf: false,
    attachFunctionToken: false,
  });

  async function find({ teamId, enterpriseId, isEnterpriseInstall }: BoltSource, body: unknown) {
    const source = { team: teamId ?? null, enterprise: enterpriseId ?? null, isOrg: isEnterpriseInstall };
    // A card belongs to the installation that posted it, also when a person from another workspace presses on it.
    const installation = await installations.forRequest({ ...source, posted: parseInstalledTeam(body) }).catch(() => null);
    if (installation === null) log('slack.no_installation', { code: 'no_installation' });
    // Bolt gets no token: it would keep a client for each, and nt2 uses none of them.
    return installation === null ? {} : { botUserId: installation.botUser, installation };
  }

  app.error(async () => log('slack.fault', { code: 'server.fault' }));
  app.use(async ({ context, next }) => {
    const found = context['found'] as (installation: Installation | undefined) => void;
    found(context['installation'] as Installation | undefined);
    await next();
  });
  for (const name of ['app_uninstalled', 'tokens_revoked'] as const)
    app.event(name, async ({ body, context }) => {
      const revoked = parseRevoked(body);
      const tenant = context.isEnterpriseInstall ? context.enterpriseId : context.teamId;
      if (revoked === null || tenant === undefined) return;
      if (await installations.forget(tenant, revoked.at, revoked.botUsers)) log('slack.uninstalled', {});
    });

  return async (body, acknowledge) => {
    let authorized: Installation | undefined;
    const found = (installation: Installation | undefined): void => void (authorized = installation);
    await app.processEvent({ body, ack: async () => acknowledge(), customProperties: { found } });
    return authorized ?? null;
  };
}
