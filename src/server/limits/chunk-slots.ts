// How many chunks of files this process stores at a time. A place that is slow then holds so many in memory, and no more.

export interface ChunkSlots {
  /** Gives a slot, as the function that gives it back; null: none is free. */
  take(): (() => void) | null;
}

export function createChunkSlots(most: number): ChunkSlots {
  let taken = 0;
  return {
    take() {
      if (taken >= most) return null;
      taken += 1;
      let isHeld = true;
      return () => {
        if (isHeld) taken -= 1;
        isHeld = false;
      };
    },
  };
}
