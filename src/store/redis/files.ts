// Records of files on Redis.

import { Fault } from '../../core/refusal.ts';
import type { FileStore, StoredFile } from '../../core/ports/file-store.ts';
import { tagOf, type FileId, type PersonKey, type ShareId, type TenantTag } from '../../core/share.ts';
import type { RedisClient } from './connection/client.ts';
import type { Connection } from './connection/connection.ts';
import { keys } from './keys.ts';

interface Parts {
  /** Asks for every tag. */
  readonly perTag: <T>(command: (client: RedisClient, tag: TenantTag) => Promise<T>) => Promise<readonly T[]>;
  readonly registerTag: (tag: TenantTag) => Promise<void> | undefined;
}

export function createRedisFiles({ call }: Connection, { perTag, registerTag }: Parts): FileStore {
  const of = (id: FileId): [string, string, string] => {
    const tag = tagOf(id);
    return [keys.file(id), keys.filesDue(tag), keys.fileSums(tag)];
  };
  return {
    addFile: async ({ id, owner, bytes, chunks, madeAt, untilAt }, { each, personBytes, tenantBytes }) => {
      await registerTag(tagOf(id));
      const args = [id, owner, bytes, chunks, madeAt, untilAt, each, personBytes, tenantBytes];
      return (await call((client) => client.nt2AddFile(3, ...of(id), ...args))) as 'added';
    },
    loadFile: async (id) => parse(id, await call((client) => client.hgetall(keys.file(id)))),
    markChunk: async (id, index, hash) => (await call((client) => client.nt2MarkChunk(1, keys.file(id), index, hash))) as 'marked',
    dropFile: async (id, unless) => (await call((client) => client.nt2DropFile(3, ...of(id), id, unless === 'bound' ? 1 : 0))) === 1,
    dueFiles: async (now, limit) => {
      const found = await perTag((client, tag) => client.zrangebyscore(keys.filesDue(tag), '-inf', now, 'LIMIT', 0, limit));
      return found.flat().slice(0, limit) as FileId[];
    },
    putOffFile: async (id, dueAt) =>
      void (await call((client) => client.nt2PutOffFile(2, keys.file(id), keys.filesDue(tagOf(id)), id, dueAt))),
    keepFile: async (id, untilAt) =>
      (await call((client) => client.nt2KeepFile(2, keys.file(id), keys.filesDue(tagOf(id)), id, untilAt))) === 1,
    filesOf: async (tag, owner) => {
      const all = (await call((client) => client.zrangebyscore(keys.filesDue(tag), '-inf', '+inf'))) as FileId[];
      const owners = await call((client) => Promise.all(all.map((id) => client.hget(keys.file(id), 'owner'))));
      return all.filter((_, at) => owners[at] === owner);
    },
    countFiles: async () => {
      const found = await perTag(async (client, tag) => {
        const [files, bytes] = await Promise.all([client.zcard(keys.filesDue(tag)), client.hget(keys.fileSums(tag), 'all')]);
        return { files, bytes: Number(bytes ?? 0) };
      });
      return found.reduce((sum, one) => ({ files: sum.files + one.files, bytes: sum.bytes + one.bytes }), { files: 0, bytes: 0 });
    },
  };
}

function parse(id: FileId, fields: Readonly<Record<string, string>>): StoredFile | null {
  if (Object.keys(fields).length === 0) return null;
  const { owner, share } = fields;
  const number = (name: string): number => Number(fields[name] ?? Number.NaN);
  const [bytes, chunks, madeAt, untilAt] = [number('bytes'), number('chunks'), number('made'), number('until')];
  if (owner === undefined || ![bytes, chunks, madeAt, untilAt].every(Number.isSafeInteger))
    throw new Fault('store.corrupt', 'A stored file does not fit this version of nt2.');
  const hashes = Object.entries(fields).flatMap(([name, hash]) => (/^c\d+$/.test(name) ? [[Number(name.slice(1)), hash] as const] : []));
  return {
    id,
    owner: owner as PersonKey,
    bytes,
    chunks,
    madeAt,
    untilAt,
    share: (share ?? null) as ShareId | null,
    hashes: new Map(hashes.toSorted(([a], [b]) => a - b)),
  };
}
