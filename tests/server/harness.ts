// The real web door on the real SQLite store in a folder of its own, asked without a network. Time stands still until a test moves it.

import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openInstallation } from '../../src/app/installation.ts';
import { buildServerDeps } from '../../src/app/listeners.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import type { SignInProvider } from '../../src/core/ports/sign-in-provider.ts';
import type { Mode, Person, PersonKey, Share, TenantTag } from '../../src/core/share.ts';
import { parseVkey, type VerifierKey } from '../../src/crypto/tlog/checkpoint.ts';
import { createLogger, type LogLevel } from '../../src/logging/logger.ts';
import { createPage, type Pages } from '../../src/server/pages/pages.ts';
import { createSessionRevocations } from '../../src/server/auth/session-revocations.ts';
import { createServer } from '../../src/server/server.ts';
import type { ServerDeps } from '../../src/server/deps.ts';
import type { ChatHealth } from '../../src/server/health.ts';
import { undescribed } from './described.ts';

export const PUBLIC_URL = 'https://nt2.example';
export const HOST = 'nt2.example';
export const TENANT = 'playground:toy';
export const HOUR = 3_600_000;

export const person = (user: string, name = user): Person => ({ key: `${TENANT}:${user}` as PersonKey, name });
export const ann = person('ann', 'Ann');
export const ben = person('ben', 'Ben');
export const eve = person('eve', 'Eve');

export interface Ask {
  readonly json?: unknown;
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array>;
  readonly cookie?: string;
  readonly as?: string;
  readonly bearer?: string;
  readonly headers?: Record<string, string>;
  /** Address of the peer. */
  readonly from?: string;
  /** As another server asks, not a page of this one. */
  readonly server?: true;
  /** Asks the other instance. */
  readonly twin?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, {} when it is none. */
  // eslint-disable-next-line typescript/no-explicit-any -- what a server says is any JSON until a test has looked at it
  readonly json: any;
}

export type Harness = Awaited<ReturnType<typeof openDoor>>;

const page = (name: string, text: string) => createPage(name, Buffer.from(text));
const pages: Pages = {
  operator: '',
  documents: new Map([
    ['openapi.json', page('openapi.json', '{"openapi":"3.1.0"}')],
    ['pages.sha256', page('pages.sha256', `${'0'.repeat(64)}  share.html\n`)],
    ['reference.html', page('reference.html', '<!doctype html><title>reference</title>')],
    ['file.html', { ...page('file.html', '<!doctype html><title>file</title>'), isSaved: true }],
  ]),
  htmlPages: new Map([
    ...['share', 'request', 'go', 'home', 'receipt', 'playground', 'vault', 'file'].map(
      (name) => [`${name}.html`, page(`${name}.html`, `<!doctype html><title>${name}</title>`)] as const,
    ),
    ['error.html', page('error.html', '<!doctype html><title>{{title}}</title><p>{{text}}</p><a href="{{origin}}">{{host}}</a>{{runBy}}')],
  ]),
  assets: new Map([['/assets/main-ABCDEFGH.js', page('main-ABCDEFGH.js', 'console.log("a page of nt2");'.repeat(20))]]),
};

export const noChat: ChatHealth = { adapters: [], oldestPendingMs: () => 0, oldestUnclaimedMs: () => 0 };

type Overrides = { readonly [Group in keyof ServerDeps]?: Partial<ServerDeps[Group]> };

