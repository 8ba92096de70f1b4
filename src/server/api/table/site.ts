// What is served beside the API: the pages with their files, and what operators and their probes ask for.

import { ADDRESS_PATH } from '../address.ts';
import { jsonAnswer, PLAIN, type ApiRow, type ApiRows } from './row.ts';

const SAME = { description: 'The browser has these bytes already (`If-None-Match`).' } as const;
const VALIDATOR = { ETag: 'Of these bytes.' } as const;

const page = (path: string, file: string, summary: string) =>
  ({
    method: 'GET',
    path,
    file,
    tag: 'Pages',
    summary,
    who: 'anybody',
    answers: {
      200: { description: 'The page.', type: 'text/html; charset=utf-8', headers: VALIDATOR },
      304: SAME,
      404: { description: 'It was not built.', type: PLAIN },
    },
    problems: ['request.host'],
  }) as const;

/** `file`: which built page it is. Of two that fit an address, the one that is named first answers. */
export const pageRows = {
  frontPage: page('/', 'home.html', 'The front page'),
  goPage: page('/go', 'go.html', 'Signs in with the link from chat'),
  devicesPage: page('/devices', 'home.html', 'The browsers that are known for a person'),
  minePage: page('/mine', 'home.html', 'What a person sent and received'),
  askPage: page('/ask', 'home.html', 'Begins a request'),
  boardPage: page('/board', 'home.html', 'What was handed over and how it stands, for those whom the policy names'),
  offboardPage: page('/offboard', 'home.html', 'People who leave, for those whom the policy names'),
  vaultPage: page('/vault', 'vault.html', "A person's own vault, which lies in their browser alone"),
  filePage: page('/file', 'file.html', 'Opens and writes .nt2share files, with everything inside: it asks the server for nothing'),
  verifyPage: page('/verify', 'receipt.html', 'Checks a receipt in the browser'),
  receiptPage: page('/s/:id/receipt', 'receipt.html', 'The page of a receipt'),
  // Also whatever a link rewriter has made of the fragment: the page repairs it, or says that the link is damaged. The server never reads it.
  sharePage: page('/s/*', 'share.html', 'The page of a share'),
  requestPage: page('/r/*', 'request.html', "The page of a request's link"),
} as const satisfies Readonly<Record<string, ApiRow & { readonly file: string }>>;

/** Made at the build. `file`: which built one it is. */
export const documentRows = {
  openApi: {
    method: 'GET',
    path: '/api/openapi.json',
    file: 'openapi.json',
    tag: 'Operations',
    summary: 'This description of the API',
    who: 'anybody',
    answers: { 200: { description: 'OpenAPI 3.1.', type: 'application/json', headers: VALIDATOR }, 304: SAME },
    problems: ['request.path', 'request.host'],
  },
  reference: {
    method: 'GET',
    path: '/reference',
    file: 'reference.html',
    tag: 'Operations',
    summary: 'The same for people',
    who: 'anybody',
    answers: { 200: { description: 'The page.', type: 'text/html; charset=utf-8', headers: VALIDATOR }, 304: SAME },
    problems: ['request.path', 'request.host'],
  },
  servedList: {
    method: 'GET',
    path: '/pages.sha256',
    file: 'pages.sha256',
    tag: 'Operations',
    summary: 'The SHA-256 of each page and each of their files as they were built, for those who compare',
    who: 'anybody',
    answers: { 200: { description: 'Lines as `sha256sum -c` reads them.', type: PLAIN, headers: VALIDATOR }, 304: SAME },
    problems: ['request.path', 'request.host'],
  },
  savedFilePage: {
    method: 'GET',
    path: '/nt2-file.html',
    file: 'file.html',
    tag: 'Pages',
    summary: 'The page of .nt2share files to keep, for when no server can be reached',
    who: 'anybody',
    answers: {
      200: {
        description: 'The page, as it was built.',
        type: 'text/html; charset=utf-8',
        headers: { ...VALIDATOR, 'Content-Disposition': '`attachment`: a browser saves it.' },
      },
      304: SAME,
    },
    problems: ['request.path', 'request.host'],
  },
} as const satisfies Readonly<Record<string, ApiRow & { readonly file: string }>>;

export const fileRows = {
  asset: {
    method: 'GET',
    path: '/assets/:file',
    tag: 'Pages',
    summary: 'A file of the pages, with a hash in its name',
    who: 'anybody',
    answers: {
      200: {
        description: 'The file.',
        type: ['text/javascript; charset=utf-8', 'text/css; charset=utf-8', 'image/svg+xml'],
        headers: VALIDATOR,
      },
      304: SAME,
      404: { description: 'There is no such file.', type: PLAIN },
    },
  },
  icon: {
    method: 'GET',
    path: '/favicon.ico',
    tag: 'Pages',
    summary: 'The icon',
    who: 'anybody',
    answers: { 200: { description: 'The icon.', type: 'image/svg+xml; charset=utf-8' } },
  },
} as const satisfies ApiRows;

export const probeRows = {
  robots: {
    method: 'GET',
    path: '/robots.txt',
    tag: 'Operations',
    summary: 'Sends robots away',
    who: 'anybody',
    answers: { 200: { description: 'For robots.', type: PLAIN } },
  },
  alive: {
    method: 'GET',
    path: '/healthz',
    tag: 'Operations',
    summary: 'Whether the process lives',
    who: 'anybody',
    answers: jsonAnswer('It lives.', 'Alive'),
  },
  ready: {
    method: 'GET',
    path: '/readyz',
    tag: 'Operations',
    summary: 'Whether to send people to this instance',
    who: 'anybody',
    answers: { 200: { description: 'Yes.', schema: 'Readiness' }, 503: { description: 'No.', schema: 'Readiness' } },
  },
} as const satisfies ApiRows;

/** Answered in the API's pipeline. */
export const operatorRows = {
  seenAddress: {
    method: 'GET',
    path: ADDRESS_PATH,
    tag: 'Operations',
    summary: 'What the proxy in front made of a request, for nt2 doctor',
    who: 'anybody',
    scope: 'any',
    headers: {
      'X-NT2-Probe': {
        description: 'Proves the root secret; without it there is nothing here.',
        example: '1795176000000.q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80',
      },
    },
    answers: jsonAnswer('The address that was counted.', 'Address'),
    problems: ['request.path'],
  },
} as const satisfies ApiRows;
