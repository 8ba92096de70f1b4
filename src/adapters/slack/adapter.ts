// nt2 in Slack: over HTTP, over sockets, or both. Puts the other files together; a payload goes its way without coming back here.

import { randomBytes } from 'node:crypto';

import type { Adapter } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { SettingsStore } from '../../core/ports/settings-store.ts';
import { NO_SIBLINGS, type Siblings } from '../../core/ports/siblings.ts';
import type { SecretSettings } from '../../core/secret-settings.ts';
import { PATHS, PLATFORM, parseRef, personIn, refOf, type SlackConfig } from './config.ts';
import { createHandleLooks, findHandle } from './find-handle.ts';
import { createAuthorize } from './installations/authorize.ts';
import { createInstallations } from './installations/installations.ts';
import { LIMITS } from './limits.ts';
import { createOutbound } from './outbound.ts';
import { createRequestHandler } from './request.ts';
import { check } from './setup/check.ts';
import { createDiagnosticsLog } from './setup/diagnostics.ts';
import { drawPlainly, type DrawPage } from './setup/install-page.ts';
import { installRoutes } from './setup/install.ts';
import { createHttpReceiver } from './transport/http-receiver.ts';
import { createSocketPool } from './transport/socket-pool.ts';
import { createTimeZones } from './time-zones.ts';
import { createUserCache } from './users.ts';
import { createWatch } from './watch.ts';
import { createApi } from './web-api.ts';

export interface SlackDeps {
  readonly config: SlackConfig;
  readonly clock: Clock;
  readonly secretSettings: SecretSettings;
  readonly store: SettingsStore;
  readonly siblings?: Siblings;
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  /** As many random bytes, as text for an address. */
  readonly random?: (bytes: number) => string;
  /** Absent: what it says alone, as plain text. */
  readonly drawPage?: DrawPage | undefined;
}

const randomText = (bytes: number): string => randomBytes(bytes).toString('base64url');

export function createSlack({
  config,
  clock,
  secretSettings,
  store,
  siblings = NO_SIBLINGS,
  log,
  random = randomText,
  drawPage = drawPlainly,
}: SlackDeps): Adapter {
  const { signingSecret, client, appToken } = config;
  const api = createApi({ apiUrl: config.apiUrl, egressRoute: config.egress?.open() ?? null });
  const installations = createInstallations({ config, secretSettings, api, clock, siblings });
  const diagnostics = createDiagnosticsLog({ store, clock });
  const users = createUserCache({ config, api, clock, log });
  const authorize = createAuthorize({ apiUrl: config.apiUrl, installations, log });
  const outbound = createOutbound({ api, installations, log, onDirect: diagnostics.direct });
  const requests = createRequestHandler({
    config,
    authorize,
    watch: config.watches === true ? createWatch({ authorize, users, outbound }) : null,
    users,
    api,
    log,
    egressRoute: config.egress?.open() ?? null,
  });
  const looks = createHandleLooks(clock);
  const handleRequest = requests.handle;
  const sockets = appToken === null ? null : createSocketPool({ config, appToken, handleRequest, log });
  const routes = [
    ...(signingSecret === null ? [] : [createHttpReceiver({ signingSecret, clock, handleRequest, onRequest: diagnostics.request })]),
    ...(client === null ? [] : installRoutes({ config, client, api, installations, clock, random, drawPage, log })),
  ];
  let started = false;

  return {
    platform: PLATFORM,
    name: 'Slack',
    capabilities: { fields: LIMITS.fields, rejectForms: true, redrawForms: true },
    channel: (tenant, id) => (parseRef(refOf(tenant, id)) === null ? null : { ref: refOf(tenant, id), name: id }),
    outbound,
    routes,
    async start(bot) {
      started = true;
      requests.start(bot);
      await sockets?.start();
    },
    async stop() {
      await sockets?.stop();
      await requests.stop();
      started = false;
    },
    async findContact(person) {
      const named = personIn(person);
      const installation = named && (await installations.byTenant(named.tenant));
      if (named === null || installation === null) return null;
      return (await users.load(installation, [named.user])).found.get(named.user) ?? null;
    },
    findHandle: (handle, tenant) => findHandle({ api, installations, users, looks }, handle, tenant),
    timeZone: createTimeZones({ api, installations }),
    check: ({ direct } = {}) => check({ config, clock, installations, diagnostics }, direct),
    health() {
      if (!started) return { state: 'down', detail: 'not started' };
      const { state, detail } = sockets?.health() ?? { state: 'ready', detail: PATHS.events };
      return { state, detail: diagnostics.now().tabOffAt === null ? detail : `${detail}; the Messages tab is off` };
    },
  };
}
