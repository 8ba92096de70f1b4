// Slack: over HTTP, over sockets, or both. It puts the other files together; Bolt finds the installation and hands each event on.

import { randomBytes } from 'node:crypto';
import { App } from '@slack/bolt';

import type { Adapter, Bot, Card, Contact, FirstResponse, Inbound } from '../../bot/port.ts';
import type { Clock, Store } from '../../core/ports.ts';
import type { Vault } from '../../core/vault.ts';
import { EVENTS, PATHS, PLATFORM, readRef, refOf, type SlackConfig } from './config.ts';
import { createClient } from './client.ts';
import { createServe, type Arrival, type Exchange } from './exchange.ts';
import { fromAction, fromCommand, fromHomeOpened, fromShortcut, fromSubmission, homeOf, postedIn, readRevoked } from './inbound.ts';
import { contactUnknown, tenantName, type Occasion } from './occasion.ts';
import { createPeople } from './people.ts';
import { createStages } from './stage.ts';
import { clientOptions, createApi, deaf, within } from './teams/api.ts';
import { createTeams, type Team } from './teams/teams.ts';
import { check } from './setup/check.ts';
import { installRoutes } from './setup/install.ts';
import { createNotes } from './setup/notes.ts';
import { receive } from './wire/receive.ts';
import { createSockets } from './wire/sockets.ts';

export interface SlackWorld {
  readonly config: SlackConfig;
  readonly clock: Clock;
  readonly vault: Vault;
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

export function createSlack({ config, clock, vault, store, log, random = randomText }: SlackWorld): Adapter {
  const api = createApi({ apiUrl: config.apiUrl, way: config.outbound?.open() ?? null });
  const teams = createTeams({ config, vault, api, clock });
  const people = createPeople({ config, api, clock, log });
  const notes = createNotes({ store, clock });
  const stages = createStages({ api, cards: running, log, way: config.outbound?.open() ?? null });
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
      .of({
        team: source.teamId ?? null,
        enterprise: source.enterpriseId ?? null,
        isOrg: source.isEnterpriseInstall,
        posted: postedIn(body),
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
    logger: deaf,
    convoStore: false,
    ignoreSelf: false,
    attachFunctionToken: false,
  });
  app.error(async () => log('slack.fault', { code: 'server.fault' }));
  app.use(async ({ context, next }) => {
    const exchange = context['exchange'] as Exchange;
    exchange.team = (context['team'] as Team | undefined) ?? null;
    if (exchange.occasion === null) return next();
    await answer(exchange, exchange.occasion);
  });
  for (const name of EVENTS)
    app.event(name, async ({ body, context }) => {
      const gone = readRevoked(body);
      const { teamId, enterpriseId } = context;
      const tenant = context.isEnterpriseInstall ? enterpriseId : teamId;
      if (gone === null || tenant === undefined) return;
      if (await teams.forget(tenant, gone.at, gone.botUsers)) log('slack.uninstalled', {});
    });

  async function answer(exchange: Exchange, occasion: Occasion): Promise<void> {
    const { team, deadline, acknowledge } = exchange;
    if (deadline.aborted) return;
    const inbound = team && (await inboundOf(team, occasion));
    if (deadline.aborted) return;
    const { handle, broken } = running();
    const told = (card: Card): FirstResponse => ({ do: 'private', card });
    const response =
      inbound === null ? told(broken) : typeof inbound === 'string' ? told(stages.cardFor(inbound)) : await handle(inbound, deadline);
    if (deadline.aborted) return;
    exchange.answered = true;
    const { body, shown } = stages.show(response, occasion, team);
    if (body !== undefined) acknowledge(body);
    await shown;
    acknowledge();
    if (occasion.fromHome && team !== null) later(refreshHome(team, occasion));
  }

  /** Why not, in Slack's words, when it did not say who they are and that matters for what was pressed. */
  async function inboundOf(team: Team, { id, actor, others, place, what }: Occasion): Promise<Inbound | string> {
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

  async function refreshHome(team: Team, { id, actor }: Occasion): Promise<void> {
    const occasion = homeOf(actor.id, `${id}:home`);
    const inbound = await inboundOf(team, occasion);
    if (typeof inbound === 'object')
      await stages.show(await running().handle(inbound, AbortSignal.timeout(config.answerWithinMs)), occasion, team).shown;
  }

  async function work({ body, retry }: Arrival, exchange: Exchange): Promise<void> {
    if (bot === null) return;
    const isEvent = exchange.occasion === null || exchange.occasion.stage.on === 'opened';
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

  const serve = createServe({
    answerWithinMs: () => config.answerWithinMs,
    read: (body) => READERS.map((from) => from(body)).find((occasion) => occasion !== null) ?? null,
    tellLate: (occasion, team) => stages.tellLate(occasion, team),
    work,
  });

  const sockets = config.appToken === null ? null : createSockets({ config, appToken: config.appToken, serve, log });

  const { signingSecret, client } = config;
  const routes = [
    ...(signingSecret === null ? [] : [receive({ signingSecret, clock, serve, onRequest: notes.request })]),
    ...(client === null ? [] : installRoutes({ config, client, api, teams, clock, random, log })),
  ];

  return {
    platform: PLATFORM,
    name: 'Slack',
    can: { fields: 10, rejectForms: true },
    channel: (tenant, id) => (readRef(refOf(tenant, id)) === null ? null : { ref: refOf(tenant, id), name: id }),
    out: createClient({ api, teams, log, onDirect: notes.direct }),
    routes,
    async start(given) {
      bot = given;
      await sockets?.start();
    },
    async stop() {
      await sockets?.stop();
      await within(STOP_MS, Promise.allSettled(underWay));
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
