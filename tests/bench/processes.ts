// Starting what is measured: each server and the load generator a process of its own, on a processor core of its own where possible.

import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { openConnection } from './load/connection.ts';
import type { Order, Report } from './load/client.ts';

/** Which cores, as taskset writes them; null: wherever the system likes. */
export type Cores = string | null;

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
/** The server has one core; the load generator and redis-server share the other one. */
export const SERVER: Cores = canPin ? '0' : null;
export const OTHERS: Cores = canPin ? '1' : null;
export const ALL: Cores = canPin ? '0,1' : null;

export interface Running {
  readonly port: number;
  /** From the start of the process to its first answer. */
  readonly firstAnswerMs: number;
  /** What it and the processes that it has started hold of the machine's memory now, in MiB. */
  rss(): number;
  /** Seconds of processor time of all of them since the start. */
  cpu(): number;
  stop(): Promise<void>;
}

export interface Program {
  readonly script: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly port: number;
  readonly cores: Cores;
  /** What answers 200 when it is there. */
  readonly health?: string;
}

const GIVE_UP_MS = 20_000;
const TICKS_PER_SECOND = 100;

/** Starts a server and waits until it answers `GET /healthz`, or what `health` names. */
export async function startServer({ script, args, env = {}, port, cores, health = '/healthz' }: Program): Promise<Running> {
  const command = pinned(cores, [process.execPath, script, ...args]);
  const started = performance.now();
  const child = spawn(command[0] as string, command.slice(1), {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  const stop = (): Promise<void> => end(child);
  try {
    await answers({ port, health, isAlive: () => child.exitCode === null });
  } catch (error) {
    await stop();
    throw new Error(`${script} did not answer:\n${said}`, { cause: error });
  }
  const firstAnswerMs = performance.now() - started;
  const pid = child.pid as number;
  return { port, firstAnswerMs, rss: () => sumOf(pid, rssOf), cpu: () => sumOf(pid, cpuOf), stop };
}

/** Of a process and its children, which are its workers. */
function sumOf(pid: number, measure: (pid: number) => number): number {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
  return [pid, ...children].reduce((sum, one) => sum + measure(one), 0);
}

/** Memory of a process in MiB, from Linux; NaN elsewhere. */
function rssOf(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kib ?? Number.NaN) / 1_024;
}

function cpuOf(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function answers(server: { port: number; health: string; isAlive: () => boolean }): Promise<void> {
  const { port, health, isAlive } = server;
  const request = Buffer.from(`GET ${health} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  const until = performance.now() + GIVE_UP_MS;
  while (isAlive() && performance.now() < until) {
    try {
      const connection = await openConnection(port);
      const { status } = await connection.ask(request);
      connection.close();
      if (status === 200) return;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error('no answer');
}

export interface Client {
  ask(order: Order): Promise<Extract<Report, { ok: true }>>;
  stop(): Promise<void>;
}

/** Starts the load generator. @throws Error in `ask` with what the generator says went wrong. */
export function startClient(cores: Cores): Client {
  const script = join(import.meta.dirname, 'load/client.ts');
  const [command, ...before] = pinned(cores, [process.execPath]);
  const child = fork(script, [], { execPath: command as string, execArgv: before, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        const gone = (): void => reject(new Error('the load generator ended'));
        child.once('exit', gone);
        child.once('message', (report: Report) => {
          child.off('exit', gone);
          if (report.ok) resolve(report);
          else reject(new Error(report.why));
        });
        child.send(order, (error) => error && reject(error));
      }),
    stop: () => end(child),
  };
}

function pinned(cores: Cores, command: readonly string[]): string[] {
  return cores === null ? [...command] : ['taskset', '-c', cores, ...command];
}

/** Moves this process; what it starts from now on runs there too, unless told otherwise. */
export function moveTo(cores: Cores): void {
  if (cores !== null) spawnSync('taskset', ['-a', '-p', '-c', cores, String(process.pid)]);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await gone;
  clearTimeout(late);
}
