// Opens the chat platforms that the settings ask for. A platform that is not configured is not loaded, and costs neither time nor memory.
// See docs/decisions/one-process-or-two.md.

import type { ManifestOptions } from '../adapters/slack/setup/manifest.ts';
import type { ManifestOptions as TeamsManifestOptions } from '../adapters/teams/setup/manifest.ts';
import type { Adapter } from '../bot/port.ts';
import type { Config } from '../config/settings.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { SettingsStore } from '../core/ports/settings-store.ts';
import type { RateLimitStore } from '../core/ports/rate-limit-store.ts';
import type { LeaseStore } from '../core/ports/lease-store.ts';
import { NO_SIBLINGS, type Siblings } from '../core/ports/siblings.ts';
import { Fault } from '../core/refusal.ts';
import type { SecretSettings } from '../core/secret-settings.ts';
import type { Egress } from '../egress/egress.ts';
import { createCards } from '../server/pages/card-page.ts';
import { NO_PAGES, type Pages } from '../server/pages/pages.ts';
import { servePage } from '../server/pages/serve.ts';

export interface PlatformDeps {
  readonly clock?: Clock;
  readonly chatSecrets: SecretSettings;
  readonly store: LeaseStore & RateLimitStore & SettingsStore;
  readonly siblings?: Siblings;
  /** For what a platform has to show in a browser. */
  readonly pages?: Pages;
  /** Fixed words and codes only. */
  readonly log?: (event: string, facts: Readonly<Record<string, string>>) => void;
}

/** Loaded only where a proxy is set. */
async function outboundOf({ HTTPS_PROXY: httpsProxy, HTTP_PROXY: httpProxy, NO_PROXY: noProxy }: Config): Promise<Egress | null> {
  if (`${httpsProxy}${httpProxy}` === '') return null;
  return (await import('../egress/egress.ts')).createEgress({ httpsProxy, httpProxy, noProxy });
}

const FIRST_ANSWER_MS = 3_000;

/** Opens them without starting them: `nt2 doctor` checks them as they are. */
export async function openPlatforms(config: Config, given: PlatformDeps): Promise<Adapter[]> {
  const parts = { clock: Date.now, log: () => undefined, siblings: NO_SIBLINGS, pages: NO_PAGES, ...given };
  const opening: Promise<Adapter>[] = [];
  if (config.SLACK_APP_TOKEN !== null || config.SLACK_SIGNING_SECRET !== null) opening.push(openSlack(config, parts));
  if (config.DISCORD_TOKEN !== null) opening.push(openDiscord(config, config.DISCORD_TOKEN, parts));
  if (config.LINE_CHANNEL_TOKEN !== null) opening.push(openLine(config, config.LINE_CHANNEL_TOKEN, parts));
  if (config.TEAMS_APP_ID !== null) opening.push(openTeams(config, config.TEAMS_APP_ID, parts));
  return Promise.all(opening);
}

/** The app manifest that is pasted into Slack. */
export async function slackManifest(options: ManifestOptions): Promise<unknown> {
  return (await import('../adapters/slack/setup/manifest.ts')).manifestOf(options);
}

/** The manifest of the package that is uploaded to Teams. */
export async function teamsManifest(options: TeamsManifestOptions): Promise<unknown> {
  return (await import('../adapters/teams/setup/manifest.ts')).manifestOf(options);
}

/** Sockets of Slack in all workers together: two, so that one that is replaced leaves no gap. Slack allows ten for an app. */
function socketsOf({ count, number }: Siblings): number {
  if (count === 1) return 2;
  return number <= 2 ? 1 : 0;
}

