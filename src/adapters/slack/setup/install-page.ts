// The page that ends an installation, whether it worked or not. Static bytes: no script, and nothing of the request in it.

import { createHash } from 'node:crypto';

export type Notice = 'installed' | 'declined' | 'stranger' | 'stale' | 'failed';

const SAYS: Readonly<Record<Notice, { readonly title: string; readonly body: string }>> = {
  installed: { title: 'nt2 is installed', body: 'Type /nt2 anywhere in Slack, or open its own page there.' },
  declined: { title: 'nt2 was not installed', body: 'Nothing was changed. Open the install page again if that was a mistake.' },
  stranger: {
    title: 'nt2 is not for this workspace',
    body: 'This server is for the workspaces that its operator has named. Nothing was kept. Ask the operator to add yours.',
  },
  stale: {
    title: 'This page is too old',
    body: 'The install was begun in another browser, or more than ten minutes ago. Open the install page again.',
  },
  failed: {
    title: 'Slack did not complete it',
    body: 'Nothing was changed. Open the install page again. If that does not help, ask the operator of this server to run nt2 doctor.',
  },
};

const STYLE =
  ':root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem}' +
  'h1{font-size:1.5rem;margin:0 0 .5rem}a{color:inherit;font-weight:600}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex, nofollow, noarchive, nosnippet',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** `open`: an address of ours in Slack. */
export function page(
  notice: Notice,
  { status, open, setCookie }: { readonly status: number; readonly open: string | undefined; readonly setCookie: string },
): Response {
  const { title, body } = SAYS[notice];
  const link = open === undefined ? '' : `<p><a href="${open.replaceAll('&', '&amp;').replaceAll('"', '%22')}">Open it in Slack</a></p>`;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style><main><h1>${title}</h1><p>${body}</p>${link}</main></html>\n`;
  return new Response(html, { status, headers: { ...HEADERS, 'Set-Cookie': setCookie } });
}
