// The headers of every answer: plain records, made once, so that no request builds its own.

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // One policy, for the address of the pages' one Worker: with 'none' a browser makes no Worker at all.
  'trusted-types nt2-worker',
].join('; ');

/** For answers that are no page: if a browser shows one, it runs, loads and frames nothing. */
const NOTHING = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** On every answer, page or API. */
const common = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow, noarchive, nosnippet',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

export const pageHeaders = {
  ...common,
  'Content-Security-Policy': CSP,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Origin-Agent-Cluster': '?1',
  'X-Frame-Options': 'DENY',
  'X-DNS-Prefetch-Control': 'off',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(), serial=(), hid=(), clipboard-read=(self), clipboard-write=(self)',
} as const;

export const apiHeaders = Object.freeze({
  ...common,
  'Content-Security-Policy': NOTHING,
  'Cache-Control': 'no-store',
} as const);

export const jsonHeaders = Object.freeze({ ...apiHeaders, 'Content-Type': 'application/json' } as const);

/**
 * Headers that the listener gives every answer, also those of platforms and of no route; an answer's own headers win.
 * On an https address browsers return by https only, to this host and its subdomains.
 */
export function baseHeaders(publicUrl: URL): Readonly<Record<string, string>> {
  const strictTransport = { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' };
  return { ...common, 'Content-Security-Policy': NOTHING, ...(publicUrl.protocol === 'https:' && strictTransport) };
}

export function json(value: unknown, status = 200): Response {
  return jsonText(JSON.stringify(value), status);
}

/** JSON that is written already. */
export function jsonText(text: string, status = 200): Response {
  return new Response(text, { status, headers: jsonHeaders });
}

export function noContent(status = 204): Response {
  return new Response(null, { status, headers: apiHeaders });
}
