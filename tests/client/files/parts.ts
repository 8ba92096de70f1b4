// The engine of files at the server of the harness: what it sends can be cut, damaged or answered by someone else.

import type { Connection } from '../../../src/client/wire/connection.ts';
import type { FileSource } from '../../../src/client/files/source.ts';
import type { AttachedFile } from '../../../src/crypto/capsule/attached-files.ts';
import { claimFiles, sealWith } from '../../server/file-parts.ts';
import { PUBLIC_URL, type Harness } from '../../server/harness.ts';
import { fetchOf } from '../client-at.ts';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly init: RequestInit;
}
/** Undefined: it goes on to the server. */
export type Meddle = (seen: Seen, go: () => Promise<Response>) => Promise<Response> | undefined;

export interface Wire {
  readonly connection: Connection;
  readonly seen: Seen[];
  /** What stands between them from now on. */
  meddle: Meddle;
}

export async function wireAt(door: Harness, as: Record<string, string>): Promise<Wire> {
  const ask = fetchOf(door);
  const seen: Seen[] = [];
  const wire: Wire = {
    seen,
    meddle: () => undefined,
    connection: {
      origin: PUBLIC_URL,
      headers: () => ({ origin: PUBLIC_URL, ...as }),
      fetch: async (url, init) => {
        const one = { method: init.method ?? 'GET', path: new URL(url).pathname, init };
        seen.push(one);
        init.signal?.throwIfAborted();
        return (await wire.meddle(one, () => ask(url, init))) ?? ask(url, init);
      },
    },
  };
  return wire;
}

export const cut = (): Promise<never> => Promise.reject(new TypeError('fetch failed'));

/** So many bytes that no two chunks are alike. */
export const contentOf = (length: number, seed = 1): Buffer => {
  const bytes = Buffer.alloc(length, seed);
  for (let at = 0; at < length; at += 4_096) bytes.writeUInt32BE(at >>> 8, Math.min(at, Math.max(0, length - 4)));
  return bytes;
};

export const sourceOf = (content: Uint8Array, name = 'key.json'): FileSource & { content: Uint8Array } => ({
  content,
  name,
  type: 'application/json',
  bytes: content.length,
  read(start, end) {
    return Promise.resolve(this.content.subarray(start, end));
  },
});

const noPause = (_: unknown, failed: number): number | null => (failed > 8 ? null : 0);

export const options = { pauseOf: noPause };

export const isPut = ({ method }: Seen): boolean => method === 'PUT';

export const fileOf = (answer: { ok: boolean; value?: AttachedFile; code?: string }): AttachedFile => {
  if (answer.value === undefined) throw new Error(answer.code);
  return answer.value;
};

/** Sealed by Ann's browser, and claimed by one with the link. */
export async function claimed(door: Harness, cookie: string, file: AttachedFile) {
  const made = await sealWith(door, [file.id], cookie);
  if (made.answer.status !== 204) throw new Error(made.answer.text);
  const { headers } = await claimFiles(door, made);
  return { share: made.id, secret: headers['x-nt2-claim'] };
}

export const collect = () => {
  const parts: Uint8Array[] = [];
  return { sink: { write: (bytes: Uint8Array) => void parts.push(Uint8Array.from(bytes)) }, read: () => Buffer.concat(parts) };
};
