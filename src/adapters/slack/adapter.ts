// Slack: over HTTP, over sockets, or both. It puts the other files together; Bolt finds the installation and hands each event on.

import { randomBytes } from 'node:crypto';
import { App } from '@slack/bolt';

import type { Adapter, Bot, Card, Contact, InteractionResponse, Interaction } from '../../bot/port.ts';
import type { Clock, Store } from '../../core/ports.ts';
import type { SecretSettings } from '../../core/secret-settings.ts';
import { EVENTS, PATHS, PLATFORM, parseRef, refOf, type SlackConfig } from './config.ts';
import { createOutbound } from './outbound.ts';
import { createRequestHandler, type SlackRequest, type PendingRequest } from './request.ts';
import { fromAction, fromCommand, fromHomeOpened, fromShortcut, fromSubmission, homeOf, installedTeamId, parseRevoked } from './inbound.ts';
import { contactUnknown, tenantName, type SlackInteraction } from './payload.ts';
import { createUserCache } from './users.ts';
import { createResponder } from './respond.ts';
import { clientOptions, createApi, silentLogger, withTimeout } from './installations/api.ts';
import { createInstallations, type Installation } from './installations/installations.ts';
import { check } from './setup/check.ts';
import { installRoutes } from './setup/install.ts';
import { createDiagnosticsLog } from './setup/diagnostics.ts';
import { createHttpReceiver } from './transport/http-receiver.ts';
import { createSocketPool } from './transport/socket-pool.ts';

export interface SlackDeps {
  readonly config: SlackConfig;
  readonly clock: Clock;
  readonly secretSettings: SecretSettings;
  readonly store: Pick<Store, 'getSetting' | 'putSetting'>;
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  /** As many random bytes, as text for an address. */
  readonly random?: (bytes: number) => string;
}

interface BoltSource {
  readonly teamId?: string | undefined;
  readonly enterpriseId?: string | undefined;
  readonly isEnterpriseInstall: boolean;
}

const READERS = [fromCommand, fromAction, fromSubmission, fromShortcut, fromHomeOpened] as const;
const STOP_MS = 2_000;

const randomText = (bytes: number): string => randomBytes(bytes).toString('base64url');

