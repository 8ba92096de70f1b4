// A checkpoint that a reader kept and brings along: the note alone or in a receipt, with or without the hashes that tie it to another tree.

import type { Bytes } from '../bytes.ts';
import { parseCheckpoint } from '../tlog/checkpoint.ts';
import { parseHashes } from '../tlog/merkle.ts';
import { parseNote } from '../note/note.ts';
import { parseReceipt } from './receipt.ts';

export interface PinnedCheckpoint {
  readonly checkpoint: string;
  /** Number of leaves. */
  readonly size: number;
  /** Null: the note came alone. */
  readonly proof: readonly Bytes[] | null;
}

// The note, then, after an empty line, hashes in base64.
const FORM = /^([^]*?\n\n(?:\u2014 [^\n]+\n)+)(?:\n((?:[A-Za-z0-9+/]{43}=\n)*))?$/;

/** Null when there is no checkpoint in it. Says nothing about whether it holds. */
export function parsePinnedCheckpoint(text: string): PinnedCheckpoint | null {
  const [, note = '', hashes] = FORM.exec(text) ?? [];
  const checkpoint = parseReceipt(text)?.checkpoint ?? note;
  const size = sizeOf(checkpoint);
  if (size === null) return null;
  return { checkpoint, size, proof: hashes === undefined ? null : parseHashes(hashes.split('\n').slice(0, -1)) };
}

/** How many leaves a checkpoint covers; null when the text is not a checkpoint. */
export function sizeOf(checkpoint: string): number | null {
  const note = parseNote(checkpoint);
  return (note && parseCheckpoint(note.text)?.size) ?? null;
}
