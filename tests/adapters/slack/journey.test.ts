// A command in Slack, followed as it runs: it enters the files of ARCHITECTURE.md's table in that order, and each of them once.
// Nothing is replaced: what the files export is called through, and each entry is noted.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { readJourney } from '../../architecture/journeys.ts';
import { root } from '../../architecture/read-imports.ts';

const steps = readJourney(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'), 'A command in Slack').map(({ path }) => path);

type Called = (...given: unknown[]) => unknown;

/** The files that were entered since the walk began; null before. */
let entered: string[] | null = null;

/** Notes each call of what a file exports, and of the functions that its factories gave before the walk. */
function noting(path: string, value: unknown): unknown {
  if (typeof value === 'function') {
    const call = value as Called;
    return (...given: unknown[]) => {
      const isWalk = entered !== null;
      entered?.push(path);
      const result = call(...given);
      return isWalk ? result : noting(path, result);
    };
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, typeof one === 'function' ? noting(path, one) : one]));
}

it('/nt2 share meets the files of the table in order, each once', async () => {
  for (const path of steps)
    vi.doMock(join(root, path), async (original) => {
      const file = await original<Record<string, unknown>>();
      return Object.fromEntries(Object.entries(file).map(([name, one]) => [name, typeof one === 'function' ? noting(path, one) : one]));
    });
  const { openWorld } = await import('../world.ts');
  const { slackOver } = await import('../slack-chat.ts');
  const world = await openWorld(slackOver('http'));
  try {
    entered = [];
    const seen = await world.chat.command('sender', `share ${world.chat.mention('recipient')}`);
    const walked = entered;
    entered = null;
    expect(seen.kind).toBe('form');
    expect(steps.length).toBeGreaterThan(9);
    expect(walked).toEqual(steps);
  } finally {
    await world.close();
  }
});
