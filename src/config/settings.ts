// Every setting of nt2 in one literal: its name, schema, doc line and secret flag.

import * as z from 'zod';
import { extensionLimits } from '../core/limits.ts';
import { auditChannel } from './audit-channel.ts';
import { witnessAddresses } from './witnesses.ts';
import { CHAT_SETTINGS } from './chat.ts';
import { LINE_SETTINGS } from './line.ts';
import { EGRESS_SETTINGS } from './egress.ts';
import { FILE_SETTINGS } from './files.ts';
import { OIDC_SETTINGS } from './oidc.ts';
import { QUOTA_SETTINGS } from './quota.ts';
import { previousSecrets, rootSecret } from './secret.ts';
import { SERVER_SETTINGS } from './server.ts';
import { folder, ipAddress, networks, onOff, publicUrl, whole, type Setting } from './setting.ts';
import { STORE_SETTINGS } from './store.ts';
import { TELEMETRY_SETTINGS } from './telemetry.ts';
import { WATCH_SETTINGS } from './watch.ts';
import { WEBHOOK_SETTINGS } from './webhooks.ts';
import { WORKLOAD_SETTINGS } from './workloads.ts';

const DAY_MS = 86_400_000;

export const SETTINGS = {
  NT2_PUBLIC_URL: {
    defaultValue: null,
    schema: z.string().transform(publicUrl),
    doc: 'Address at which people reach nt2, such as `https://nt2.example.com`. nt2 makes every link from it, never from a request. `https`, or `http` on a loopback address; no path.',
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
    doc: 'Root secrets used before NT2_SECRET, newest first, separated by commas or line breaks: nt2 still reads what was made under them. See docs/operations.md.',
  },
  NT2_STATE_DIR: {
    defaultValue: './data',
    schema: folder,
    doc: 'Folder for what must outlive the store: how far this instance has seen the store get, so that it notices a store that went back in time.',
  },
  NT2_CHECKPOINT_DIR: {
    defaultValue: '',
    schema: folder.transform((value) => (value === '' ? null : value)),
    doc: 'Folder for the last checkpoint of each log; empty: `log` in NT2_STATE_DIR. Keep it apart from the store and its backups: nt2 compares the store with it to find a store that went back in time.',
  },
  NT2_TLOG_RETENTION_YEARS: {
    defaultValue: 'all',
    schema: z
      .string()
      .regex(/^(?:all|[1-9]\d?)$/, 'must be all or a number from 1 to 99.')
      .transform((value) => (value === 'all' ? null : Number(value))),
    doc: 'How many whole calendar years of log entries to keep besides this one: `1` keeps this year and the last. nt2 drops older entries for good and keeps their hashes. `all`: it drops nothing. See `docs/operations.md`.',
  },
  NT2_AUDIT_CHANNEL: {
    defaultValue: '',
    schema: z.string().transform(auditChannel),
    doc: 'Channel in which nt2 posts the checkpoints of all logs, daily and at its start: `slack:<team id>:<channel id>` or `discord:<server id>:<channel id>`. nt2 must be a member of it.',
  },
  NT2_WITNESSES: {
    defaultValue: '',
    schema: z.string().transform(witnessAddresses),
    doc: 'Witnesses that sign the logs too, each as its key and its address: `witness.example.com/w1+1a2b3c4d+B… https://witness.example.com/`, separated by commas. Anybody runs one with `nt2 witness`. See `docs/operations.md`.',
  },
  NT2_HOST: {
    defaultValue: '127.0.0.1',
    schema: ipAddress,
    doc: 'Address to listen on.',
  },
  NT2_PORT: { defaultValue: '4180', schema: whole(0, 65_535), doc: 'Port to listen on; 0 takes a free one.' },
  NT2_DRAIN_MS: {
    defaultValue: '0',
    schema: whole(0, 60_000),
    doc: 'How long nt2 keeps answering after SIGTERM while `/readyz` is 503, in milliseconds, so that a load balancer sends people elsewhere first. 0: it closes at once. See `docs/operations.md`.',
  },
  NT2_TRUSTED_PROXIES: {
    defaultValue: '',
    schema: z.string().transform(networks),
    doc: 'Networks of the reverse proxies in front of nt2, such as `10.0.0.0/8,fd00::/8`. nt2 believes `X-Forwarded-For` from them alone; empty: from no one.',
  },
  ...SERVER_SETTINGS,
  NT2_POLICY: {
    defaultValue: '',
    schema: folder.transform((value) => (value === '' ? null : value)),
    doc: 'File (YAML) that says who may send what to whom and how, and names templates; empty: no such rules. nt2 checks it at its start and reads it again on SIGHUP. See `docs/policy.md`.',
  },
  NT2_MODAL_ENTRY: {
    defaultValue: 'on',
    schema: onOff,
    doc: 'Whether people may type a secret into a chat form, where this server and the chat platform see it pass: `on` or `off`.',
  },
  NT2_TERMINALS: {
    defaultValue: 'on',
    schema: onOff,
    doc: 'Whether a person may let a terminal act as them (`nt2 login`, confirmed in chat): `on` or `off`. `off` also refuses every terminal that was let in before; API tokens and machines stay as they are.',
  },
  NT2_PLAYGROUND: {
    defaultValue: 'off',
    schema: onOff,
    doc: 'A small chat in the browser for trying nt2: `on` or `off`. Anyone who reaches it can play any person in it, so it runs on loopback only. `nt2 try` switches it on.',
  },
  ...CHAT_SETTINGS,
  ...LINE_SETTINGS,
  ...EGRESS_SETTINGS,
  ...OIDC_SETTINGS,
  ...WORKLOAD_SETTINGS,
  ...WEBHOOK_SETTINGS,
  ...WATCH_SETTINGS,
  NT2_RETENTION_DAYS: {
    defaultValue: '30',
    schema: whole(1, 3_650),
    doc: 'For how many days nt2 remembers an ended share, without its ciphertext, so that cards and receipts can say what happened: names, label and note.',
  },
  NT2_EVIDENCE_DAYS: {
    defaultValue: '400',
    schema: whole(0, 3_650),
    doc: 'For how many days after its end evidence of a share is kept: who handed what kind of secret to whom, by identifier, when, and how it ended; no label or note, and no name as chat shows it. As long as it is there, receipts can be had, and prove who the two were; but never longer than NT2_TLOG_RETENTION_YEARS keeps the entries of the share. `0`: no longer than NT2_RETENTION_DAYS.',
  },
  NT2_EXTEND_MAX_DAYS: {
    defaultValue: String(extensionLimits.initial / DAY_MS),
    schema: whole(1, extensionLimits.most / DAY_MS),
    doc: 'For how many days after its beginning a share may wait at most when the person who began it gives it more time; never more than seven days from the moment when they do. `1`: a share of a day gets no more.',
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
  ...FILE_SETTINGS,
  NT2_LOG_LEVEL: {
    defaultValue: 'info',
    schema: z.enum(['error', 'warn', 'info', 'debug'], 'must be error, warn, info or debug.'),
    doc: '`error`, `warn`, `info` (also each refused request and each sign-in) or `debug` (each request). No level writes addresses, paths, names or bodies.',
  },
  ...TELEMETRY_SETTINGS,
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
type Value<N extends SettingName> = z.output<(typeof SETTINGS)[N]['schema']>;

export type Config = { readonly [N in SettingName]: Value<N> };
