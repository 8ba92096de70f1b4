// Answers one question: was this file made after everything it was made from?
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The newest change under a path, in epoch milliseconds; 0 when it does not exist. Folders count, so that a deleted file shows. */
function newest(path) {
  if (!existsSync(path)) return 0;
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), own.mtimeMs);
}

/** Whether `made` exists and is newer than all of `sources` (files or folders; absent ones do not count). */
export function isFresh(made, sources) {
  return existsSync(made) && sources.every((source) => newest(source) <= statSync(made).mtimeMs);
}
