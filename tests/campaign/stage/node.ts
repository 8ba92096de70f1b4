// One instance of nt2 that is started, killed and started again under the same settings. What all its lives have printed is kept.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startNt2, type Nt2Process } from '../../e2e/process.ts';

export interface Node {
  readonly name: string;
  readonly port: number;
  /** Its own folder: data, and the offset of its clock. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Waits until it says that it has started. */
  start(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Moves its clock away from the world's. */
  shift(ms: number): void;
  printed(): string;
}

const CLOCK = fileURLToPath(new URL('serve-at.ts', import.meta.url));

export function createNode({
  name,
  port,
  folder,
  env: more,
  over,
}: {
  readonly name: string;
  readonly port: number;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The stage is taken down: what would still be started here comes too late. */
  readonly over: { readonly yet: boolean };
}): Node {
  mkdirSync(folder, { recursive: true });
  const env = { ...more, NT2_PORT: String(port), NT2_STATE_DIR: join(folder, 'data') };
  let running: Nt2Process | null = null;
  let before = '';
  async function end(how: 'kill' | 'stop'): Promise<void> {
    const one = running;
    running = null;
    await one?.[how]();
    before += one?.printed() ?? '';
  }
  return {
    name,
    port,
    folder,
    env,
    async start() {
      if (over.yet) return;
      running = await startNt2(['serve'], { cwd: folder, env, command: CLOCK });
      await running.says(/"event":"started"/);
    },
    kill: () => end('kill'),
    stop: () => end('stop'),
    signal: (signal) => running?.signal(signal),
    shift(ms) {
      writeFileSync(join(folder, 'clock'), String(ms));
      running?.signal('SIGUSR2');
    },
    printed: () => before + (running?.printed() ?? ''),
  };
}
