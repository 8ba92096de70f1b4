// A process under a real limit of memory, as a container has one: whatever goes beyond is killed by the kernel.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';

export interface Limited {
  /** The command that runs `command` under the limit. */
  wrap(command: readonly string[]): readonly string[];
  /** The most that it had, bytes; null where the machine does not say. */
  peak(): number | null;
  close(): void;
}

/** Null when this machine can limit nobody: neither cgroup (v1 or v2) can be written, and there is no systemd that would. */
export function limitMemory(bytes: number): Limited | null {
  return v1(bytes) ?? v2(bytes) ?? bySystemd(bytes);
}

const NAME = (): string => `nt2-test-${randomUUID()}`;

/** The shell moves itself in and becomes the process. */
const inGroup = (folder: string, command: readonly string[]): string[] => [
  '/bin/sh',
  '-c',
  'echo $$ > "$0/cgroup.procs" && exec "$@"',
  folder,
  ...command,
];

function group({
  folder,
  limits,
  peakFile,
}: {
  folder: string;
  limits: Readonly<Record<string, number>>;
  peakFile: string;
}): Limited | null {
  try {
    mkdirSync(folder);
  } catch {
    return null;
  }
  const close = (): void => rmdirSync(folder);
  try {
    for (const [file, value] of Object.entries(limits))
      if (existsSync(`${folder}/${file}`)) writeFileSync(`${folder}/${file}`, String(value));
    if (!existsSync(`${folder}/${Object.keys(limits)[0]}`)) throw new Error('no memory controller');
  } catch {
    close();
    return null;
  }
  return {
    wrap: (command) => inGroup(folder, command),
    peak: () => (existsSync(`${folder}/${peakFile}`) ? Number(readFileSync(`${folder}/${peakFile}`, 'utf8')) : null),
    close,
  };
}

const v1 = (bytes: number): Limited | null =>
  group({
    folder: `/sys/fs/cgroup/memory/${NAME()}`,
    // Swap counts too, or the limit would only make it slow.
    limits: { 'memory.limit_in_bytes': bytes, 'memory.memsw.limit_in_bytes': bytes },
    peakFile: 'memory.max_usage_in_bytes',
  });

const v2 = (bytes: number): Limited | null =>
  group({ folder: `/sys/fs/cgroup/${NAME()}`, limits: { 'memory.max': bytes, 'memory.swap.max': 0 }, peakFile: 'memory.peak' });

function bySystemd(bytes: number): Limited | null {
  const scope = ['systemd-run', '--user', '--scope', '--quiet', '-p', `MemoryMax=${bytes}`, '-p', 'MemorySwapMax=0', '--'];
  const tried = spawnSync(scope[0] ?? '', [...scope.slice(1), 'true'], { timeout: 10_000 });
  return tried.status === 0 ? { wrap: (command) => [...scope, ...command], peak: () => null, close: () => undefined } : null;
}
