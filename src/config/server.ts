// The settings of the doors: which of them this process has, and how many may come at a time.

import * as z from 'zod';
import type { ConfigIssue, Setting } from '../config.ts';
import type { ChatConfig } from './chat.ts';
import type { StoreConfig } from './store.ts';

const whole = (min: number, max: number) =>
  z
    .string()
    .refine(
      (value) => /^\d{1,7}$/.test(value) && Number(value) >= min && Number(value) <= max,
      `must be a whole number from ${min} to ${max}.`,
    )
    .transform(Number);

export const SERVER_SETTINGS = {
  NT2_ROLE: {
    defaultValue: 'all',
    schema: z.enum(['all', 'web', 'chat'], 'must be all, web or chat.'),
    doc: '`web`: this process serves pages and API, and must not be given anything of a chat platform. `chat`: it has the platforms and serves no page. Both on one Redis are an installation; see `docs/operations.md`. `all`: one process does everything.',
  },
  NT2_ADMIN_PORT: {
    defaultValue: '',
    schema: z
      .string()
      .refine((value) => /^\d{0,5}$/.test(value) && Number(value) <= 65_535, 'must be a whole number from 0 to 65535.')
      .transform((value) => (value === '' ? null : Number(value))),
    doc: 'Port of its own for what is not for people: the logs and receipts for auditors, `/metrics`, and what `/readyz` says of each part. At NT2_PORT they are not found then. Empty: none. 0 takes a free one.',
  },
  NT2_ADMIN_HOST: {
    defaultValue: '127.0.0.1',
    schema: z.union([z.ipv4(), z.ipv6()], 'must be an IP address, such as 127.0.0.1 or 0.0.0.0.'),
    doc: 'Address for that port. Beyond loopback it needs NT2_METRICS_TOKEN.',
  },
  NT2_CONNECTIONS: {
    defaultValue: '12000',
    schema: whole(100, 1_000_000),
    doc: 'Connections at NT2_PORT at a time; never more than the process may open files, less 200. When they are reached, the one that has been unused for longest makes room.',
  },
  NT2_CONNECTIONS_ADDRESS: {
    defaultValue: '256',
    schema: whole(8, 1_000_000),
    doc: 'The same for one client address (an IPv6 /64 counts as one). What comes by NT2_TRUSTED_PROXIES is not counted here.',
  },
} as const satisfies Record<string, Setting>;

type ServerConfig = { readonly [N in keyof typeof SERVER_SETTINGS]: z.output<(typeof SERVER_SETTINGS)[N]['schema']> };
interface Others extends ChatConfig, StoreConfig {
  readonly NT2_SECRET: Uint8Array;
  readonly NT2_AUDIT_CHANNEL: unknown;
  readonly NT2_PLAYGROUND: boolean;
}

/** Everybody who reaches that port reads the metrics, unless they ask for a token. */
export function adminIssues(
  config: ServerConfig & { readonly NT2_METRICS_TOKEN: string | null },
  isLoopback: (host: string) => boolean,
): ConfigIssue[] {
  const { NT2_ADMIN_PORT: port, NT2_ADMIN_HOST: host, NT2_METRICS_TOKEN: token } = config;
  if (port === null || token !== null || isLoopback(host)) return [];
  return [{ name: 'NT2_METRICS_TOKEN', message: 'is missing: an NT2_ADMIN_HOST beyond loopback needs one.' }];
}

/** What would let somebody who took over the pages speak in chat. */
const OF_CHAT = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
  'SLACK_WORKSPACES',
  'DISCORD_TOKEN',
  'DISCORD_PUBLIC_KEY',
  'NT2_CHAT_SECRET',
  'NT2_AUDIT_CHANNEL',
] as const;

/** What a process of this role must have, and must not have. */
export function roleIssues(config: ServerConfig & Others): ConfigIssue[] {
  const { NT2_ROLE: role, NT2_CHAT_SECRET: own } = config;
  const faults: ConfigIssue[] = [];
  if (own !== null && Buffer.compare(own.newest, config.NT2_SECRET) === 0) {
    faults.push({ name: 'NT2_CHAT_SECRET', message: 'must be another secret than NT2_SECRET, which every process has.' });
  }
  if (role === 'all') return faults;
  if (role === 'web') {
    for (const name of OF_CHAT) {
      if (config[name] !== null)
        faults.push({ name, message: 'must not be given to a process with NT2_ROLE=web: it belongs to the one with NT2_ROLE=chat.' });
    }
  } else if (config.SLACK_APP_TOKEN === null && config.SLACK_SIGNING_SECRET === null && config.DISCORD_TOKEN === null) {
    faults.push({ name: 'NT2_ROLE', message: 'is chat, and no chat platform is given: give Slack or Discord, or another role.' });
  }
  if (role === 'chat' && config.SLACK_CLIENT_ID !== null && config.NT2_CHAT_SECRET === null) {
    faults.push({
      name: 'NT2_CHAT_SECRET',
      message: 'is missing: without it the other process, with NT2_ROLE=web, could open the tokens of the workspaces. Run `nt2 keygen`.',
    });
  }
  if (config.NT2_STORE.kind !== 'redis')
    faults.push({ name: 'NT2_STORE', message: 'must be a Redis with NT2_ROLE=web or chat: two processes share it.' });
  if (config.NT2_PLAYGROUND) faults.push({ name: 'NT2_PLAYGROUND', message: 'is only for NT2_ROLE=all.' });
  return faults;
}