/** Limits that no test reaches unless it sets its own. */
function configOf(folder: string, level: LogLevel, env: Readonly<Record<string, string>>): Config {
  const read = readConfig({
    NT2_PUBLIC_URL: PUBLIC_URL,
    NT2_SECRET: randomBytes(32).toString('base64url'),
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: folder,
    NT2_LOG_LEVEL: level,
    NT2_RETENTION_DAYS: '1',
    NT2_RATE_ADDRESS: '10000',
    NT2_RATE_PERSON: '10000',
    NT2_RATE_TENANT: '10000',
    NT2_QUOTA_ADDRESS_SHARES: '10000',
    NT2_QUOTA_ADDRESS_BYTES: '1GiB',
    ...env,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.config;
}

export async function openDoor({
  level = 'debug',
  policy,
  provider = null,
  env = {},
  ...more
}: Overrides & {
  readonly level?: LogLevel;
  readonly policy?: () => Policy | null;
  readonly provider?: SignInProvider | null;
  readonly env?: Readonly<Record<string, string>>;
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-server-'));
  const file = join(folder, 'nt2.db');
  const time = { now: Date.UTC(2026, 10, 20, 12) };
  const clock = (): number => time.now;
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const config = configOf(folder, level, env);
  const installation = await openInstallation(config, { clock, pause: () => Promise.resolve(), write, ...(policy && { policy }) });
  const { store, shares, tenantTags, apiTokens, revocations, logs } = installation;
  const { signers } = logs;
  const stopping = new AbortController();
  let changes = 0;
  const deps = buildServerDeps(config, installation, {
    pages,
    adapterRoutes: [],
    clock,
    chat: noChat,
    log: createLogger(write, level, clock),
    logTrouble: () => null,
    onChange: () => void (changes += 1),
    traceRequest: (_route, work) => work(),
    ...(installation.blobs && { filesTrouble: installation.filesTrouble }),
    shuttingDown: stopping.signal,
    provider,
  });
  const { tokens } = deps.core;
  const { serverCrypto } = deps.auth;
  const serve = (auth: Partial<ServerDeps['auth']>) =>
    createServer({
      site: { ...deps.site, ...more.site },
      core: { ...deps.core, ...more.core },
      auth: { ...deps.auth, ...auth },
      limits: { ...deps.limits, ...more.limits },
      lifecycle: { ...deps.lifecycle, ...more.lifecycle },
    });
  const server = serve(more.auth ?? {});
  const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
  /** Another instance at the same store: what this one remembers, it does not know. */
  const twin = serve({ revocations: createSessionRevocations({ store, clock, hash }) });

  /** As a page of this server asks, unless `headers` say otherwise. */
  async function ask(
    method: string,
    path: string,
    { json, body, cookie, as, bearer, headers, from = '192.0.2.1', server: isServer, twin: isTwin = false }: Ask = {},
  ): Promise<Answer> {
    const sent = json === undefined ? body : JSON.stringify(json);
    const safe = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
    const given: Record<string, string> = {
      ...(!safe && bearer === undefined && isServer === undefined && { origin: PUBLIC_URL, 'x-nt2': '1', 'sec-fetch-site': 'same-origin' }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(cookie !== undefined && { cookie }),
      ...(as !== undefined && { 'x-nt2-as': as }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...headers,
    };
    const init = { method, headers: given, ...(sent !== undefined && { body: sent, duplex: 'half' }) } as RequestInit;
    const response = await (isTwin ? twin : server).request(path, init, { incoming: { socket: { remoteAddress: from } } });
    const text = await response.text();
    const answer: Answer = { status: response.status, headers: response.headers, text, json: parse(text) };
    const fault = undescribed(method, path, answer);
    if (fault !== null) throw new Error(`${fault}: its row in src/server/api/table is not whole. ${text.slice(0, 200)}`);
    return answer;
  }

  /** Signs people in by single-use tokens, as the page does; the answer is the cookie of a browser that is all of them. */
  async function signIn(...people: Person[]): Promise<string> {
    let cookie = '';
    for (const one of people) {
      const token = await tokens.issue({ person: one, share: null, tenant: TENANT });
      const answer = await ask('POST', '/api/session', { json: { token }, ...(cookie !== '' && { cookie }) });
      cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    }
    return cookie;
  }

  return {
    server,
    /** Of the store. */
    file,
    store,
    shares,
    tokens,
    apiTokens,
    ended: revocations,
    bonds: installation.bonds,
    offboardings: installation.offboardings,
    envelopes: installation.envelopes,
    rotations: installation.rotations,
    signers,
    serverCrypto,
    deviceCodes: deps.auth.deviceCodes,
    machines: deps.auth.machines,
    /** The place of files, null where there is none; and the folder that it is by itself. */
    blobs: installation.blobs,
    filesTrouble: installation.filesTrouble,
    fileFolder: join(folder, 'files'),
    ids: tenantTags,
    time,
    /** Signs what waits in the logs. */
    async sign(): Promise<void> {
      for (const tag of await logs.findPending()) await logs.sequence(tag);
    },
    /** The key that signs for this tag. */
    async keyOf(tag: string): Promise<VerifierKey> {
      const { vkey } = await signers.signerFor({ tag: tag as TenantTag, generation: 1 }, new Date(clock()).getUTCFullYear());
      return parseVkey(vkey) as VerifierKey;
    },
    lines,
    ask,
    signIn,
    changes: () => changes,
    stop: () => stopping.abort(),
    /** One hash over every row of every table; `except`: of all others. */
    dump(except: readonly string[] = []): string {
      const db = new DatabaseSync(file, { readOnly: true });
      const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all() as { name: string }[];
      const sum = createHash('sha256');
      for (const { name } of tables.filter((table) => !except.includes(table.name))) {
        for (const row of db.prepare(`SELECT * FROM "${name}"`).all()) sum.update(`${name}${Object.values(row).map(printed).join('|')}\n`);
      }
      db.close();
      return sum.digest('hex');
    },
    /** A share from Ann to Ben, as chat begins it. */
    async begin(mode: Mode, recipient: Person | null = ben): Promise<Share> {
      const made = await shares.create({
        sender: ann,
        recipient: mode.startsWith('link') ? null : recipient,
        tenant: TENANT,
        mode,
        entry: 'page',
        via: 'chat',
        kind: 'credential',
        label: 'Stripe webhook key',
        note: '',
        place: null,
        expiresInMs: HOUR,
      });
      if (!made.ok) throw new Error(made.code);
      return made.value;
    },
    async close(): Promise<void> {
      stopping.abort();
      await installation.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function printed(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
