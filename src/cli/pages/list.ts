// The list of a build: the SHA-256 of each page and file that its servers serve, as `sha256sum -c` reads it. Alone, or signed as a C2SP note
// (c2sp.org/signed-note) by those who release the build.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pagesFolder } from '../../app/server.ts';
import { verifyNote } from '../../crypto/note/note.ts';
import type { VerifierKey } from '../../crypto/tlog/checkpoint.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../output.ts';

/** Name, as in the folder of the build, and hex SHA-256. */
export type BuiltFiles = ReadonlyMap<string, string>;

const LINE = /^([0-9a-f]{64}) {2}([\w./-]{1,200})$/;

/** Null: no such list. */
export function parseBuiltList(text: string): BuiltFiles | null {
  if (!text.endsWith('\n')) return null;
  const rows = text.slice(0, -1).split('\n');
  const files = new Map<string, string>();
  for (const row of rows) {
    const [, hash, name] = LINE.exec(row) ?? [];
    if (hash === undefined || name === undefined || files.has(name)) return null;
    files.set(name, hash);
  }
  return files;
}

/** Of this nt2; null: its pages have not been built. */
export function ownListIfBuilt(): string | null {
  const file = join(pagesFolder(), 'pages.sha256');
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** @throws CommandFailure */
export function ownList(): string {
  const list = ownListIfBuilt();
  if (list === null) throw new CommandFailure(EXIT.config, 'The pages of this nt2 have not been built: run `npm run build` once.');
  return list;
}

/** The list in a file: signed by that key, where one is given; else as it stands. */
export async function listIn(text: string, key: VerifierKey | null): Promise<string> {
  if (key === null) return text;
  const signed = await verifyNote({ note: text, name: key.name, publicKey: key.publicKey });
  if (signed === null) throw new CommandFailure(EXIT.refused, 'That list is not signed by that key, or was changed since.');
  return signed;
}
