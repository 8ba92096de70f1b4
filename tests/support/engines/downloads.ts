// A file that a page gives, where the driver does not tell of it: it is looked for in the folder into which the browser puts it.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until.ts';

/** Presses, and answers with the path of the new file when it is there as a whole. */
export async function newFileIn(folder: string, press: () => Promise<void>, patienceMs = 20_000): Promise<string> {
  const had = new Set(readdirSync(folder));
  await press();
  // Firefox puts an empty file in its place first, and the bytes beside it.
  const isWhole = (name: string, _: number, all: readonly string[]): boolean =>
    !had.has(name) && !/\.(?:part|wkdownload)$/.test(name) && !all.includes(`${name}.part`) && statSync(join(folder, name)).size > 0;
  const name = await until('a file', patienceMs, () => Promise.resolve(readdirSync(folder).find(isWhole)));
  return join(folder, name);
}
