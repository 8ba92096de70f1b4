// Every setting of nt2: one literal with name, schema, doc line and secret flag. The only reader of the environment.
// All faults are found at once, and no value is ever repeated in one.

import * as z from 'zod';
import { CHAT_SETTINGS, chatIssues } from './config/chat.ts';
import { adminIssues, SERVER_SETTINGS, roleIssues } from './config/server.ts';
import { pathIssue, quoteIssue } from './config/forms.ts';
import { TELEMETRY_SETTINGS, telemetryIssues } from './config/telemetry.ts';
import { EGRESS_SETTINGS } from './config/egress.ts';
import { QUOTA_SETTINGS } from './config/quota.ts';
import { previousSecrets, rootSecret } from './config/secret.ts';
import { readSecretFile, unreadableIssue } from './config/secret-file.ts';
import { STORE_SETTINGS, storeIssues } from './config/store.ts';

export interface Setting {
  /** What it means when absent; null: it must be given. */
  readonly defaultValue: string | null;
  readonly schema: z.ZodType<unknown, string>;
  readonly doc: string;
  /** Never printed, and may come from the file that `<NAME>_FILE` names. */
  readonly secret?: true;
  /** Other programs read it in small letters too, and there those win. */
  readonly lower?: true;
}

const onOff = z.enum(['on', 'off'], 'must be "on" or "off".').transform((value) => value === 'on');
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}.`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}.`);
const address = z.union([z.ipv4(), z.ipv6()]);
const network = z.union([z.cidrv4(), z.cidrv6(), address]);
const path = (text: string, context: z.RefinementCtx): string => {
  const fault = pathIssue(text);
  if (fault !== null) context.addIssue(fault);
  return text;
};
const folder = z.string().transform(path);

