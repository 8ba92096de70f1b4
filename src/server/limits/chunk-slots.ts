// How many chunks of files this process takes at a time, and how many of those one person. Each slot has a buffer that is used again: a place
// that is slow, and senders that are, hold so many chunks in memory, and no more; and what is not made anew is not garbage.

import { createSlots } from './slots.ts';

export interface ChunkSlot {
  /** As long as a chunk; what stands in it is left from another. */
  readonly buffer: Uint8Array;
  giveBack(): void;
}

export interface ChunkSlots {
  /** For this person. Null: none is free, or they have as many as one may. */
  take(person: string): ChunkSlot | null;
}

interface Options {
  /** In all. */
  readonly most: number;
  readonly mostEach: number;
  /** Bytes of a buffer. */
  readonly bytes: number;
}

/** Buffers that are kept while nobody needs them. */
const KEPT = 4;

export function createChunkSlots({ most, mostEach, bytes }: Options): ChunkSlots {
  const held = new Map<string, number>();
  const unused: Uint8Array[] = [];
  const slots = createSlots(most);
  return {
    take(person) {
      const mine = held.get(person) ?? 0;
      const giveBack = mine < mostEach ? slots.take() : null;
      if (giveBack === null) return null;
      held.set(person, mine + 1);
      const buffer = unused.pop() ?? new Uint8Array(bytes);
      let isHeld = true;
      return {
        buffer,
        giveBack() {
          if (!isHeld) return;
          isHeld = false;
          giveBack();
          const left = (held.get(person) ?? 1) - 1;
          if (left === 0) held.delete(person);
          else held.set(person, left);
          if (unused.length < KEPT) unused.push(buffer);
        },
      };
    },
  };
}
