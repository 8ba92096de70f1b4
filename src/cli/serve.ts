// `nt2 serve` and `nt2 try`: runs the server, in production or for one person to try.

import cluster from 'node:cluster';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig, renameSentences } from '../config/read.ts';
import { readSecretFile } from '../config/secret-file.ts';
import type { Config } from '../config/settings.ts';
import { planWorkers } from '../config/workers.ts';
import { Fault } from '../core/refusal.ts';
import { filesFault, type Purpose } from '../files/faults.ts';
import { openFolder } from '../files/folder.ts';
import { newSecret } from './keygen.ts';
import { expectNothing, print, printIssues } from './output.ts';

const FOLDER = join('data', 'try');
const FIRST_PORT = 4180;
const ASK_MS = 2_000;
const PURPOSE: Purpose = { of: 'nt2 try', instead: 'run it in another folder' };

/** Runs until a signal. A second signal ends it at once. */
export async function serve(args: readonly string[]): Promise<number> {
  expectNothing(args);
  if (cluster.isWorker) return serveAsWorker();
  const files: Record<string, string> = {};
  const read = readConfig(undefined, (path) => (files[path] = readSecretFile(path)));
  if (!read.ok) return printIssues(read.issues);
  const { config } = read;
  const { count, why } = planWorkers(config, availableParallelism());
  if (count > 1) return serveWithWorkers(config, count, files);
  const { startServer } = await import('../app/server.ts');
  const onReload = reloads(config);
  const app = await startServer(config, { renamed: renameSentences(), oneWorker: why });
  onReload(() => app.reloadPolicy(readSecretFile));
  greet(app.url, app.port, config);
  return untilSignal(app, config.NT2_DRAIN_MS);
}

async function serveWithWorkers(config: Config, count: number, files: Record<string, string>): Promise<number> {
  const { startPrimary } = await import('../app/primary.ts');
  const program = process.argv[1] as string;
  const onReload = reloads(config);
  const started = await startPrimary(config, { count, program, args: process.argv.slice(2), files, renamed: renameSentences() });
  if (!started.ok) return started.code;
  const { instance } = started;
  onReload(() => instance.reloadPolicy());
  greet(instance.url, instance.port, config);
  return Promise.race([untilSignal(instance, config.NT2_DRAIN_MS), instance.collapsed]);
}

/** SIGHUP reads the policy again, one reload after the other. What comes during the start waits for its end. */
function reloads({ NT2_POLICY }: Config): (reload: () => Promise<void>) => void {
  let ready = (_reload: () => Promise<void>): void => undefined;
  const server = new Promise<() => Promise<void>>((resolve) => (ready = resolve));
  let last: Promise<void> = Promise.resolve();
  const again = async (before: Promise<void>): Promise<void> => {
    await before;
    await (
      await server
    )();
  };
  if (NT2_POLICY !== null) process.on('SIGHUP', () => void (last = again(last)));
  // A service manager that reloads must not end it; at a terminal, SIGHUP means that the terminal is gone.
  else if (!process.stderr.isTTY) process.on('SIGHUP', () => undefined);
  return ready;
}

/** The primary says when it ends. A signal, which a service manager sends to every process of a service, comes to the same. */
async function serveAsWorker(): Promise<number> {
  const { startWorker } = await import('../app/worker.ts');
  const running: { app?: Stoppable } = {};
  let close = (): void => process.exit(0);
  const closed = new Promise<void>((resolve) => (close = resolve));
  const app = await startWorker({ onLeave: () => running.app?.leave(), onClose: () => close() });
  running.app = app;
  // A service manager may send it to every process of a service; the primary reads the file for all.
  process.on('SIGHUP', () => undefined);
  return Promise.race([untilSignal(app, app.drainMs), closed.then(() => app.close()).then(() => 0)]);
}

