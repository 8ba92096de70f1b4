// Several processes of nt2 on one Redis, each with a data folder and a port of its own, and the store as an operator's command sees it:
// past whatever the processes keep in memory.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { readConfig } from '../../src/config/read.ts';
import { startNt2, type Nt2Process } from '../e2e/process.ts';
import { freePort } from '../support/redis.ts';

type Environment = Readonly<Record<string, string>>;

export interface Instances {
  /** The address in front of all of them; nobody listens there yet. */
  readonly url: string;
  readonly port: number;
  readonly ports: readonly number[];
  readonly tools: Installation;
  /** Starts the n-th, on its own port and data folder; also again. `more`: settings of this one alone. */
  start(n: number, more?: Environment): Promise<Nt2Process>;
  /** An operator's command, to its end. Answers with what it printed. */
  run(args: readonly string[], more?: Environment): Promise<string>;
  /** Stops what runs and removes the folders. */
  close(): Promise<void>;
}

const NO_RATES = {
  NT2_RATE_ADDRESS: '100000000',
  NT2_RATE_PERSON: '100000000',
  NT2_RATE_TENANT: '100000000',
  NT2_QUOTA_ADDRESS_SHARES: '100000000',
  NT2_QUOTA_ADDRESS_BYTES: '1000000GiB',
};

export async function openInstances({
  count,
  store,
  env = {},
}: {
  readonly count: number;
  readonly store: string;
  readonly env?: Environment;
}): Promise<Instances> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-instances-'));
  const port = await freePort();
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const url = `http://127.0.0.1:${port}`;
  const common = { NT2_PUBLIC_URL: url, NT2_SECRET: randomBytes(32).toString('base64url'), NT2_STORE: store, ...NO_RATES, ...env };
  const settings = (name: string): Record<string, string> => {
    const NT2_STATE_DIR = join(folder, name);
    mkdirSync(NT2_STATE_DIR, { recursive: true });
    return { ...common, NT2_STATE_DIR };
  };
  const read = readConfig(settings('tools'));
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const tools = await openInstallation(read.config, { write: () => undefined });
  const started: Nt2Process[] = [];
  return {
    url,
    port,
    ports,
    tools,
    async start(n, more = {}) {
      const one = await startNt2(['serve'], { cwd: folder, env: { ...settings(`nt2-${n}`), NT2_PORT: String(ports[n]), ...more } });
      started.push(one);
      await one.says(/"event":"started"/);
      return one;
    },
    async run(args, more = {}) {
      const one = await startNt2(args, { cwd: folder, env: { ...settings('command'), ...more } });
      const code = await one.ended();
      if (code !== 0) throw new Error(`nt2 ${args.join(' ')} ended with ${code}:\n${one.printed()}`);
      return one.printed();
    },
    async close() {
      await Promise.all(started.map((one) => one.kill()));
      await tools.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
