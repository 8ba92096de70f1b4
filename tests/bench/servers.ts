// The two servers that are compared, as an operator would start them: nt2 by its own settings alone, and the bare one.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPages } from '../../scripts/build.mjs';
import { buildServer, compileServer } from '../../scripts/build-server.mjs';
import { root } from '../../scripts/node.mjs';
import { freePort } from '../support/redis.ts';
import { openConnection } from './load/connection.ts';
import type { Target } from './load/cycles.ts';
import { startServer, type Cores, type Running } from './processes.ts';

/** Both as one bundled file each, and both from their sources. */
export type Form = 'bundle' | 'sources';
export type StoreName = 'SQLite' | 'Redis';

const folder = join(root, '.cache/bench');
const scripts = {
  nt2: { bundle: join(folder, 'dist/server/main.mjs'), sources: join(root, 'src/cli/main.ts') },
  bare: { bundle: join(folder, 'dist/bare/main.mjs'), sources: join(root, 'tests/bench/bare-server.ts') },
} as const;

/** No single program may have more shares waiting than this many let through at 64 connections. */
const PROGRAMS = 4;
/** The settings that exist for it, at their highest: what is measured is the server and not its patience. */
const NO_RATES = {
  NT2_RATE_ADDRESS: '100000000',
  NT2_RATE_PERSON: '100000000',
  NT2_RATE_TENANT: '100000000',
  NT2_QUOTA_ADDRESS_SHARES: '100000000',
  NT2_QUOTA_ADDRESS_BYTES: '1000000GiB',
};

/** The manifest of the pages. */
export async function buildAll(): ReturnType<typeof buildPages> {
  const manifest = await buildPages({ out: join(folder, 'dist/pages') });
  await buildServer({ out: join(folder, 'dist/server') });
  compileServer(join(folder, 'dist/server'));
  await buildServer({ entry: 'tests/bench/bare-server.ts', out: join(folder, 'dist/bare') });
  return manifest;
}

export interface Nt2 extends Running {
  readonly target: Target;
  /** The environment that it was started with. */
  readonly settings: Readonly<Record<string, string>>;
  readonly url: string;
}

export interface Nt2Options {
  readonly store: StoreName;
  readonly redisUrl: string;
  readonly form?: Form;
  readonly cores: Cores;
  readonly programs?: number;
  /** As before, for a server that is started again on the same store. */
  readonly port?: number;
  /** Settings beside those that every measured server has. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function startNt2(options: Nt2Options): Promise<Nt2> {
  const { store, redisUrl, form = 'bundle', cores, programs = PROGRAMS } = options;
  mkdirSync(folder, { recursive: true });
  const data = mkdtempSync(join(folder, 'data-'));
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const env = {
    NT2_PUBLIC_URL: url,
    NT2_SECRET: execFileSync(process.execPath, [scripts.nt2.bundle, 'keygen']).toString().trim(),
    NT2_STORE: store === 'Redis' ? redisUrl : `sqlite:${join(data, 'nt2.db')}`,
    NT2_STATE_DIR: data,
    NT2_PORT: String(port),
    ...NO_RATES,
    ...options.env,
  };
  const nt2 = (...args: string[]): string =>
    execFileSync(process.execPath, [scripts.nt2.bundle, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  const tokens = Array.from({ length: programs }, (_, n) => nt2('token', 'create', `bench-${n}-${port}`));
  const running = await startServer({ script: scripts.nt2[form], args: ['serve'], env, port, cores });
  const host = `127.0.0.1:${port}`;
  return {
    ...running,
    url,
    settings: env,
    target: { origin: url, host, tag: tokens[0] === undefined ? '' : await askTag(port, host, tokens[0]), tokens },
    stop: async () => {
      await running.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function askTag(port: number, host: string, token: string): Promise<string> {
  const connection = await openConnection(port);
  const request = `GET /api/tenant HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  const { body } = await connection.ask(Buffer.from(request));
  connection.close();
  return (JSON.parse(body.toString()) as { tag: string }).tag;
}

export async function startBare(redisUrl: string, cores: Cores, form: Form = 'bundle'): Promise<Running> {
  const port = await freePort();
  return startServer({ script: scripts.bare[form], args: [String(port), redisUrl], port, cores });
}
