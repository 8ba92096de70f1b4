// The headers of every answer: plain records, made once, so that no request builds its own.

/** Hashes of what stands inside a page (`sha256-…`): these scripts and styles alone run without an address. */
export interface Inline {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

const allow = (directive: string, hashes: readonly string[]): string =>
  [directive, "'self'", ...hashes.map((hash) => `'${hash}'`)].join(' ');

const only = (directive: string, hashes: readonly string[]): string =>
  [directive, ...(hashes.length === 0 ? ["'none'"] : hashes.map((hash) => `'${hash}'`))].join(' ');

const policyOf = (from: { readonly script: string; readonly worker: string; readonly connect: string; readonly style: string }): string =>
  [
    "default-src 'none'",
    from.script,
    `worker-src ${from.worker}`,
    `connect-src ${from.connect}`,
    from.style,
    "img-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    // One policy, for the address of the pages' one Worker: with 'none' a browser makes no Worker at all.
    'trusted-types nt2-worker',
  ].join('; ');

/** The policy of one page. See docs/decisions/page-in-one-document.md. */
export const pagePolicy = ({ scripts, styles }: Inline): string =>
  policyOf({ script: allow('script-src', scripts), worker: "'self'", connect: "'self'", style: allow('style-src', styles) });

/** The policy of a page with everything inside: it asks nobody for anything. The same stands in the page, for when no server sends it. */
export const wholePolicy = ({ scripts, styles }: Inline): string =>
  policyOf({ script: only('script-src', scripts), worker: 'blob:', connect: "'none'", style: only('style-src', styles) });

/** The policy of a page without a script: it may paint itself and show its icon in the tab, and nothing else. */
export const cardPolicy = ({ styles }: Pick<Inline, 'styles'>): string =>
  [
    "default-src 'none'",
    only('style-src', styles),
    "img-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

export const NOTHING_INLINE: Inline = { scripts: [], styles: [] };

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
  'Content-Security-Policy': pagePolicy(NOTHING_INLINE),
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
