// What `nt2 share` costs a person: from the pipe to the link in a process of its own, on the clock and of the processor, the memory that it
// had at most, and what it does with an input that has no end.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { root } from '../../scripts/node.mjs';
import type { Cores } from './processes.ts';
import { startNt2 } from './servers.ts';
import { median, tenth, whole, type Row } from './table.ts';

const MAIN = join(root, '.cache/bench/dist/server/main.mjs');
const AIM_MS = 250;
const AIM_MIB = 80;
const FLOOD = 100 * 1_024 * 1_024;

interface Ended {
  readonly ms: number;
  /** Of the processor, all threads. */
  readonly busyMs: number;
  readonly peakMib: number;
  readonly code: number | null;
  readonly written: number;
}

/** One process, fed until it wants no more. */
function feed(args: readonly string[], env: Readonly<Record<string, string>>, bytes: number): Promise<Ended> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], ...env }, stdio: ['pipe', 'ignore', 'ignore'] });
  let [peak, busy] = [0, 0];
  const look = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
    busy = Math.max(busy, busyOf(child.pid));
  }, 2);
  const part = Buffer.alloc(Math.min(bytes, 65_536), 'x');
  let written = 0;
  child.stdin.on('error', () => undefined);
  const write = (): void => {
    while (written < bytes) {
      written += part.length;
      if (!child.stdin.write(part)) return void child.stdin.once('drain', write);
    }
    child.stdin.end();
  };
  write();
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearInterval(look);
      resolve({ ms: performance.now() - started, busyMs: busy, peakMib: peak, code, written });
    }),
  );
}

/** The most memory that a process had, in MiB, from Linux; 0 elsewhere, and when it is gone. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

/** Processor time of all its threads until now, in ms, from Linux; 0 as above. */
function busyOf(pid: number | undefined): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const spent = threads.map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]));
    return spent.reduce((sum, ns) => sum + ns, 0) / 1_000_000;
  } catch {
    return 0;
  }
}

export async function measureCommandLine({ redisUrl, cores, times }: { redisUrl: string; cores: Cores; times: number }): Promise<Row[]> {
  const server = await startNt2({ store: 'SQLite', redisUrl, cores, programs: 1 });
  const env = { NT2_URL: server.url, NT2_TOKEN: server.target.tokens[0] ?? '' };
  const [shares, nodes, floods]: [Ended[], Ended[], Ended[]] = [[], [], []];
  try {
    for (let n = 0; n < times; n += 1) {
      shares.push(await feed([MAIN, 'share', '--link'], env, 64));
      nodes.push(await feed(['-e', 'process.stdin.resume()'], env, 64));
    }
    for (let n = 0; n < 3; n += 1) floods.push(await feed([MAIN, 'share', '--link'], env, FLOOD));
  } finally {
    await server.stop();
  }
  const bad = [...shares.filter(({ code }) => code !== 0), ...floods.filter(({ code }) => code !== 65)];
  if (bad.length > 0) throw new Error(`nt2 share ended with ${bad.map(({ code }) => code).join(', ')}`);
  const of = (ended: readonly Ended[], what: 'ms' | 'busyMs' | 'peakMib'): number => median(ended.map((one) => one[what]));
  const peak = Math.max(of(shares, 'peakMib'), of(floods, 'peakMib'));
  return [
    {
      what: '`nt2 share` from pipe to link, a process of its own',
      nt2: `${whole(of(shares, 'ms'))} ms`,
      baseline: `${whole(of(nodes, 'ms'))} ms`,
      ratio: of(shares, 'ms') / of(nodes, 'ms'),
      aim: { text: `< ${AIM_MS} ms`, reached: of(shares, 'ms') < AIM_MS },
    },
    {
      what: '`nt2 share`, processor time of all that',
      nt2: `${whole(of(shares, 'busyMs'))} ms`,
      baseline: `${whole(of(nodes, 'busyMs'))} ms`,
      ratio: of(shares, 'busyMs') / of(nodes, 'busyMs'),
    },
    {
      what: '`nt2 share`, the most memory, also of 100 MB of input',
      nt2: `${tenth(peak)} MiB`,
      baseline: `${tenth(of(nodes, 'peakMib'))} MiB`,
      ratio: peak / of(nodes, 'peakMib'),
      aim: { text: `< ${AIM_MIB} MiB`, reached: peak < AIM_MIB },
    },
    {
      what: '`nt2 share`, read of 100 MB of input before it is refused, and the time',
      nt2: `${tenth(median(floods.map(({ written }) => written)) / 1_048_576)} MB, ${whole(of(floods, 'ms'))} ms`,
    },
  ];
}
