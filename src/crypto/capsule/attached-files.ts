// The files of a share as its payload names them: where each lies, what it is called, and what opens it. Read as strictly as the items.

import { isBase64 } from '../bytes.ts';
import { FILE_LIMITS, isPlainSize } from '../file/sizes.ts';
import { hasKeys, isText } from './strict-json.ts';

export interface AttachedFile {
  /** Under which the server holds its chunks. */
  readonly id: string;
  /** One line of at most 255 characters, without slashes: it names a file in one folder, and nothing beside it. */
  readonly name: string;
  /** Its media type, as the sender's system says; ''. Nothing is ever shown by it. */
  readonly type: string;
  /** Of the plaintext. */
  readonly bytes: number;
  /** base64, 32 bytes. */
  readonly key: string;
  /** base64: see `file-hash.ts`. */
  readonly hash: string;
}

const KEYS = ['id', 'name', 'type', 'bytes', 'key', 'hash'];
const ID = /^[a-z2-7]{32}$/;
const TYPE = /^([a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+)?$/;

/** True for a name that stands for one file in a folder, on every system but for what that system reserves. */
export const isFileName = (name: unknown): name is string =>
  isText(name, FILE_LIMITS.name) && !/[\p{Cc}/\\]/u.test(name) && !/^\.{0,2}$/.test(name);

/** True for a media type as systems name it, and for none. */
export const isFileType = (type: unknown): type is string => isText(type, FILE_LIMITS.type) && TYPE.test(type);

/** At least one, each id once, keys in one order; null for anything else. */
export function parseFiles(value: unknown): readonly AttachedFile[] | null {
  if (!Array.isArray(value) || value.length < 1 || value.length > FILE_LIMITS.files) return null;
  const ids = new Set<unknown>();
  const files: AttachedFile[] = [];
  for (const file of value as unknown[]) {
    if (!hasKeys(file, KEYS)) return null;
    const { id, name, type, bytes, key, hash } = file;
    const isNamed = isText(id, 32) && ID.test(id) && isFileName(name) && isFileType(type);
    if (!isNamed || !isPlainSize(bytes) || !isKey(key) || !isKey(hash)) return null;
    ids.add(id);
    files.push({ id, name, type, bytes, key, hash });
  }
  return ids.size === files.length ? files : null;
}

const isKey = (value: unknown): value is string => isText(value, 44) && isBase64(value, 32);
