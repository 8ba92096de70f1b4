// Signs heads of logs: the only place where that happens. It never signs a head that contradicts the newest one that is known.

import { equal } from '../../crypto/bytes.ts';
import { parseVkey, signCheckpoint, verifyCheckpoint } from '../../crypto/tlog/checkpoint.ts';
import { rootOf } from '../../crypto/tlog/merkle.ts';
import type { TenantTag } from '../share.ts';
import { LogInconsistency } from './integrity.ts';
import { announcesKey } from './state/log-events.ts';
import type { LogState, SigningKey } from './state/log-state.ts';
import type { LogSigner } from './state/signers.ts';
import type { Head, LogDeps, TrustedLogs } from './trusted-state.ts';

export interface KeyChange {
  readonly from: LogSigner;
  readonly to: SigningKey;
}

export interface HeadSigner {
  /** The key that has signed, and the one that signs from now on; null when that is the same key. */
  keyChange(tag: TenantTag, state: LogState): Promise<KeyChange | null>;
  /** The state with a signed head over its frontier. The old key signs until one of `leaves` under its signature has named the next one. */
  sign(
    tag: TenantTag,
    state: LogState,
    named?: { readonly change: KeyChange | null; readonly leaves: readonly string[] },
  ): Promise<LogState>;
}

export function createHeadSigner(
  { signers, clock }: Pick<LogDeps, 'signers' | 'clock'>,
  trustedLogs: Pick<TrustedLogs, 'headOf' | 'advance'>,
): HeadSigner {
  const yearNow = (): number => new Date(clock()).getUTCFullYear();

  async function refuseContradiction(tag: TenantTag, head: Head): Promise<void> {
    const last = await trustedLogs.headOf(tag);
    if (last !== null && last.generation > head.generation) throw new LogInconsistency('log.behind', 0);
    if (last?.generation !== head.generation) return;
    if (last.size > head.size) throw new LogInconsistency('log.behind', head.size);
    if (last.size === head.size && !equal(last.root, head.root)) throw new LogInconsistency('log.forked');
  }

  return {
    async keyChange(tag, { generation, keys }) {
      const log = { tag, generation };
      const last = keys.at(-1);
      const { vkey, year } = await signers.signerFor(log, yearNow());
      if (last === undefined || last.vkey === vkey) return null;
      const from = await signers.findSigner(log, last);
      if (from === null) throw new LogInconsistency('log.key');
      return { from, to: { vkey, year } };
    },

    async sign(tag, state, { change, leaves } = { change: null, leaves: [] }) {
      const { generation, frontier } = state;
      const log = { tag, generation };
      const head: Head = { origin: signers.origin(log), size: frontier.size, root: rootOf(frontier), extensions: [], generation };
      await refuseContradiction(tag, head);
      const { key, ...now } = change?.from ?? (await signers.signerFor(log, yearNow()));
      const isNamed = change !== null && leaves.some((leaf) => announcesKey(leaf, change.to));
      const keys = state.keys.length === 0 ? [now] : isNamed ? [...state.keys, change.to] : state.keys;
      const note = await signCheckpoint(head, key);
      await trustedLogs.advance(tag, head, note);
      return { ...state, keys, note };
    },
  };
}

export async function isSignedByLast({ keys, note }: LogState): Promise<boolean> {
  const last = parseVkey(keys.at(-1)?.vkey ?? '');
  return keys.length < 2 || last === null || note === null || (await verifyCheckpoint(note, [last])).ok;
}
