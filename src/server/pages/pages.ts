// The built pages as bytes in memory: plain, and compressed. The build has compressed the files with brotli; HTML, into which the server
// puts its facts, is compressed once, when a browser first asks for it. The bytes are the same for every id and every person.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as z from 'zod';
import { cardPolicy, NOTHING_INLINE, pagePolicy, wholePolicy, type Inline } from '../http/headers.ts';

export type ContentEncoding = 'identity' | 'gzip' | 'br';

export interface Page {
  readonly type: string;
  readonly etag: string;
  /** Its Content-Security-Policy. */
  readonly policy: string;
  /** A browser saves it under its name and shows nothing of it. */
  readonly isSaved?: boolean;
  /** The codings worth offering for this type. */
  readonly codings: readonly ContentEncoding[];
  bytes(coding: ContentEncoding): Uint8Array;
}

export interface Pages {
  /** By file name, `share.html`. */
  readonly htmlPages: ReadonlyMap<string, Page>;
  /** By path, `/assets/…`. */
  readonly assets: ReadonlyMap<string, Page>;
  /** By file name, `openapi.json`: read from the disk for each request, since few ask. */
  readonly documents: ReadonlyMap<string, Page>;
  /** Who runs this server; empty: not said. */
  readonly operator: string;
}

/** The page of one card and no script, into which texts are filled. */
export const CARD_PAGE = 'error.html';

/** The page with everything inside. People also keep it as a file: as it was built, without the facts of a server. */
const WHOLE_PAGE = 'file.html';

/** What the build has written of all files; null where there are no pages. Base64 SHA-256 of it is what the log says. */
export const listOfPages = ({ documents }: Pages): Uint8Array | null => documents.get('pages.sha256')?.bytes('identity') ?? null;

export const NO_PAGES: Pages = { htmlPages: new Map(), assets: new Map(), documents: new Map(), operator: '' };

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  json: 'application/json',
  sha256: 'text/plain; charset=utf-8',
};

const typeOf = (name: string): string => TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';

const hashes = z.array(z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/)).readonly();
const inlines = z.object({ scripts: hashes, styles: hashes }).optional();
const manifest = z.object({
  files: z.record(z.string(), z.unknown()),
  pages: z.record(z.string(), z.object({ inline: inlines })),
  documents: z.record(z.string(), z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), inline: inlines })).default({}),
});

/** What the operator has set and pages say: part of their HTML, where their scripts read it. */
export interface PageFacts {
  /** Who runs this server; empty: not said. */
  readonly operator: string;
  /** After how many minutes out of sight a page forgets a secret. */
  readonly clearHiddenMinutes: number;
  /** The largest file that this server takes; null: it takes none. */
  readonly fileBytes: number | null;
}

/** Null if the pages have not been built (`npm run build`). */
export function loadPages(folder: string, facts?: PageFacts): Pages | null {
  const list = join(folder, 'manifest.json');
  if (!existsSync(list)) return null;
  const { files, pages, documents } = manifest.parse(JSON.parse(readFileSync(list, 'utf8')));
  const load = (name: string, inline?: Inline): Page => {
    const file = join(folder, name);
    const bytes = readFileSync(file);
    if (inline !== undefined) return createPage(name, facts === undefined ? bytes : withFacts(name, bytes, facts), { inline });
    return createPage(name, bytes, { built: existsSync(`${file}.br`) ? readFileSync(`${file}.br`) : null });
  };
  const kept = (): [string, Page][] => {
    const inline = pages[WHOLE_PAGE]?.inline;
    return inline === undefined
      ? []
      : [[WHOLE_PAGE, { ...createPage(WHOLE_PAGE, readFileSync(join(folder, WHOLE_PAGE)), { inline }), isSaved: true }]];
  };
  return {
    htmlPages: new Map(Object.entries(pages).map(([name, { inline }]) => [name, load(name, inline)])),
    assets: new Map(Object.keys(files).map((name) => [`/${name}`, load(name)])),
    documents: new Map([
      ...Object.entries(documents).map(([name, built]): [string, Page] => [name, createDocumentPage(join(folder, name), built)]),
      ...kept(),
    ]),
    operator: facts?.operator ?? '',
  };
}

const ENDINGS = { identity: '', gzip: '.gz', br: '.br' } as const satisfies Record<ContentEncoding, string>;

/** It has no script. The build has compressed it in both ways. */
const createDocumentPage = (file: string, { sha256, inline = NOTHING_INLINE }: { sha256: string; inline?: Inline | undefined }): Page => ({
  type: typeOf(file),
  etag: `"${sha256.slice(0, 32)}"`,
  policy: cardPolicy(inline),
  codings: ['br', 'gzip', 'identity'],
  bytes: (coding) => readFileSync(`${file}${ENDINGS[coding]}`),
});

/** Scripts and styles stay as they are, so the hashes in the policy hold. */
function withFacts(name: string, html: Uint8Array, { operator, clearHiddenMinutes, fileBytes }: PageFacts): Uint8Array {
  const facts: readonly (readonly [string, string])[] = [
    ['operator', operator],
    ['clear-hidden-minutes', String(clearHiddenMinutes)],
    ...(fileBytes === null ? [] : [['file-bytes', String(fileBytes)] as const]),
    ...(name === WHOLE_PAGE ? [['saved-sha256', createHash('sha256').update(html).digest('hex')] as const] : []),
  ];
  const metas = facts.map(([name, value]) => `<meta name="nt2:${name}" content="${escapeAttribute(value)}" />`).join('');
  return new TextEncoder().encode(new TextDecoder().decode(html).replace('<title>', () => `${metas}<title>`));
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeAttribute = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] as string);

export interface Link {
  readonly text: string;
  readonly href: string;
}

const paragraphOf = ({ text, href }: Link): string => `<p><a href="${escapeAttribute(href)}">${escapeAttribute(text)}</a></p>`;

/** The page with texts and links in the place of its `{{name}}`s. Scripts and styles have none, so its policy holds. */
export function fillPage(page: Page, parts: Readonly<Record<string, string | Link>>): Page {
  const html = new TextDecoder().decode(page.bytes('identity'));
  const filled = html.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const part = parts[name] ?? '';
    return typeof part === 'string' ? escapeAttribute(part) : paragraphOf(part);
  });
  return { ...createPage('filled.html', new TextEncoder().encode(filled)), policy: page.policy };
}

export interface PageOptions {
  readonly inline?: Inline;
  /** Its brotli as the build has made it. */
  readonly built?: Uint8Array | null;
}

export function createPage(name: string, identity: Uint8Array, { inline = NOTHING_INLINE, built = null }: PageOptions = {}): Page {
  const type = typeOf(name);
  const etag = `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;
  const codings: readonly ContentEncoding[] = /^(?:text|image\/svg)/.test(type) ? ['br', 'gzip', 'identity'] : ['identity'];
  const made = new Map<ContentEncoding, Uint8Array>([['identity', identity]]);
  if (built !== null) made.set('br', built);
  return {
    type,
    etag,
    policy: (name === CARD_PAGE ? cardPolicy : name === WHOLE_PAGE ? wholePolicy : pagePolicy)(inline),
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
