// A real redis-server for tests, on a free port of the loopback and in a directory of its own.

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  readonly dir: string;
  /** Ends it with a signal and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and directory, if it runs after a kind end. `args` replace the former ones. */
  restart(args?: readonly string[]): Promise<void>;
  /** Sends a signal and does not wait: SIGSTOP, SIGCONT. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it and removes its directory. */
  stop(): Promise<void>;
}

/** Another server that speaks its language, such as valkey-server, is tested by naming it. */
const PROGRAM = process.env['NT2_REDIS_SERVER'] ?? 'redis-server';

/** Why there is no Redis to test with; null when there is one. */
export const redisMissing: string | null =
  spawnSync(PROGRAM, ['--version']).status === 0 ? null : `${PROGRAM} is not installed (Debian: apt-get install redis-server)`;

const given = new Set<number>();

/** Never the same twice in one process: who asked for one has perhaps not taken it yet. */
export async function freePort(): Promise<number> {
  const port = await anyPort();
  if (given.has(port)) return freePort();
  given.add(port);
  return port;
}

function anyPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export interface RedisStart {
  readonly args?: readonly string[];
  readonly dir?: string;
  /** Text of a configuration file, which the server may rewrite. */
  readonly config?: string;
}

/** Starts one without persistence, unless `args` say otherwise. */
export async function startRedis(options: RedisStart = {}): Promise<RedisServer> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'nt2-redis-'));
  const port = await freePort();
  const file = options.config === undefined ? [] : [join(dir, 'redis.conf')];
  if (file[0]) writeFileSync(file[0], options.config ?? '');
  let args = options.args ?? ['--save', '', '--appendonly', 'no'];
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const common = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--daemonize', 'no'];
    const started = spawn(PROGRAM, [...file, ...common, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    started.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    started.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child = started;
    const until = Date.now() + 10_000;
    while (!(await answers(port))) {
      if (started.exitCode !== null || Date.now() > until) throw new Error(`${PROGRAM} did not start:\n${output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    running.kill(signal);
    await gone;
  }

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    dir,
    kill,
    restart: async (next) => {
      if (next) args = next;
      await kill('SIGTERM');
      await start();
    },
    signal: (signal) => void child?.kill(signal),
    stop: async () => {
      await kill('SIGKILL');
      if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Says PING until it is answered with PONG: a Redis that still loads its data answers otherwise. */
async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (is: boolean): void => {
      socket.destroy();
      resolve(is);
    };
    socket.on('error', () => end(false));
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (data) => end(data.toString().startsWith('+PONG') || data.toString().startsWith('-NOAUTH')));
    socket.setTimeout(500, () => end(false));
  });
}
