// Turns an error of the file system into one sentence for the operator: which file or folder, which user, and what to do next.
// See docs/decisions/files-say-what-they-refuse.md.

import { lstatSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../core/refusal.ts';
import { whoami } from './who.ts';

/** What asks for the file or folder. */
export interface Purpose {
  /** The setting that names it, or the command that needs it. */
  readonly of: string;
  /** What to do instead, where the place itself cannot be mended: `name another folder`. */
  readonly instead: string;
  /** `files.unfit`, unless it is another: exit code 78, since starting again would not help. */
  readonly code?: string;
}

/** Stands in the way: it is no folder. */
export class NotFolder extends Error {
  readonly at: string;
  constructor(at: string) {
    super('ENOTDIR');
    this.at = at;
  }
}

/** The fault for `path`, a file or a folder. Other errors are thrown as they are. */
export function filesFault(path: string, error: unknown, { of, instead, code = 'files.unfit' }: Purpose): Fault {
  if (error instanceof Fault) return error;
  const why = error instanceof NotFolder ? 'ENOTDIR' : (error as NodeJS.ErrnoException).code;
  if (why === undefined || !/^E[A-Z0-9]+$/.test(why)) throw error;
  const place = resolve(path);
  return new Fault(code, sentence({ why, place, of, instead, at: error instanceof NotFolder ? error.at : place }), { cause: error });
}

interface Facts extends Pick<Purpose, 'of' | 'instead'> {
  readonly why: string;
  readonly place: string;
  /** What stands in the way. */
  readonly at: string;
}

function sentence({ why, place, of, instead, at }: Facts): string {
  const named = `${place} (${of})`;
  const who = whoami();
  const What = `${who[0]?.toUpperCase()}${who.slice(1)}`;
  switch (why) {
    case 'EACCES':
    case 'EPERM':
      if (kindOf(place) === 'folder')
        return `${What} may not read and write in ${named}: give the folder to that user with chown, or ${instead}.`;
      if (kindOf(place) !== 'nothing') return `${What} may not read and write ${named}: give it to that user with chown, or ${instead}.`;
      return `${What} may not make ${named} in ${nearest(place)}: make it and give it to that user with chown, or ${instead}.`;
    case 'EROFS':
      return `${named} lies on a file system that is read-only: mount it writable for ${who}, or ${instead}.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no room for ${named}: make room on its disk for ${who}, or ${instead}.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${named} must be a folder, and ${at === place ? 'it' : at} is ${kindOf(at) === 'link' ? 'a link that leads nowhere' : 'a file'}: move that away, or ${instead}.`;
    case 'EISDIR':
      return `${named} must be a file, and it is a folder: move that away, or ${instead}.`;
    case 'ENOENT':
      return `${named} cannot be made: ${nearest(place)} takes nothing new. ${instead[0]?.toUpperCase()}${instead.slice(1)}.`;
    default:
      return `${named} cannot be used (${why}): look at its disk, or ${instead}.`;
  }
}

/** A link counts as its target, and as a link when its target is missing. */
export function kindOf(path: string): 'nothing' | 'folder' | 'file' | 'link' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && isLink(path) ? 'link' : 'nothing';
  }
}

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

/** The nearest folder above it that exists. */
function nearest(path: string): string {
  const above = dirname(path);
  return above === path || kindOf(above) === 'folder' ? above : nearest(above);
}
