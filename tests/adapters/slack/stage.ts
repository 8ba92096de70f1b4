// One Slack adapter before one fake Slack, over HTTP or over sockets; and a bot that answers what a test tells it to.

import { readFileSync } from 'node:fs';
import { createSlack } from '../../../src/adapters/slack/adapter.ts';
import { DEFAULTS, type SlackConfig } from '../../../src/adapters/slack/config.ts';
import type { Adapter, Bot, Card, InteractionResponse, Interaction } from '../../../src/bot/port.ts';
import type { SettingsStore } from '../../../src/core/ports/settings-store.ts';
import type { SecretSettings } from '../../../src/core/secret-settings.ts';
import { createCards } from '../../../src/server/pages/card-page.ts';
import { createPage } from '../../../src/server/pages/pages.ts';
import { servePage } from '../../../src/server/pages/serve.ts';
import { createSlack as createFake, type Slack, type SlackOptions } from '../../fakes/slack/slack.ts';

export type Transport = 'http' | 'sockets';

export interface StageOptions extends SlackOptions {
  readonly transport?: Transport;
  readonly config?: Partial<SlackConfig>;
  /** What the store keeps: the same for two instances. */
  readonly settings?: Settings;
  /** Absent: the pages are there. */
  readonly hasPages?: boolean;
}

/** As it is before the build puts its styles in. */
const card = createPage('error.html', readFileSync(new URL('../../../src/web/error.html', import.meta.url)));
const drawCard = createCards(
  { htmlPages: new Map([['error.html', card]]), assets: new Map(), documents: new Map(), operator: '' },
  new URL('https://nt2.example.com'),
);

export type Settings = ReturnType<typeof memorySettings>;

/** What a store keeps of settings, in memory. */
export function memorySettings() {
  const rows = new Map<string, string>();
  const get = async (name: string): Promise<string | null> => rows.get(name) ?? null;
  const put = async (name: string, value: string | null): Promise<void> =>
    void (value === null ? rows.delete(name) : rows.set(name, value));
  const listSettings: SettingsStore['listSettings'] = async (prefix) =>
    [...rows].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value }));
  return { rows, vault: { get, put } satisfies SecretSettings, store: { getSetting: get, putSetting: put, listSettings } };
}

/** What a test may turn while the adapter runs. */
export type OpenConfig = { -readonly [K in keyof SlackConfig]: SlackConfig[K] };

export interface Stage {
  readonly slack: Slack;
  readonly adapter: Adapter;
  readonly config: OpenConfig;
  readonly settings: Settings;
  readonly lines: string[];
  /** What the adapter was started with. */
  bot(): Bot;
  /** Another instance of nt2 before the same Slack. */
  another(): Adapter;
  /** Stops all, and holds nt2 to what the judge has found. */
  close(): Promise<void>;
}

export async function openStage({
  transport = 'http',
  config: more,
  settings = memorySettings(),
  hasPages = true,
  ...options
}: StageOptions = {}): Promise<Stage> {
  const { clock = Date.now } = options;
  const slack = createFake({ ackMs: 30_000, ...options, sockets: { againMs: 20_000, ...options.sockets } });
  const served = transport === 'sockets' ? await slack.serve() : null;
  const takeDown = transport === 'http' ? slack.nock() : null;
  const config: OpenConfig = {
    ...DEFAULTS,
    publicUrl: 'https://nt2.example.com',
    botToken: slack.world.installations[0]?.token ?? null,
    appToken: transport === 'sockets' ? slack.app.appToken : null,
    signingSecret: transport === 'http' ? slack.app.signingSecret : null,
    client: null,
    apiUrl: served?.apiUrl ?? 'https://slack.com/api/',
    // Machines that run tests are busy: who tests a limit sets it.
    answerWithinMs: 30_000,
    lookUpWithinMs: 30_000,
    ...more,
  };
  const lines: string[] = [];
  const adapters: Adapter[] = [];
  const another = (): Adapter => {
    const made = createSlack({
      config,
      clock,
      secretSettings: settings.vault,
      store: settings.store,
      ...(hasPages && drawCard !== null && { drawPage: (request, said, status) => servePage(drawCard(said), request, 'never', status) }),
      log: (event, facts) => lines.push(JSON.stringify({ event, ...facts })),
    });
    adapters.push(made);
    return made;
  };
  const first = another();
  const handed: { bot: Bot | null } = { bot: null };
  const adapter: Adapter = {
    ...first,
    start: (bot) => {
      handed.bot = bot;
      return first.start(bot);
    },
  };
  const events = adapter.routes.find(({ path }) => path === '/slack/events');
  slack.deliverTo(events ? { by: 'handler', handle: events.handle } : { by: 'sockets' });
  return {
    slack,
    adapter,
    config,
    settings,
    lines,
    another,
    bot() {
      if (handed.bot === null) throw new Error('the adapter was not started');
      return handed.bot;
    },
    async close() {
      for (const one of adapters) await one.stop();
      takeDown?.();
      await served?.close();
      const complaints = slack.complaints();
      if (complaints.length > 0) throw new Error(`Slack complains: ${complaints.join('\n')}`);
    },
  };
}

export const cardOf = (title: string, more: Partial<Card> = {}): Card => ({
  title,
  tone: 'plain',
  body: [['The first line.'], [{ kind: 'strong', text: 'Second' }, ' line']],
  buttons: [],
  fallback: title,
  ...more,
});

/** A bot that keeps what it is asked. */
export function createStub(
  answer: (inbound: Interaction, deadline: AbortSignal) => InteractionResponse | Promise<InteractionResponse> = () => ({ kind: 'nothing' }),
) {
  const asked: Interaction[] = [];
  const bot: Bot = {
    async handle(inbound, deadline) {
      asked.push(inbound);
      return answer(inbound, deadline);
    },
    late: cardOf('Too late'),
    broken: cardOf('Broken'),
    unshown: { busy: cardOf('Busy'), setup: cardOf('Set up'), shape: cardOf('Shape') },
  };
  return { asked, bot };
}
