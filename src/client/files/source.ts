// What is uploaded, read by range, so that no more than a few chunks of it are in memory.

import { FILE_LIMITS } from '../../crypto/file/sizes.ts';
import { isFileName } from '../../crypto/capsule/attached-files.ts';

export interface FileSource {
  /** As the person knows it; what a name of a file may not have is replaced (`attachedName`). Goes to no server. */
  readonly name: string;
  /** Media type, or ''. Goes to no server. */
  readonly type: string;
  readonly bytes: number;
  /** From `start` to before `end`. A promise that rejects, or another length: it is not what it was. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** A file of a browser's form, or any Blob. It says by itself when the file on the disk is another than was chosen. */
export const sourceOfBlob = (blob: Blob & { readonly name?: string }, name = blob.name ?? ''): FileSource => ({
  name,
  type: blob.type,
  bytes: blob.size,
  read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
});

/** The last part of a path, in a spelling that a payload takes. Never empty. */
export function attachedName(name: string): string {
  const last = name.split(/[/\\]/u).findLast((part) => part !== '') ?? '';
  const signs = [...last.toWellFormed().replaceAll(/\p{Cc}/gu, '_')];
  // What stands behind the last dot says what it is: the middle goes.
  const short = signs.length <= FILE_LIMITS.name ? signs : [...signs.slice(0, FILE_LIMITS.name - 21), '…', ...signs.slice(-20)];
  const whole = short.join('');
  return isFileName(whole) ? whole : 'file';
}

/** Small letters, without parameters; '' for what is no media type. */
export function attachedType(type: string): string {
  const plain = (type.split(';')[0] ?? '').trim().toLowerCase();
  return plain.length <= FILE_LIMITS.type && /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(plain) ? plain : '';
}
