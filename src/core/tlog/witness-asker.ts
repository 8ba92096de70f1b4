// Has witnesses sign the log: after each end of a share, and each log once a day. Nobody waits for it: a witness that is late or away is
// asked again with what there is then. See docs/decisions/witnesses.md.

import { formatAddCheckpoint } from '../../crypto/tlog/add-checkpoint.ts';
import type { VerifierKey } from '../../crypto/tlog/checkpoint.ts';
import { verifyCosignatures } from '../../crypto/tlog/cosignature.ts';
import { proveConsistency } from '../../crypto/tlog/merkle.ts';
import { hashReader } from '../../crypto/tlog/tiles.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogList, LogReader } from '../ports/log-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { TenantTag } from '../share.ts';
import { loadCosigned, saveCosigned } from './cosigned.ts';
import { loadLogState } from './inclusion-proofs.ts';
import { tileReader } from './tiles.ts';

export interface AskedWitness {
  readonly key: VerifierKey;
  /** Rejects when there is no answer in time. */
  readonly ask: (body: string) => Promise<{ readonly status: number; readonly body: string }>;
}

/** `away`: no answer, or none of the protocol. `unknown`: it does not watch this log, or knows another key of it. `forked`: it has seen another history. */
export const WITNESS_TROUBLES = ['away', 'unknown', 'forked'] as const;
export type WitnessTrouble = (typeof WITNESS_TROUBLES)[number];

export interface WitnessAskerDeps {
  readonly store: LogReader & LogList & SettingsStore;
  readonly witnesses: readonly AskedWitness[];
  readonly clock: Clock;
  /** Told when the state of one of them changes. Null: all is well again. */
  readonly troubled: (name: string, trouble: WitnessTrouble | null) => void;
}

export interface WitnessAsker {
  /** A share of this log has ended. */
  ended(tag: TenantTag): void;
  /** Asks about what is due. Returns how many logs were asked about. */
  round(): Promise<number>;
  /** By name of the witness. */
  troubles(): ReadonlyMap<string, WitnessTrouble>;
}

const DAY_MS = 86_400_000;
/** The log signs the end of a share within this long; what ends meanwhile is asked about together. */
const GATHER_MS = 1_000;
const AWAY_MS = 60_000;
const AT_ONCE = 8;
/** The first answer may name the size that the witness knows, and another instance may have asked in between. */
const TRIES = 3;

interface Head {
  readonly tag: TenantTag;
  readonly size: number;
  readonly note: string;
}

export function createWitnessAsker({ store, witnesses, clock, troubled }: WitnessAskerDeps): WitnessAsker {
  /** When to ask about a log next, epoch ms. */
  const due = new Map<TenantTag, number>();
  /** Size that a witness has signed last, by its key and the log. A guess: the witness knows. */
  const known = new Map<string, number>();
  const troubles = new Map<string, WitnessTrouble>();
  let lookedAt = -Infinity;

  function note(name: string, trouble: WitnessTrouble | null): void {
    if ((troubles.get(name) ?? null) === trouble) return;
    if (trouble === null) troubles.delete(name);
    else troubles.set(name, trouble);
    troubled(name, trouble);
  }

  /** The line for the note, or why there is none. `late`: another instance has asked about a larger tree. */
  async function askOne(
    { key, ask }: AskedWitness,
    { tag, size, note: text }: Head,
  ): Promise<{ readonly line: string } | WitnessTrouble | 'late'> {
    const place = `${key.publicKey} ${tag}`;
    const hashAt = hashReader(size, tileReader(store, tag, size));
    for (let tries = 0, old = known.get(place) ?? 0; tries < TRIES; tries += 1) {
      if (old > size) return ((await loadLogState(store, tag))?.frontier.size ?? 0) >= old ? 'late' : 'forked';
      const proof = await proveConsistency({ older: old, newer: size, hashAt });
      const answer = await ask(formatAddCheckpoint({ old, proof, checkpoint: text })).catch(() => null);
      if (answer === null) return 'away';
      if (answer.status === 200) {
        const [signed] = await verifyCosignatures(text + answer.body, [key]);
        if (signed === undefined) return 'away';
        known.set(place, size);
        return { line: signed.line };
      }
      if (answer.status === 403 || answer.status === 404) return 'unknown';
      if (answer.status === 422) return 'forked';
      const [, there] = /^(0|[1-9]\d{0,15})\n$/.exec(answer.body) ?? [];
      if (answer.status !== 409) return 'away';
      // Without a size: it has signed another tree of this very size.
      if (there === undefined) return 'forked';
      old = Number(there);
    }
    return 'away';
  }

  async function askAll(tag: TenantTag): Promise<void> {
    const state = await loadLogState(store, tag);
    if (state === null || state.note === null || state.frontier.size === 0) return;
    const head: Head = { tag, size: state.frontier.size, note: state.note };
    const answers = await Promise.all(witnesses.map((witness) => askOne(witness, head)));
    const lines: string[] = [];
    for (const [at, { key }] of witnesses.entries()) {
      const answer = answers[at] ?? 'late';
      if (answer === 'late') continue;
      note(key.name, typeof answer === 'string' ? answer : null);
      if (typeof answer !== 'string') lines.push(answer.line);
      if (answer === 'away') dueIn(tag, AWAY_MS);
    }
    // Without this a note of all witnesses could give way to one that an instance got from fewer.
    const before = await loadCosigned(store, tag);
    const isBetter = before === null || before.checkpoint.size < head.size || before.note.length < head.note.length + lines.join('').length;
    if (lines.length > 0 && isBetter) await saveCosigned(store, tag, head.note + lines.join(''));
    // The end that was told may have been signed only now.
    if (answers.includes('late') || (await store.entryRange(tag)).end > head.size) dueIn(tag, GATHER_MS);
  }

  const dueIn = (tag: TenantTag, ms: number): void => void due.set(tag, Math.min(due.get(tag) ?? Infinity, clock() + ms));

  /** All logs once a day, and at the start: what ended while nobody asked is covered too. */
  async function lookAtAll(): Promise<void> {
    if (Math.abs(clock() - lookedAt) < DAY_MS) return;
    for (const { tag, size } of await store.logs()) if (size > 0 && !due.has(tag)) due.set(tag, clock());
    lookedAt = clock();
  }

  return {
    ended(tag) {
      dueIn(tag, GATHER_MS);
    },
    async round() {
      await lookAtAll();
      const now = clock();
      const ready = [...due].filter(([, at]) => at <= now).slice(0, AT_ONCE);
      for (const [tag] of ready) due.delete(tag);
      const done = await Promise.allSettled(ready.map(([tag]) => askAll(tag)));
      const failed = done.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
      return ready.length;
    },
    troubles: () => troubles,
  };
}
