// Every file of the project, for tests that hold what may stand where.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** What others make, or an operator keeps here. */
const FOREIGN = new Set(['node_modules', 'dist', 'data', 'coverage', 'nt2.env', '.git', '.cache']);

/** All files, as `src/core/share.ts`. */
function ourFiles(): string[] {
  const tops = readdirSync(root, { withFileTypes: true }).filter(({ name }) => !FOREIGN.has(name));
  return tops.flatMap((top) =>
    top.isFile()
      ? [top.name]
      : readdirSync(join(root, top.name), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
          .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );
}

/** The files in which a pattern is found, in order. */
export function filesWith(pattern: RegExp): string[] {
  const files = ourFiles();
  for (const path of ['README.md', 'docker/compose.yml', 'docs/systemd/nt2.service', 'src/config/settings.ts']) {
    if (!files.includes(path)) throw new Error(`${path} is not among the files that were read`);
  }
  return files.filter((path) => pattern.test(readFileSync(join(root, path), 'latin1'))).toSorted();
}
