// Chance that can be repeated: every choice of the campaign comes from one printed seed.

export interface Dice {
  /** From 0 up to, and not with, 1. */
  roll(): number;
  between(least: number, most: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/** Mulberry32: 32 bits of state, good enough to choose by. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    roll,
    between: (least, most) => least + roll() * (most - least),
    pick: (from) => from[Math.floor(roll() * from.length)] ?? from[0],
  };
}
