// The settings of the chat platforms. A platform is on when its token is given.

import * as z from 'zod';
import { previousSecrets } from './secret.ts';
import { onOff, type Setting } from './setting.ts';

/** Null when absent. A union of zod would not say what is wrong with a value that is there. */
export const optional = (schema: z.ZodType<string, string>) =>
  z.string().transform((value, context): string | null => {
    const parsed = value === '' ? null : schema.safeParse(value);
    if (parsed === null) return null;
    if (parsed.success) return parsed.data;
    context.addIssue(parsed.error.issues[0]?.message ?? 'is not valid.');
    return z.NEVER;
  });

/** The parts between commas. */
const partsOf = (text: string): string[] => text.split(',').flatMap((part) => part.trim() || []);

const HEX_32 = /^[0-9a-f]{32}$/;
const token = (prefix: string, what: string, others: Readonly<Record<string, string>>) =>
  z.string().superRefine((value, context) => {
    if (value.startsWith(prefix) && /^[\w-]+$/.test(value)) return;
    const other = Object.entries(others).find(([start]) => value.startsWith(start))?.[1];
    context.addIssue(`must be ${what}, which begins with ${prefix}${other === undefined ? '.' : `; this is ${other}.`}`);
  });
const entraId = (what: string) =>
  z
    .string()
    .transform((value) => value.toLowerCase())
    .pipe(
      z
        .string()
        .regex(
          /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
          `${what}, as Entra shows it: 32 characters of 0-9 and a-f with four hyphens.`,
        ),
    );
export const api = z
  .string()
  .refine((value) => /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : ''), 'must be an address that begins with https://.')
  .transform((value) => (value.endsWith('/') ? value : `${value}/`));

