// Answers with a page or an asset, in a coding that the browser accepts; 304 if it has these bytes already.

import { pageHeaders } from '../http/headers.ts';
import type { ContentEncoding, Page } from './pages.ts';

/** `asked`: kept, and asked for again each time, which costs an ETag when it is the same. */
type Kept = 'never' | 'forever' | 'asked';

type ServePage = (page: Page, request: Request, kept: Kept, status?: number) => Response;

/** A page that something on the way has changed would not run: its inline scripts stand under hashes. */
const CACHE = {
  never: 'no-store, no-transform',
  forever: 'public, max-age=31536000, immutable',
  asked: 'public, no-cache, no-transform',
} as const satisfies Record<Kept, string>;

export const headersOf = (page: Page, kept: Kept): Readonly<Record<string, string>> => ({
  ...pageHeaders,
  'Content-Security-Policy': page.policy,
  Vary: 'Accept-Encoding',
  'Cache-Control': CACHE[kept],
  ETag: page.etag,
  ...(page.isSaved && { 'Content-Disposition': 'attachment' }),
});

export const servePage: ServePage = (page, request, kept, status) => {
  const headers = headersOf(page, kept);
  if (status === undefined && request.headers.get('if-none-match')?.includes(page.etag))
    return new Response(null, { status: 304, headers });
  const coding = codingFor(page, request.headers.get('accept-encoding') ?? '');
  const bytes = page.bytes(coding) as Uint8Array<ArrayBuffer>;
  const encoded = coding === 'identity' ? undefined : { 'Content-Encoding': coding };
  return new Response(bytes, { status: status ?? 200, headers: { ...headers, 'Content-Type': page.type, ...encoded } });
};

/** The first coding of the page that the browser accepts; q=0 refuses one. */
function codingFor(page: Page, accepted: string): ContentEncoding {
  const takes = (coding: ContentEncoding): boolean => new RegExp(`\\b${coding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`).test(accepted);
  return page.codings.find((coding) => coding === 'identity' || takes(coding)) ?? 'identity';
}
