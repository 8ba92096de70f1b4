// What a witness answers to a log: it signs a checkpoint that grew out of the last one it signed, and no other (c2sp.org/tlog-witness).
// It sees sizes and hashes of logs, never what is in them.

import { equal } from '../crypto/bytes.ts';
import { formatSignatureLine, parseNote } from '../crypto/note/note.ts';
import type { Signer } from '../crypto/note/signer.ts';
import { parseAddCheckpoint } from '../crypto/tlog/add-checkpoint.ts';
import { parseCheckpoint, verifyCheckpoint, type Checkpoint, type VerifierKey } from '../crypto/tlog/checkpoint.ts';
import { cosign } from '../crypto/tlog/cosignature.ts';
import { emptyRoot, verifyConsistency } from '../crypto/tlog/merkle.ts';

/** The newest head that was cosigned. */
export interface SeenHead {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** As the log signed it, with the line of this witness. */
  readonly note: string;
}

export interface WitnessStore {
  /** Null: nothing of this log was cosigned. */
  load(origin: string): SeenHead | null;
  /** In one step: false, and nothing is written, unless the head is still the one of `before`. On disk when it returns. */
  advance(origin: string, before: SeenHead | null, next: SeenHead): boolean;
  /** Keeps two notes that the log signed and that contradict each other, once. */
  keepFork(origin: string, seen: string, other: string): void;
}

export interface WitnessDeps {
  readonly name: string;
  readonly key: Signer;
  /** The keys of the logs that it watches; the name of a key is the origin of its log. */
  readonly logs: () => readonly VerifierKey[];
  readonly store: WitnessStore;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Told of each fork, at the moment it is shown. */
  readonly forked: (origin: string) => void;
}

/** `body`: lines of signatures, or of 409 the size that is known, where the sizes differ. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly body: string | null;
}

/** A note takes so many lines and no more. */
const ONE_MORE = formatSignatureLine({ name: 'w', keyHash: new Uint8Array(4), signature: new Uint8Array(1) });

const no = (status: WitnessAnswer['status'], body: string | null = null): WitnessAnswer => ({ status, body });

export function createWitness({ name, key, logs, store, clock, forked }: WitnessDeps) {
  const NOTHING: Pick<SeenHead, 'size' | 'root'> = { size: 0, root: emptyRoot };

  async function isSigned(checkpoint: string, keys: readonly VerifierKey[]): Promise<boolean> {
    // Each by itself: a line that one key signed wrongly does not undo another's.
    const held = await Promise.all(keys.map((one) => verifyCheckpoint(checkpoint, [one])));
    return held.some(({ ok }) => ok);
  }

  return {
    async add(body: string): Promise<WitnessAnswer> {
      const asked = parseAddCheckpoint(body);
      const text = asked === null ? null : (parseNote(asked.checkpoint)?.text ?? null);
      const head: Checkpoint | null = text === null ? null : parseCheckpoint(text);
      if (asked === null || text === null || head === null || parseNote(`${asked.checkpoint}${ONE_MORE}`) === null) return no(400);
      const { origin, size, root } = head;
      const keys = logs().filter((one) => one.name === origin);
      if (keys.length === 0) return no(404);
      if (!(await isSigned(asked.checkpoint, keys))) return no(403);
      if (asked.old > size) return no(400);
      const seen = store.load(origin);
      const older = seen ?? NOTHING;
      if (older.size !== asked.old) return no(409, `${older.size}\n`);
      if (older.size === size && !equal(older.root, root)) {
        // Both are signed by the log, so this is its own word against it. A proof that does not hold may be anyone's mistake.
        if (seen !== null) store.keepFork(origin, seen.note, asked.checkpoint);
        forked(origin);
        return no(409);
      }
      if (!verifyConsistency({ older, newer: { size, root }, proof: asked.proof })) return no(422);
      const line = await cosign(text, { name, key, at: clock() });
      // Another request may have come first. A signature that no head was written for is told to nobody.
      const isFirst = store.advance(origin, seen, { size, root, note: `${asked.checkpoint}${line}` });
      return isFirst ? { status: 200, body: line } : no(409, `${(store.load(origin) ?? NOTHING).size}\n`);
    },
  };
}
