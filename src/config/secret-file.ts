// Reads the file that a setting ending in _FILE names. It never waits: a pipe without a writer would block the start for ever. Faults name
// the file, unless the operator has put the secret itself where its file belongs.

import { lstatSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { whoami } from '../files/who.ts';

/** Bytes. No secret and no chain of certificates is nearly as long. */
const MOST = 1024 * 1024;
/** Names of standard input, and of what a shell's `<(…)` hands over. */
const HANDED = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;

/** Faults that are sentences without their subject: the setting. */
class Unreadable extends Error {}

export function readSecretFile(path: string): string {
  const { size, kind } = look(path);
  if (kind === 'folder') throw new Unreadable('folder');
  if (kind === 'other' && !HANDED.test(path)) throw new Unreadable('other');
  if (size > MOST) throw new Unreadable('large');
  return readFileSync(path, 'utf8');
}

function look(path: string): { readonly size: number; readonly kind: 'file' | 'folder' | 'other' } {
  const found = statSync(path);
  return { size: found.size, kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other' };
}

/** One sentence for a file that could not be read. */
export function unreadableIssue(path: string, error: unknown): string {
  const reason = error instanceof Unreadable ? error.message : ((error as NodeJS.ErrnoException).code ?? 'unknown');
  const named = looksSecret(path) ? '' : `: ${resolve(path)}`;
  switch (reason) {
    case 'ENOENT':
      return isLink(path)
        ? `names a link to a file that is not there${named}. Make the file, or name another one.`
        : `names a file that is not there${named}. Make it, or name another one.`;
    case 'EACCES':
    case 'EPERM':
      return `names a file that ${whoami()} may not read${named}. Give it to that user with chown, and mode 600.`;
    case 'folder':
      return `names a folder and not a file${named}. Docker makes one where the file to mount was missing: remove it, make the file, and start the container again.`;
    case 'other':
      return `names something that is no file${named}. Name a file that holds nothing but the value.`;
    case 'large':
      return `names a file of more than 1 MiB${named}. Name a file that holds nothing but the value.`;
    case 'ENOTDIR':
      return `goes through a file as if it were a folder${named}. Name another one.`;
    default:
      return `names a file that cannot be read (${reason})${named}.`;
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Whether a path could be the secret itself, given by mistake: a real path has no long part that mixes letters and digits like one. */
function looksSecret(path: string): boolean {
  if (!/^[\w./ @+,-]{1,300}$/.test(path)) return true;
  return path.split(/[/.]/).some((part) => {
    const digits = part.match(/\d/g)?.length ?? 0;
    const isMixed = digits >= 4 || (/[a-z]/.test(part) && /[A-Z]/.test(part));
    return (part.length >= 20 && isMixed) || /^(?:xox|xapp)/.test(part);
  });
}
