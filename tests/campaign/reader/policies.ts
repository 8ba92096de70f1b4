// What clients were answered while the policy was changed under them, and what the log says of it, held against what was loaded when.

import type { Found } from './found.ts';
import { readNote } from './tree.ts';

export interface PolicyLoad {
  readonly version: string;
  /** SHA-256 of the file, base64. */
  readonly hash: string;
  readonly allowsNotes: boolean;
  /** Before the first instance was told, and after the last one said that it has read it; epoch ms. */
  readonly sentAt: number;
  readonly heldAt: number;
}

/** A client's wish, and the one answer to it. */
export interface Begun {
  readonly id: string;
  readonly kind: 'credential' | 'note';
  readonly askedAt: number;
  readonly answeredAt: number;
  /** '' when it began. */
  readonly code: string;
}

/** Each wrong is one sentence. */
export function judgePolicies(
  { logs }: Pick<Found, 'logs'>,
  tag: string,
  { loads, begun }: { loads: readonly PolicyLoad[]; begun: readonly Begun[] },
): string[] {
  const wrongs: string[] = [];
  for (const { id, kind, askedAt, answeredAt, code } of begun) {
    const isRefused = code.startsWith('policy.');
    if (kind === 'credential') {
      if (isRefused) wrongs.push(`${id}: a credential was refused, which every policy allowed`);
      continue;
    }
    // Only where one policy held at all instances from the wish to the answer is it known which one had to answer.
    const at = loads.findLastIndex(({ heldAt }) => heldAt <= askedAt);
    const held = loads[at];
    if (held === undefined || answeredAt > (loads[at + 1]?.sentAt ?? Infinity)) continue;
    if (held.allowsNotes && isRefused) wrongs.push(`${id}: a note was refused, which ${held.version} allowed`);
    if (!held.allowsNotes && code === '') wrongs.push(`${id}: a note began, which ${held.version} forbade`);
  }

  const named = (logs.get(tag)?.leaves ?? []).map((leaf) => policyIn(leaf.toString()));
  const first = named.findIndex((hash) => hash !== null);
  const firstShare = (logs.get(tag)?.leaves ?? []).findIndex((leaf) => leaf.toString().includes('\ntype created\n'));
  if (first < 0 || first > firstShare) wrongs.push(`log ${tag}: a share began before the log named a policy`);
  // Two instances that load one at the same moment may both name it.
  const order = named.filter((hash) => hash !== null).filter((hash, n, all) => hash !== all[n - 1]);
  const wanted = loads.map(({ hash }) => hash);
  if (order.join() !== wanted.join())
    wrongs.push(`log ${tag}: it names ${order.length} policies one after the other, and ${wanted.length} were loaded, or others`);
  return wrongs;
}

/** The hash that such a leaf of the log names. */
function policyIn(leaf: string): string | null {
  const { text } = readNote(leaf);
  if (!text.startsWith('nt2/log/v1\ntype policy\n')) return null;
  return /^hash (\S+)$/m.exec(text)?.[1] ?? null;
}