export const CHAT_SETTINGS = {
  SLACK_BOT_TOKEN: {
    defaultValue: '',
    schema: optional(
      token('xoxb-', 'the bot token', {
        'xapp-': 'the app-level token, which belongs in SLACK_APP_TOKEN',
        'xoxp-': 'a user token',
      }),
    ),
    secret: true,
    doc: 'Slack, one workspace: the Bot User OAuth Token (`xoxb-…`).',
  },
  SLACK_APP_TOKEN: {
    defaultValue: '',
    schema: optional(token('xapp-', 'the app-level token', { 'xoxb-': 'the bot token, which belongs in SLACK_BOT_TOKEN' })),
    secret: true,
    doc: 'Slack in Socket Mode: the app-level token (`xapp-…`) with the scope `connections:write`. Slack then needs no way to reach this server.',
  },
  SLACK_SIGNING_SECRET: {
    defaultValue: '',
    schema: optional(z.string().regex(HEX_32, 'must be the Signing Secret of the app: 32 characters of 0-9 and a-f.')),
    secret: true,
    doc: 'Slack over HTTP: the Signing Secret. Slack then sends to `/slack/events` under NT2_PUBLIC_URL.',
  },
  SLACK_CLIENT_ID: {
    defaultValue: '',
    schema: optional(z.string().regex(/^\d+\.\d+$/, 'must be the Client ID of the app: two numbers with a dot between.')),
    doc: 'Slack, many workspaces: the Client ID. Workspaces install nt2 at `/slack/install`; their tokens are kept encrypted in the store.',
  },
  SLACK_CLIENT_SECRET: {
    defaultValue: '',
    schema: optional(z.string().regex(HEX_32, 'must be the Client Secret of the app: 32 characters of 0-9 and a-f.')),
    secret: true,
    doc: 'Slack, many workspaces: the Client Secret.',
  },
  SLACK_WORKSPACES: {
    defaultValue: '',
    schema: z
      .string()
      .regex(
        /^(?:any|[TE][A-Z0-9]{2,20}(?:\s*,\s*[TE][A-Z0-9]{2,20})*)?$/,
        'must be ids of workspaces (T…) or organisations (E…), separated by commas, or "any".',
      )
      .transform((value) => (value === '' ? null : value === 'any' ? ('any' as const) : partsOf(value))),
    doc: 'Slack, many workspaces: the ids of those that may install nt2 and use it: `T…` of a workspace, `E…` of an organisation with all of its workspaces. `any`: anyone who opens `/slack/install`.',
  },
  NT2_CHAT_SECRET: {
    defaultValue: '',
    schema: z.string().transform((text, context) => {
      const [newest, ...older] = previousSecrets(text, context);
      return newest === undefined ? null : { newest, older };
    }),
    secret: true,
    doc: 'Slack, many workspaces, and processes with NT2_ROLE: a second secret like NT2_SECRET, which only processes with chat get. nt2 then encrypts the tokens of the workspaces under it. Older ones follow it, separated by spaces or commas.',
  },
  SLACK_API_URL: {
    defaultValue: 'https://slack.com/api/',
    schema: api,
    doc: 'Where the Web API of Slack is; GovSlack has its own.',
  },
  DISCORD_TOKEN: {
    defaultValue: '',
    schema: optional(z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/, 'must be the bot token: three parts with dots between.')),
    secret: true,
    doc: 'Discord: the bot token. It switches Discord on, over the gateway, or over HTTP when DISCORD_PUBLIC_KEY is given too.',
  },
  DISCORD_PUBLIC_KEY: {
    defaultValue: '',
    schema: optional(z.string().regex(/^[0-9a-f]{64}$/, 'must be the Public Key of the application: 64 characters of 0-9 and a-f.')),
    doc: 'Discord over HTTP: the Public Key. Discord then sends to `/discord/interactions` under NT2_PUBLIC_URL.',
  },
  DISCORD_GUILDS: {
    defaultValue: '',
    schema: z
      .string()
      .regex(/^(?:\d{17,20}(?:\s*,\s*\d{17,20})*)?$/, 'must be the ids of servers (numbers of 17 to 20 digits), separated by commas.')
      .transform(partsOf),
    doc: 'Discord: the ids of the servers that get the commands, such as one for trying nt2 out. Empty: all of them.',
  },
  NT2_WATCH_PASTES: {
    defaultValue: 'off',
    schema: onOff,
    doc: 'Whether nt2 reads messages, to offer a person who pastes a secret the safe way, to them alone: `on` or `off`. Slack needs the manifest of `nt2 manifest --pastes on`, Discord the Message Content Intent. Nothing of a message is kept. See `docs/paste-rescue.md`.',
  },
  DISCORD_API_URL: {
    defaultValue: 'https://discord.com/api/',
    schema: api,
    doc: 'Where the API of Discord is.',
  },
  TEAMS_APP_ID: {
    defaultValue: '',
    schema: optional(entraId('must be the Application (client) ID')),
    doc: 'Microsoft Teams: the Application (client) ID of the bot. It switches Teams on; Teams then sends to `/teams/messages` under NT2_PUBLIC_URL.',
  },
  TEAMS_APP_SECRET: {
    defaultValue: '',
    schema: optional(z.string().regex(/^(?![0-9a-f-]{36}$)[!-~]{24,}$/, 'must be the value of a client secret of the app, not its id.')),
    secret: true,
    doc: 'Microsoft Teams: the value of a client secret of the app.',
  },
  TEAMS_TENANT: {
    defaultValue: '',
    schema: optional(entraId('must be the Directory (tenant) ID')),
    doc: 'Microsoft Teams: the Directory (tenant) ID of the organization. nt2 answers nobody of another one.',
  },
  TEAMS_CLOUD: {
    defaultValue: 'public',
    schema: z.enum(['public', 'gcch', 'dod'], 'must be public, gcch or dod.'),
    doc: 'Microsoft Teams: the cloud that the organization is in: `public`, or one of the government of the United States, `gcch` or `dod`.',
  },
} as const satisfies Record<string, Setting>;
