// A connection that was dealt to a worker which dies before it takes it, in real processes.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = join(import.meta.dirname, 'dealing-out.mjs');
const run = async (...args: string[]): Promise<unknown> =>
  JSON.parse((await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...args])).stdout);

test('a connection that a dead worker has not taken is answered by another one; Node alone leaves it open without an answer', async () => {
  const [watched, alone] = await Promise.all([run('watched'), run()]);
  expect(watched).toEqual([200, 200, 200, 200]);
  // Should this fail, a newer Node does it by itself.
  expect(alone).toEqual([200, 200, 200, 'silent']);
});