async function openSlack(config: Config, { clock, chatSecrets, store, siblings, pages, log }: Required<PlatformDeps>): Promise<Adapter> {
  const [{ createSlack }, { DEFAULTS }] = await Promise.all([
    import('../adapters/slack/adapter.ts'),
    import('../adapters/slack/config.ts'),
  ]);
  const egress = await outboundOf(config);
  const { SLACK_CLIENT_ID: id, SLACK_CLIENT_SECRET: secret } = config;
  const drawCard = createCards(pages, config.NT2_PUBLIC_URL);
  return createSlack({
    config: {
      ...DEFAULTS,
      publicUrl: config.NT2_PUBLIC_URL.origin,
      botToken: config.SLACK_BOT_TOKEN,
      appToken: config.SLACK_APP_TOKEN,
      signingSecret: config.SLACK_SIGNING_SECRET,
      client: id === null || secret === null ? null : { id, secret },
      workspaces: config.SLACK_WORKSPACES === 'any' ? null : config.SLACK_WORKSPACES,
      apiUrl: config.SLACK_API_URL,
      egress,
      watches: config.NT2_WATCH_PASTES,
      sockets: socketsOf(siblings),
    },
    clock,
    siblings,
    secretSettings: chatSecrets,
    store,
    drawPage: drawCard === null ? undefined : (request, said, status) => servePage(drawCard(said), request, 'never', status),
    log,
  });
}

async function openDiscord(config: Config, token: string, { clock, store, siblings, log }: Required<PlatformDeps>): Promise<Adapter> {
  const egress = await outboundOf(config);
  const load = () => import('../adapters/discord/adapter.ts');
  const { createDiscord } =
    egress === null ? await load() : await (await import('../adapters/discord/transport/socket.ts')).routeSockets({ egress, log }, load);
  const { TIMES } = await import('../adapters/discord/config.ts');
  return createDiscord({
    config: {
      token,
      publicKey: config.DISCORD_PUBLIC_KEY,
      guilds: config.DISCORD_GUILDS,
      apiUrl: config.DISCORD_API_URL,
      egress,
      publicUrl: config.NT2_PUBLIC_URL.origin,
      templates: config.NT2_POLICY !== null,
      watches: config.NT2_WATCH_PASTES,
      times: TIMES,
    },
    clock,
    siblings,
    leases: store,
    consume: store.consume,
    log,
  });
}

async function openLine(config: Config, channelToken: string, { clock, log }: Required<PlatformDeps>): Promise<Adapter> {
  const [{ createLine }, { DEFAULTS }] = await Promise.all([import('../adapters/line/adapter.ts'), import('../adapters/line/config.ts')]);
  const { LINE_CHANNEL_SECRET: channelSecret, LINE_LOGIN_ID: loginId, LINE_LOGIN_SECRET: loginSecret, LINE_GROUPS: groups } = config;
  if (channelSecret === null || loginId === null || loginSecret === null || groups === null)
    throw new Fault('config.invalid', 'The five settings of LINE belong together.');
  return createLine({
    config: {
      ...DEFAULTS,
      publicUrl: config.NT2_PUBLIC_URL.origin,
      channelSecret,
      channelToken,
      loginId,
      loginSecret,
      groups: groups === 'any' ? null : groups,
      apiUrl: config.LINE_API_URL,
      egress: await outboundOf(config),
    },
    clock,
    log,
  });
}

async function openTeams(config: Config, appId: string, { clock, store, log }: Required<PlatformDeps>): Promise<Adapter> {
  const [{ createTeams }, { CLOUDS, TIMES }] = await Promise.all([
    import('../adapters/teams/adapter.ts'),
    import('../adapters/teams/config.ts'),
  ]);
  return createTeams({
    config: {
      appId,
      appSecret: config.TEAMS_APP_SECRET ?? '',
      tenant: config.TEAMS_TENANT ?? '',
      cloud: CLOUDS[config.TEAMS_CLOUD],
      publicUrl: config.NT2_PUBLIC_URL.origin,
      egress: await outboundOf(config),
      times: TIMES,
    },
    clock,
    store,
    log,
  });
}

/** @throws Fault `server.pages` when the pages were built without it. */
export async function openPlayground(config: Config, pages: Pages, clock: Clock): Promise<Adapter> {
  const page = pages.htmlPages.get('playground.html');
  if (page === undefined) throw new Fault('server.pages', 'The pages were built without the playground: run `npm run build` again.');
  const { createPlayground } = await import('../adapters/playground/adapter.ts');
  return createPlayground({
    config: { publicUrl: config.NT2_PUBLIC_URL.origin, firstAnswerMs: FIRST_ANSWER_MS },
    clock,
    page: (request) => servePage(page, request, 'never'),
  });
}