export const SETTINGS = {
  NT2_PUBLIC_URL: {
    defaultValue: null,
    schema: z.string().transform(publicUrl),
    doc: 'Address under which people reach nt2, such as `https://nt2.example.com`. Every link is made from it, never from a request. `https`, or `http` on a loopback address; no path.',
  },
  NT2_SECRET: {
    defaultValue: null,
    schema: z.string().transform(rootSecret),
    secret: true,
    doc: 'Root secret: 32 random bytes or more, as `nt2 keygen` prints them. Tenant tags, cookies and log keys come from it: keep it, and keep it the same for all instances.',
  },
  ...STORE_SETTINGS,
  NT2_SECRET_PREVIOUS: {
    defaultValue: '',
    schema: z.string().transform(previousSecrets),
    secret: true,
    doc: 'Root secrets before NT2_SECRET, the newest first, separated by commas or line breaks: what was made under them is still read. See docs/operations.md.',
  },
  NT2_DATA: {
    defaultValue: './data',
    schema: folder,
    doc: 'Folder for what must outlive the store: how far this instance has seen the store go, so that one that went back in time is noticed.',
  },
  NT2_LOG_DIR: {
    defaultValue: '',
    schema: folder.transform((value) => (value === '' ? null : value)),
    doc: 'Folder for the last checkpoint of each log; empty: `log` in NT2_DATA. Keep it apart from the store and its backups: it is what a store that went back is held against.',
  },
  NT2_LOG_YEARS: {
    defaultValue: 'all',
    schema: z
      .string()
      .regex(/^(?:all|[1-9]\d?)$/, 'must be all or a number from 1 to 99.')
      .transform((value) => (value === 'all' ? null : Number(value))),
    doc: 'Of how many whole calendar years before this one the entries of the logs are kept: with `1`, those of this year and of the last. Older ones are dropped for good, their hashes stay. `all`: nothing is dropped. See `docs/operations.md`.',
  },
  NT2_AUDIT_CHANNEL: {
    defaultValue: '',
    schema: z.string().transform(auditChannel),
    doc: 'Channel in which the checkpoints of all logs are posted, daily and at the start: `slack:<team id>:<channel id>` or `discord:<server id>:<channel id>`. nt2 must be a member of it.',
  },
  NT2_HOST: {
    defaultValue: '127.0.0.1',
    schema: z.string().refine((host) => address.safeParse(host).success, 'must be an IP address, such as 127.0.0.1 or 0.0.0.0.'),
    doc: 'Address to listen on.',
  },
  NT2_PORT: { defaultValue: '4180', schema: whole(0, 65_535), doc: 'Port to listen on; 0 takes a free one.' },
  NT2_DRAIN_MS: {
    defaultValue: '0',
    schema: whole(0, 60_000),
    doc: 'How long nt2 goes on answering after SIGTERM while `/readyz` is 503, in milliseconds, so that a balancer leads people elsewhere first. 0: it closes at once. See `docs/operations.md`.',
  },
  NT2_TRUSTED_PROXIES: {
    defaultValue: '',
    schema: z.string().transform(networks),
    doc: 'Networks of the reverse proxies in front of nt2, such as `10.0.0.0/8,fd00::/8`. Only what they say in `X-Forwarded-For` is believed; empty: nobody.',
  },
  ...SERVER_SETTINGS,
  NT2_MODAL_ENTRY: {
    defaultValue: 'on',
    schema: onOff,
    doc: 'Whether a secret may be typed into a chat form, where this server and the chat platform see it pass: `on` or `off`.',
  },
  NT2_PLAYGROUND: {
    defaultValue: 'off',
    schema: onOff,
    doc: 'A small chat in the browser for trying nt2: `on` or `off`. Anybody who reaches it can be anybody in it, so only on loopback. `nt2 try` switches it on.',
  },
  ...CHAT_SETTINGS,
  ...EGRESS_SETTINGS,
  NT2_RETENTION_DAYS: {
    defaultValue: '30',
    schema: whole(1, 3_650),
    doc: 'Days for which an ended share is remembered, without its ciphertext, so that cards and receipts can tell what happened.',
  },
  NT2_RATE_ADDRESS: {
    defaultValue: '300',
    schema: whole(1, 100_000_000),
    doc: 'Requests that may change something, per minute and client address (an IPv6 /64 counts as one).',
  },
  NT2_RATE_PERSON: {
    defaultValue: '120',
    schema: whole(1, 100_000_000),
    doc: 'Requests that may change something, per minute and person or API token.',
  },
  NT2_RATE_TENANT: {
    defaultValue: '3000',
    schema: whole(1, 100_000_000),
    doc: 'Requests that may change something, per minute, of all persons of one tenant together.',
  },
  ...QUOTA_SETTINGS,
  NT2_LOG_LEVEL: {
    defaultValue: 'info',
    schema: z.enum(['error', 'warn', 'info', 'debug'], 'must be error, warn, info or debug.'),
    doc: '`error`, `warn`, `info` (also each refused request and each sign-in) or `debug` (each request). No level writes addresses, paths, names or bodies.',
  },
  ...TELEMETRY_SETTINGS,
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
type Value<N extends SettingName> = z.output<(typeof SETTINGS)[N]['schema']>;

/** One fault: which setting, and a sentence that says what it must be. Never its value. */
export interface ConfigIssue {
  readonly name: string;
  readonly message: string;
}
export type Config = { readonly [N in SettingName]: Value<N> };
export type ConfigResult = { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/** A share may wait for a week, and a clock be wrong by some. */
const LONGEST_SHARE_DAYS = 8;

/** Names that tests and scripts use, and the server does not. */
const NON_SERVER_VARIABLES = ['NT2_CHROMIUM', 'NT2_CAMPAIGN', 'NT2_CAMPAIGN_SEED', 'NT2_BENCH', 'NT2_REDIS_SERVER'];

/** Reads the environment. A blank value counts as absent. */
export function readConfig(env: Environment = process.env, readFile: (path: string) => string = readSecretFile): ConfigResult {
  const issues: ConfigIssue[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  const known = new Set<string>(NON_SERVER_VARIABLES);
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting][]) {
    known.add(name);
    if (setting.secret) known.add(`${name}_FILE`);
    const raw = rawValue(name, setting, env, readFile, issues);
    if (raw === null) continue;
    const parsed = setting.schema.safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    else issues.push({ name, message: parsed.error.issues[0]?.message ?? 'is not valid.' });
  }
  for (const name of Object.keys(env)) {
    if (name.startsWith('NT2_') && !known.has(name)) {
      issues.push({ name: printable(name), message: 'is not a setting of nt2; `nt2 config --markdown` lists them all.' });
    }
  }
  const config = values as Config;
  if (issues.length === 0) issues.push(...roleIssues(config));
  if (issues.length === 0) issues.push(...storeIssues(config), ...chatIssues(config));
  if (issues.length === 0) issues.push(...telemetryIssues(config, isLoopback), ...adminIssues(config, isLoopback));
  if (issues.length === 0 && config.NT2_LOG_YEARS !== null && config.NT2_RETENTION_DAYS > config.NT2_LOG_YEARS * 365 - LONGEST_SHARE_DAYS) {
    issues.push({
      name: 'NT2_LOG_YEARS',
      message: 'must reach further back than NT2_RETENTION_DAYS: a receipt needs the entries of its share.',
    });
  }
  if (issues.length === 0 && config.NT2_PLAYGROUND && !(isLoopback(config.NT2_PUBLIC_URL.hostname) && isLoopback(config.NT2_HOST))) {
    issues.push({ name: 'NT2_PLAYGROUND', message: 'may be "on" only when NT2_PUBLIC_URL and NT2_HOST are loopback addresses.' });
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, config };
}

function rawValue(
  name: string,
  setting: Setting,
  env: Environment,
  readFile: (path: string) => string,
  faults: ConfigIssue[],
): string | null {
  const direct = directly(name, setting, env);
  const file = setting.secret ? (env[`${name}_FILE`]?.trim() ?? '') : '';
  if (direct !== '' && file !== '') {
    faults.push({ name, message: `is given twice: keep either ${name} or ${name}_FILE.` });
    return null;
  }
  if (file !== '') {
    const message = quoteIssue(file) ?? pathIssue(file);
    if (message !== null) faults.push({ name: `${name}_FILE`, message });
    if (message !== null) return null;
    try {
      // A file that is there and empty is a fault of its own, not an absent setting.
      return unquoted(`${name}_FILE`, readFile(file).trim(), faults);
    } catch (error) {
      faults.push({ name: `${name}_FILE`, message: unreadableIssue(file, error) });
      return null;
    }
  }
  if (direct !== '') return unquoted(name, direct, faults);
  if (setting.defaultValue === null) faults.push({ name, message: missing(name, setting) });
  return setting.defaultValue;
}

function directly(name: string, setting: Setting, env: Environment): string {
  const small = setting.lower === true ? (env[name.toLowerCase()]?.trim() ?? '') : '';
  return small === '' ? (env[name]?.trim() ?? '') : small;
}

/** Null, and a fault, when it stands in quotes. */
function unquoted(name: string, text: string, faults: ConfigIssue[]): string | null {
  const fault = quoteIssue(text);
  if (fault === null) return text;
  faults.push({ name, message: name.endsWith('_FILE') ? 'names a file in which the value stands in quotes: leave them out.' : fault });
  return null;
}

/** What the environment says of one setting, for showing it: a secret from a file is not read. */
export function readRaw(
  name: string,
  setting: Setting,
  env: Environment = process.env,
): { readonly given: boolean; readonly text: string } {
  const direct = directly(name, setting, env);
  const given = direct !== '' || (setting.secret === true && (env[`${name}_FILE`]?.trim() ?? '') !== '');
  return { given, text: given ? direct : (setting.defaultValue ?? '') };
}

function missing(name: string, setting: Setting): string {
  if (name === 'NT2_SECRET')
    return 'is missing: run `nt2 keygen` once and give its line as NT2_SECRET, or the file that holds it as NT2_SECRET_FILE.';
  return setting.secret ? `is missing: give ${name} or ${name}_FILE.` : 'is missing.';
}

/** `127.0.0.0/8`, `::1` and `localhost`. */
function isLoopback(host: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(host) || host === '::1' || host === '[::1]' || host === 'localhost';
}

function publicUrl(text: string, context: z.RefinementCtx): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const web = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && web && url.pathname === '/' && `${url.search}${url.hash}${url.username}${url.password}` === '' && !text.includes('@'))
    return url;
  context.addIssue('must be an address such as https://nt2.example.com: https (or http on loopback), without path, query or user name.');
  return z.NEVER;
}

/** Where an auditor reads along; null: nowhere. */
export interface AuditChannel {
  readonly platform: string;
  readonly tenant: string;
  readonly channel: string;
}

function auditChannel(text: string, context: z.RefinementCtx): AuditChannel | null {
  if (text === '') return null;
  const [, platform, tenant, channel] = /^(slack|discord|playground):([A-Za-z0-9]+):([A-Za-z0-9-]+)$/.exec(text) ?? [];
  if (platform !== undefined && tenant !== undefined && channel !== undefined) return { platform, tenant, channel };
  context.addIssue('must be slack:<team id>:<channel id> or discord:<server id>:<channel id>.');
  return z.NEVER;
}

function networks(text: string, context: z.RefinementCtx): readonly string[] {
  const found = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (found.every((part) => network.safeParse(part).success && !part.endsWith('/0'))) return found;
  context.addIssue('must be networks such as 10.0.0.0/8 or fd00::/8, separated by commas; /0 would believe everybody.');
  return z.NEVER;
}

function printable(name: string): string {
  return name.replaceAll(/[^A-Z0-9_]/g, '?').slice(0, 60);
}

/** Exit code for a fault of the environment (EX_CONFIG of sysexits). */
export const EXIT_CONFIG = 78;