export function createSlack({ config, clock, secretSettings, store, log, random = randomText }: SlackDeps): Adapter {
  const api = createApi({ apiUrl: config.apiUrl, egressRoute: config.egress?.open() ?? null });
  const teams = createInstallations({ config, secretSettings, api, clock });
  const people = createUserCache({ config, api, clock, log });
  const notes = createDiagnosticsLog({ store, clock });
  const stages = createResponder({ api, cards: running, log, egressRoute: config.egress?.open() ?? null });
  const underWay = new Set<Promise<unknown>>();
  let bot: Bot | null = null;

  function running(): Bot {
    if (bot === null) throw new Error('slack: not started');
    return bot;
  }

  function later(work: Promise<unknown>): void {
    const one = work.catch(() => log('slack.fault', { code: 'server.fault' })).finally(() => underWay.delete(one));
    underWay.add(one);
  }

  async function authorize(source: BoltSource, body: unknown) {
    // A card is a matter of the installation that posted it, also when somebody from another workspace presses on it.
    const team = await teams
      .forRequest({
        team: source.teamId ?? null,
        enterprise: source.enterpriseId ?? null,
        isOrg: source.isEnterpriseInstall,
        posted: installedTeamId(body),
      })
      .catch(() => null);
    if (team === null) log('slack.no_installation', { code: 'no_installation' });
    // No token for Bolt: it would keep a client for each, and none of them is used.
    return team === null ? {} : { botUserId: team.botUser, team };
  }

  const app = new App({
    authorize,
    receiver: { init: () => undefined, start: () => Promise.resolve(), stop: () => Promise.resolve() },
    clientOptions: clientOptions(config.apiUrl),
    logger: silentLogger,
    convoStore: false,
    ignoreSelf: false,
    attachFunctionToken: false,
  });
  app.error(async () => log('slack.fault', { code: 'server.fault' }));
  app.use(async ({ context, next }) => {
    const exchange = context['exchange'] as PendingRequest;
    exchange.installation = (context['team'] as Installation | undefined) ?? null;
    if (exchange.interaction === null) return next();
    await answer(exchange, exchange.interaction);
  });
  for (const name of EVENTS)
    app.event(name, async ({ body, context }) => {
      const gone = parseRevoked(body);
      const { teamId, enterpriseId } = context;
      const tenant = context.isEnterpriseInstall ? enterpriseId : teamId;
      if (gone === null || tenant === undefined) return;
      if (await teams.forget(tenant, gone.at, gone.botUsers)) log('slack.uninstalled', {});
    });

  async function answer(exchange: PendingRequest, interaction: SlackInteraction): Promise<void> {
    const { installation, deadline, acknowledge } = exchange;
    if (deadline.aborted) return;
    const inbound = installation && (await inboundOf(installation, interaction));
    if (deadline.aborted) return;
    const { handle, broken } = running();
    const told = (card: Card): InteractionResponse => ({ kind: 'private', card });
    const response =
      inbound === null ? told(broken) : typeof inbound === 'string' ? told(stages.cardFor(inbound)) : await handle(inbound, deadline);
    if (deadline.aborted) return;
    exchange.answered = true;
    const { body, shown } = stages.show(response, interaction, installation);
    if (body !== undefined) acknowledge(body);
    await shown;
    acknowledge();
    if (interaction.fromHome && installation !== null) later(refreshHome(installation, interaction));
  }

  /** Why not, in Slack's words, when it did not say who they are and that matters for what was pressed. */
  async function inboundOf(team: Installation, { id, actor, others, place, what }: SlackInteraction): Promise<Interaction | string> {
    const { tenant } = team;
    const known = await people.look(team, [actor.id, ...others]);
    const contact = (one: string): Contact => {
      const found = known.get(one);
      return typeof found === 'object' ? found : contactUnknown(tenant, one, one === actor.id ? actor.name : '');
    };
    const read = what(tenant, contact);
    // Whoever presses a button on a share is told apart by his key alone.
    const pressed = (read.type === 'action' && read.action !== 'share') || read.type === 'home';
    const unknown = [...known.values()].find((found) => typeof found === 'string');
    if (!pressed && unknown !== undefined) return unknown;
    return { id, tenant: tenantName(tenant), actor: contact(actor.id), place: place(tenant), ...read };
  }

  async function refreshHome(team: Installation, { id, actor }: SlackInteraction): Promise<void> {
    const interaction = homeOf(actor.id, `${id}:home`);
    const inbound = await inboundOf(team, interaction);
    if (typeof inbound === 'object')
      await stages.show(await running().handle(inbound, AbortSignal.timeout(config.answerWithinMs)), interaction, team).shown;
  }

  async function work({ body, retry }: SlackRequest, exchange: PendingRequest): Promise<void> {
    if (bot === null) return;
    const isEvent = exchange.interaction === null || exchange.interaction.target.kind === 'opened';
    const done = app.processEvent({
      body,
      // Bolt acknowledges an event by itself; of all else the answer is ours to give.
      ack: async () => (isEvent ? exchange.acknowledge() : undefined),
      customProperties: { exchange },
      ...(retry && { retryNum: retry.num, retryReason: retry.reason }),
    });
    later(done);
    await done.catch(() => undefined);
  }

  const serve = createRequestHandler({
    answerWithinMs: () => config.answerWithinMs,
    read: (body) => READERS.map((from) => from(body)).find((interaction) => interaction !== null) ?? null,
    tellLate: (interaction, team) => stages.tellLate(interaction, team),
    work,
  });

  const sockets = config.appToken === null ? null : createSocketPool({ config, appToken: config.appToken, serve, log });

  const { signingSecret, client } = config;
  const routes = [
    ...(signingSecret === null ? [] : [createHttpReceiver({ signingSecret, clock, serve, onRequest: notes.request })]),
    ...(client === null ? [] : installRoutes({ config, client, api, teams, clock, random, log })),
  ];

  return {
    platform: PLATFORM,
    name: 'Slack',
    capabilities: { fields: 10, rejectForms: true },
    channel: (tenant, id) => (parseRef(refOf(tenant, id)) === null ? null : { ref: refOf(tenant, id), name: id }),
    outbound: createOutbound({ api, teams, log, onDirect: notes.direct }),
    routes,
    async start(given) {
      bot = given;
      await sockets?.start();
    },
    async stop() {
      await sockets?.stop();
      await withTimeout(STOP_MS, Promise.allSettled(underWay));
      bot = null;
    },
    check: ({ direct } = {}) => check({ config, clock, teams, notes }, direct),
    health() {
      if (bot === null) return { state: 'down', detail: 'not started' };
      const { state, detail } = sockets?.health() ?? { state: 'ready', detail: PATHS.events };
      return { state, detail: notes.now().tabOffAt === null ? detail : `${detail}; the Messages tab is off` };
    },
  };
}
