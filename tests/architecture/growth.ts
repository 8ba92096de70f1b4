// Whether a pattern takes time that grows with the text, or faster. Counts the processor's time, so that a busy machine changes nothing.

import { createContext, Script } from 'node:vm';
import { hostileTexts, type Hostile } from './hostile-texts.ts';

export interface Pattern {
  readonly at: string;
  readonly source: string;
  readonly flags: string;
}

/**
 * Sizes, and how long a linear pattern may take at most without being looked at twice, in µs. From small to large: what is worse than a
 * square shows while it is still short.
 */
const LADDER = [
  [32, 1_000],
  [256, 1_000],
  [2_048, 1_000],
  [8_192, 1_000],
] as const;
export const LONGER = [...LADDER, [32_768, 3_000], [131_072, 10_000]] as const;

/** No text of these sizes takes a linear pattern a hundredth of this, in µs of the processor. */
const CAP = 300_000;
/** Below, a square and a straight line look alike, in µs. */
const FLOOR = 4_000;

function spent(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const sandbox = createContext({ work: () => undefined });
const script = new Script('work()');

/** False: broken off, because it had the processor for so many µs or nearly. Time in which others had it does not count. */
function capped(cap: number, work: () => void): boolean {
  const began = spent();
  sandbox['work'] = work;
  for (let waitMs = cap / 1000; ; waitMs *= 2) {
    try {
      script.runInContext(sandbox, { timeout: waitMs });
      return true;
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      if (spent() - began > cap / 2) return false;
    }
  }
}

/** As `replaceAll` and `split` use it: `test` stops at what comes first. */
function match({ source, flags }: Pattern, text: string): void {
  for (const _ of text.matchAll(new RegExp(source, `${flags.replace('g', '')}g`))) void _;
}

/** The best of five for each of these sizes, taken in turn, in µs; null: broken off. */
function times(pattern: Pattern, text: Hostile, sizes: readonly number[]): number[] | null {
  const texts = sizes.map(text);
  const best = texts.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < 5; round += 1) {
    for (const [n, one] of texts.entries()) {
      const began = spent();
      if (!capped(CAP, () => match(pattern, one))) return null;
      best[n] = Math.min(best[n] ?? 0, spent() - began);
    }
  }
  return best;
}

/** Four times the text takes a linear pattern four times as long, and a square sixteen times as long: both steps must be nearer to that. */
function growth(pattern: Pattern, text: Hostile, size: number): string | null {
  const taken = times(pattern, text, [size, 4 * size, 16 * size]);
  if (taken === null) return `broken off with ${16 * size} characters or less`;
  const [one = 0, four = 0, sixteen = 0] = taken;
  return sixteen > FLOOR && four > 7 * one && sixteen > 7 * four
    ? `${one}, ${four} and ${sixteen} µs for ${size}, ${4 * size} and ${16 * size} characters`
    : null;
}

/** What is wrong with it; null: it is linear on every hostile text. */
export function complaintOf(pattern: Pattern, ladder: readonly (readonly [number, number])[] = LADDER): string | null {
  const texts = hostileTexts(pattern);
  const shown = (text: Hostile): string => `${pattern.at} /${pattern.source}/${pattern.flags} on ${JSON.stringify(text(12)).slice(0, 60)}`;
  for (const [size, allowed] of ladder) {
    let next = 0;
    let slow: Hostile | undefined;
    /** Up to the first text that takes longer than it should: that one is looked at alone. */
    const goOn = (): void => {
      while (next < texts.length && slow === undefined) {
        const hostile = texts[next] as Hostile;
        const text = hostile(size);
        const began = spent();
        match(pattern, text);
        if (spent() - began > allowed) slow = hostile;
        next += 1;
      }
    };
    while (next < texts.length) {
      slow = undefined;
      if (!capped(Math.max(CAP, texts.length * allowed), goOn)) slow = texts[next++];
      const fault = slow === undefined ? null : growth(pattern, slow, size);
      if (slow !== undefined && fault !== null) return `${shown(slow)}: ${fault}`;
    }
  }
  return null;
}
