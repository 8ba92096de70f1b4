// What the tests of the fake Discord share: a guild with two people, commands, a plain caller of REST, an app that answers as told.

import { afterEach, expect } from 'vitest';

import { type Discord, type DiscordOptions, openDiscord } from './discord.ts';
import type { Json, Message } from './shapes.ts';

export const BUTTON = { type: 1, components: [{ type: 2, style: 1, label: 'Accept', custom_id: 'accept:1' }] };

export const MODAL = {
  custom_id: 'form:share',
  title: 'Share a secret',
  components: [
    { type: 10, content: 'Only they can open it.' },
    { type: 18, label: 'To', component: { type: 5, custom_id: 'people', max_values: 5 } },
    { type: 18, label: 'What', component: { type: 4, custom_id: 'label', style: 1, max_length: 80, value: 'key' } },
    {
      type: 18,
      label: 'How long',
      component: {
        type: 3,
        custom_id: 'expires',
        options: [
          { label: 'A day', value: '1d', default: true },
          { label: 'A week', value: '7d' },
        ],
      },
    },
  ],
};

export const COMMANDS = [
  {
    name: 'nt2',
    description: 'Hand over a secret',
    integration_types: [0, 1],
    contexts: [0, 1, 2],
    options: [
      {
        type: 1,
        name: 'share',
        description: 'Share a secret',
        options: [
          { type: 6, name: 'to', description: 'Who gets it', required: true },
          { type: 3, name: 'label', description: 'What it is', max_length: 80 },
          { type: 3, name: 'expires', description: 'How long', choices: [{ name: 'a day', value: '1d' }] },
        ],
      },
      { type: 1, name: 'list', description: 'What waits' },
    ],
  },
  { name: 'Share a secret here', type: 3 },
  { name: 'Share a secret', type: 2, contexts: [0] },
];

const open: (() => Promise<unknown>)[] = [];
let current: Discord | null = null;
let planted: RegExp | null = null;

/** Complaints that a test provokes on purpose; any other fails it. */
export function plant(complaint: RegExp): void {
  planted = complaint;
}

/** Runs at the end of the test, the last first. */
export const atEnd = (close: () => Promise<unknown>): number => open.unshift(close);

afterEach(async () => {
  const left = current?.complaints().filter((text) => !planted?.test(text)) ?? [];
  planted = null;
  current = null;
  for (const close of open.splice(0)) await close();
  expect(left).toEqual([]);
});

export async function begin(options: DiscordOptions = {}) {
  const discord = await openDiscord({ firstAnswerMs: 2000, ...options });
  current = discord;
  atEnd(discord.close);
  const [alex, kim] = ['alex', 'kim'].map((name) => discord.user({ name }));
  const guild = discord.guild({ members: [alex!, kim!] });
  const channel = discord.channel(guild);

  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${discord.api}/v10${path}`, {
      method,
      headers: {
        authorization: `Bot ${discord.token}`,
        'user-agent': 'DiscordBot (https://nt2.test, 1)',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      code: text === '' ? null : ((JSON.parse(text) as Json)['code'] as number),
      body: (text === '' ? {} : JSON.parse(text)) as Json & Message,
    };
  };
  /** An app behind signed requests that answers every interaction as told. */
  const answering = (answer: (interaction: Json) => unknown): void => {
    discord.deliverBy({ handle: async (request) => Response.json(await answer((await request.json()) as Json)) });
  };
  await call('PUT', `/applications/${discord.appId}/commands`, COMMANDS);
  return { discord, alex: discord.person(alex!.id), kim: discord.person(kim!.id), guild, channel, call, answering };
}
