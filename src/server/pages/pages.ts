// The built pages as bytes in memory: plain, and compressed once when a browser first asks for it. The bytes are the same for every id
// and every person.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as z from 'zod';

export type ContentEncoding = 'identity' | 'gzip' | 'br';

export interface Page {
  readonly type: string;
  readonly etag: string;
  /** The codings worth offering for this type. */
  readonly codings: readonly ContentEncoding[];
  bytes(coding: ContentEncoding): Uint8Array;
}

export interface Pages {
  /** By file name, `share.html`. */
  readonly htmlPages: ReadonlyMap<string, Page>;
  /** By path, `/assets/…`. */
  readonly assets: ReadonlyMap<string, Page>;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
};

const manifest = z.object({ files: z.record(z.string(), z.unknown()), pages: z.record(z.string(), z.unknown()) });

/** Null if the pages have not been built (`npm run build`). */
export function loadPages(folder: string): Pages | null {
  const list = join(folder, 'manifest.json');
  if (!existsSync(list)) return null;
  const { files, pages } = manifest.parse(JSON.parse(readFileSync(list, 'utf8')));
  const load = (name: string): Page => createPage(name, readFileSync(join(folder, name)));
  return {
    htmlPages: new Map(Object.keys(pages).map((name) => [name, load(name)])),
    assets: new Map(Object.keys(files).map((name) => [`/${name}`, load(name)])),
  };
}

export function createPage(name: string, identity: Uint8Array): Page {
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  const etag = `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;
  const codings: readonly ContentEncoding[] = /^(?:text|image\/svg)/.test(type) ? ['br', 'gzip', 'identity'] : ['identity'];
  const made = new Map<ContentEncoding, Uint8Array>([['identity', identity]]);
  return {
    type,
    etag,
    codings,
    bytes(coding) {
      const bytes = made.get(coding) ?? (coding === 'br' ? brotli(identity) : gzipSync(identity, { level: 9 }));
      made.set(coding, bytes);
      return bytes;
    },
  };
}

function brotli(bytes: Uint8Array): Uint8Array {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}
