// How many of something this process does at a time.

export interface Slots {
  /** Gives a slot, as the function that gives it back; null: none is free. */
  take(): (() => void) | null;
}

export function createSlots(most: number): Slots {
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
