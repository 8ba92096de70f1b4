// What an operator does while the campaign runs: hands out tokens, looks at /readyz, and follows the documents when it says no.
// And an auditor beside them, who keeps keys and checkpoints.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openInstallation } from '../../../src/app/installation.ts';
import { readConfig } from '../../../src/config/read.ts';
import { startNt2 } from '../../e2e/process.ts';
import { ask } from '../load/ask.ts';
import type { Heads } from '../reader/judge.ts';
import type { Node } from './node.ts';

export interface Operator {
  /** Tokens of programs, as they are valid now. */
  tokens(): readonly string[];
  /** Of the tenant of programs. */
  readonly tag: string;
  /** Brings the installation back to ready, as docs/operations.md says. Answers with the commands that it took. */
  tend(): Promise<string[]>;
  /** Whether every event is under a checkpoint; `begun` are the logs that could never be continued and were begun anew. */
  verifyLogs(may: { readonly beginAnew: boolean }): Promise<{ readonly rest: boolean; readonly begun: readonly string[] }>;
  /** Asks for the keys and the checkpoint of these logs, and keeps what it gets. */
  audit(tags: Iterable<string>): Promise<void>;
  readonly heads: Heads;
}

/** Nobody may have more than 50 shares waiting. */
const PROGRAMS = 8;
export const programOf = (n: number): string => `program-${n % PROGRAMS}`;
const PATIENCE_MS = 30_000;

export async function createOperator({ nodes, host }: { readonly nodes: readonly Node[]; readonly host: string }): Promise<Operator> {
  const [first] = nodes;
  if (first === undefined) throw new Error('nobody to operate');
  const folder = join(first.folder, 'operator');
  mkdirSync(folder, { recursive: true });
  let tokens: readonly string[] = [];
  let auditor = '';
  const vkeys = new Map<string, readonly string[]>();
  const kept: { tag: string; note: string }[] = [];

  const fromAny = async (path: string, token?: string) => {
    for (const { port } of nodes) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const reply = await ask({ port, host, method: 'GET', path, headers });
      if (reply !== null) return reply;
    }
    return null;
  };

  /** Tokens are in the store: one that has forgotten everything has forgotten them too. */
  async function handOut(): Promise<void> {
    const read = readConfig({ ...first?.env, NT2_STATE_DIR: folder });
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    const { apiTokens, close } = await openInstallation(read.config, { write: () => undefined });
    const make = async (name: string, role: 'sender' | 'auditor'): Promise<string> => {
      const made = await apiTokens.create(name, role === 'auditor' ? { scopes: ['audit'] } : {});
      if (!made.ok) throw new Error(`no token: ${made.code}`);
      return made.value;
    };
    try {
      tokens = await Promise.all(Array.from({ length: PROGRAMS }, (_, n) => make(programOf(n), 'sender')));
      auditor = await make('auditor', 'auditor');
    } finally {
      await close();
    }
  }

  async function command(...args: string[]): Promise<string> {
    const child = await startNt2(args, { cwd: first?.folder ?? '.', env: { ...first?.env } });
    const code = await child.ended();
    return `${child.printed()}(${code})`;
  }

  async function readiness(): Promise<{ ready: boolean; store: string; log: string } | null> {
    const reply = await fromAny('/readyz');
    if (reply === null) return null;
    const { ready, parts } = JSON.parse(reply.body) as {
      ready: boolean;
      parts: Record<'store' | 'log', { ok: boolean; detail: string }>;
    };
    return { ready, store: parts.store.detail, log: parts.log.ok ? '' : parts.log.detail };
  }

  await handOut();
  const tenant = JSON.parse((await fromAny('/api/tenant', tokens[0]))?.body ?? '{}') as { tag: string };

  return {
    tokens: () => tokens,
    tag: tenant.tag,
    heads: { vkeys, kept },

    async tend() {
      const done: string[] = [];
      const until = Date.now() + PATIENCE_MS;
      while (Date.now() < until) {
        const state = await readiness();
        if (state?.store.includes('accept-rollback')) {
          done.push('store accept-rollback');
          await command('store', 'accept-rollback');
        } else if (state?.ready === true) {
          const reply = await fromAny('/api/tenant', tokens[0]);
          if (reply?.status === 401) {
            done.push('token create');
            await handOut();
          } else break;
        }
        await sleep(250);
      }
      return done;
    },

    async verifyLogs({ beginAnew }) {
      const said = await command('log', 'verify');
      const stopped = [...said.matchAll(/^([a-z2-7]{6}): .*is no longer signed/gm)].map(([, tag = '']) => tag);
      const begun: string[] = [];
      if (beginAnew) for (const tag of stopped) if ((await command('log', 'new-generation', tag)).endsWith('(0)')) begun.push(tag);
      return { rest: stopped.length === 0 && !/, [1-9]\d* waits?/.test(said), begun };
    },

    async audit(tags) {
      for (const tag of tags) {
        const keys = await fromAny(`/.well-known/nt2/keys?tag=${tag}`);
        if (keys?.status === 200) {
          const { vkeys: now } = JSON.parse(keys.body) as { vkeys: string[] };
          vkeys.set(tag, [...new Set([...(vkeys.get(tag) ?? []), ...now])]);
        }
        const head = await fromAny(`/log/${tag}/checkpoint`, auditor);
        if (head?.status === 200) kept.push({ tag, note: head.body });
      }
    },
  };
}