/** Machines read the log; a person at a terminal wants the address. */
function greet(url: string, port: number, { NT2_HOST }: Config): void {
  if (process.stderr.isTTY) console.error(`nt2 is up: ${url} (listening on ${NT2_HOST} port ${port}). To stop: Ctrl+C.`);
}

export async function runPlayground(args: readonly string[]): Promise<number> {
  expectNothing(args);
  const port = await portOf(FOLDER);
  const read = readConfig(tryEnvironment(FOLDER, port));
  if (!read.ok)
    throw new Fault('files.unfit', `${FOLDER} is not usable: ${read.issues.map(({ name, message }) => `${name} ${message}`).join(' ')}`);
  const { startServer } = await import('../app/server.ts');
  const app = await startServer(read.config);
  print(`
nt2 is running for you to try, on this computer only. You play both parts, sender and recipient:

    ${app.url}/playground

Type /nt2 share @contractor Stripe webhook key in #engineering. What you try is kept in ${FOLDER};
delete that folder to start over. To stop: Ctrl+C.
`);
  return untilSignal(app);
}

/**
 * The port that this trial had before: it is part of the names of its logs, and another one would end them.
 * @throws Fault when another program listens there
 */
export async function portOf(folder: string): Promise<number> {
  openFolder(folder, PURPOSE);
  const file = join(folder, 'port');
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (!Number.isInteger(kept) || kept < 1 || kept > 65_535) {
    const port = await freePort(FIRST_PORT);
    writeFileSync(file, `${port}\n`, { mode: 0o600 });
    return port;
  }
  if (await isFree(kept)) return kept;
  const url = `http://127.0.0.1:${kept}`;
  const answer = await fetch(`${url}/playground`, { signal: AbortSignal.timeout(ASK_MS) }).catch(() => null);
  if (answer?.ok) throw new Fault('try.runs', `nt2 already runs here: ${url}/playground`);
  throw new Fault(
    'server.address',
    `Something else listens on 127.0.0.1 port ${kept}, which this trial had before: end it, or delete ${folder} to start over on another port.`,
  );
}

/** The settings of a trial: its own secret, made once, SQLite in the same folder, and nothing of the environment. */
export function tryEnvironment(folder: string, port: number): Readonly<Record<string, string>> {
  const secret = join(folder, 'secret');
  openFolder(folder, PURPOSE);
  try {
    if (!existsSync(secret)) writeFileSync(secret, `${newSecret()}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw filesFault(secret, error, PURPOSE);
  }
  return {
    NT2_PUBLIC_URL: `http://127.0.0.1:${port}`,
    NT2_SECRET_FILE: secret,
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: folder,
    NT2_HOST: '127.0.0.1',
    NT2_PORT: String(port),
    NT2_PLAYGROUND: 'on',
    NT2_LOG_LEVEL: 'warn',
  };
}

/** The first free port, from `first` on. */
export async function freePort(first: number): Promise<number> {
  for (let port = first; port < first + 100; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Fault('server.address', `No port from ${first} to ${first + 99} is free on 127.0.0.1.`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

interface Stoppable {
  leave(): void;
  close(): Promise<void>;
}

/** SIGTERM, which machines send, keeps answering for `drainMs` so that balancers notice; Ctrl+C ends at once. */
function untilSignal(app: Stoppable, drainMs = 0): Promise<number> {
  // A defect ends the process. Print where it was, not its message, which may quote a secret.
  process.on('uncaughtException', (error) => {
    const where = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line)) : [];
    console.error(['nt2 hit a bug of its own and stops:', ...where].join('\n'));
    process.exit(70);
  });
  return new Promise((resolve, reject) => {
    let stopping = false;
    const stop = async (signal: string): Promise<void> => {
      // The second signal does not wait for requests under way.
      if (stopping) process.exit(1);
      stopping = true;
      app.leave();
      if (signal === 'SIGTERM') await sleep(drainMs);
      await app.close();
    };
    for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void stop(signal).then(() => resolve(0), reject));
  });
}
