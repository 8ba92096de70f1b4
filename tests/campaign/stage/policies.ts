// The policy file of all instances under a phase: an operator changes it, sends each instance a SIGHUP, and waits until its log says that it
// has read it.

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PolicyLoad } from '../reader/policies.ts';
import type { Node } from './node.ts';

const NO_NOTES = 'rules: [{ name: no-notes, deny: true, when: { kind: [note] } }]\n';
const PATIENCE_MS = 10_000;

export interface Policies {
  readonly file: string;
  /** In the order in which they were loaded. */
  readonly loads: readonly PolicyLoad[];
  /** A file with faults: every instance refuses it. */
  spoil(nodes: readonly Node[]): Promise<void>;
  reload(nodes: readonly Node[], allowsNotes: boolean): Promise<void>;
}

export function openPolicies(file: string): Policies {
  const loads: PolicyLoad[] = [];
  const write = (allowsNotes: boolean): { readonly version: string; readonly hash: string } => {
    const version = `campaign-${loads.length}`;
    const text = `policy: 1\nversion: ${version}\n${allowsNotes ? '' : NO_NOTES}`;
    writeFileSync(file, text);
    return { version, hash: createHash('sha256').update(text).digest('base64') };
  };
  loads.push({ ...write(true), allowsNotes: true, sentAt: 0, heldAt: 0 });

  return {
    file,
    loads,
    async spoil(nodes) {
      writeFileSync(file, 'policy: 1\nversion: faulty\nrules: [{ name: x, longest: 9y }]\n');
      await tell(nodes, '"event":"policy.refused"');
    },
    async reload(nodes, allowsNotes) {
      const next = write(allowsNotes);
      const sentAt = Date.now();
      await tell(nodes, `"${next.version} (SHA-256 `);
      loads.push({ ...next, allowsNotes, sentAt, heldAt: Date.now() });
    },
  };
}

/** Each says it once more than before. */
async function tell(nodes: readonly Node[], said: string): Promise<void> {
  const times = (node: Node): number => node.printed().split(said).length;
  const before = nodes.map(times);
  for (const node of nodes) node.signal('SIGHUP');
  const until = Date.now() + PATIENCE_MS;
  while (nodes.some((node, n) => times(node) <= (before[n] ?? 0))) {
    if (Date.now() > until) throw new Error(`no instance says ${said}`);
    await sleep(20);
  }
}
