// A server in a process of its own, which a test kills in the middle of something and starts again on the same folder and port.

import { fork, type ChildProcess } from 'node:child_process';
import type { Person, PersonKey, TenantTag } from '../../src/core/share.ts';
import { createSignInTokens } from '../../src/core/sign-in-tokens.ts';
import { deriveKeys, tenantTag } from '../../src/crypto/keys/root.ts';
import { startServer } from '../../src/app/server.ts';
import { readConfig } from '../../src/config/read.ts';

const TENANT = 'playground:toy';
const SENDER: Person = { key: `${TENANT}:alice` as PersonKey, name: 'Alice' };

export interface ServerOrder {
  readonly env: Readonly<Record<string, string>>;
  readonly pages: string;
  /** A link share is made, and the address behind its sender's button told. */
  readonly share: boolean;
}

type Said = { readonly line: string } | { readonly ready: { readonly share: string; readonly button: string } | null };

export interface KilledServer {
  readonly first: { readonly share: string; readonly button: string };
  /** What it has logged, in all its lives. */
  readonly lines: readonly string[];
  kill(): Promise<void>;
  start(): Promise<void>;
}

export async function forkServer(order: Omit<ServerOrder, 'share'>): Promise<KilledServer> {
  const lines: string[] = [];
  let child: ChildProcess;
  const start = (share: boolean): Promise<KilledServer['first'] | null> => {
    child = fork(import.meta.filename, { execArgv: ['--no-warnings'] });
    const ready = new Promise<KilledServer['first'] | null>((resolve, reject) => {
      child.on('message', (said: Said) => ('line' in said ? lines.push(said.line) : resolve(said.ready)));
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    });
    child.send({ ...order, share } satisfies ServerOrder);
    return ready;
  };
  const first = await start(true);
  if (first === null) throw new Error('no share was made');
  return {
    first,
    lines,
    kill: () =>
      new Promise((resolve) => {
        child.removeAllListeners('exit');
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
    async start() {
      await start(false);
    },
  };
}

async function serve({ env, pages, share }: ServerOrder, say: (said: Said) => void): Promise<void> {
  const read = readConfig(env);
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const app = await startServer(read.config, { pages, write: (line) => say({ line }) });
  if (!share) return say({ ready: null });
  const made = await app.shares.create({
    sender: SENDER,
    recipient: null,
    together: undefined,
    template: undefined,
    tenant: TENANT,
    mode: 'link',
    entry: 'page',
    via: 'api',
    kind: 'document',
    label: 'Scans',
    note: '',
    place: null,
    expiresInMs: 86_400_000,
  });
  if (!made.ok) throw new Error(made.code);
  const keys = deriveKeys(read.config.NT2_SECRET);
  const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
  const tenantTags = { tagOf: (tenant: string) => tenantTag(keys.tag, tenant) as TenantTag };
  const tokens = createSignInTokens({ store: app.store, clock: Date.now, random, tenantTags });
  const { id } = made.value;
  const token = await tokens.issue({ person: SENDER, share: id, tenant: TENANT });
  say({ ready: { share: id, button: `${env['NT2_PUBLIC_URL']}/go#${token}` } });
}

if (process.argv[1] === import.meta.filename)
  process.once('message', (order: ServerOrder) => void serve(order, (said) => void process.send?.(said)));
