// What the description of the API says beside its rows.

import type { RowParameter, Tag } from '../server/api/table/row.ts';

export const DESCRIPTION = [
  'Hands a secret to one person. What browsers and programs seal, the server cannot open.',
  'A request that changes something carries a token, or the cookie with `X-NT2: 1` and an Origin of this server.',
  'Bodies have exactly the form shown: an unknown line is refused.',
  'A refusal is a problem document (RFC 9457): programs read its code, people its detail.',
  'docs/protocol/http.md has the rules for every request and real examples. Routes of chat platforms and the metrics are not listed.',
].join(' ');

export const TAGS: readonly (readonly [Tag, string])[] = [
  ['Session', 'Who asks: sessions of a browser, known browsers, what a token stands for.'],
  ['Machines', 'Machines that open with nobody there: enrolment, signing in, keys, revoking.'],
  ['Shares', 'A share up to its seal, and what the one who began it does with it later.'],
  ['Opening', 'The one release, and what the device that opened a share does afterwards.'],
  ['Files', 'Files of shares: brought in chunks before the seal, fetched after the claim.'],
  ['Requests', 'Asking for a secret, and answering by link.'],
  ['People', 'Whom a person can name, and the templates that they may use.'],
  ['Receipts and logs', 'Evidence: receipts, the signed log as files, and its keys.'],
  ['Rotation', 'What is to be changed after it was handed over.'],
  ['Offboarding', 'When a person leaves: for those whom the policy names.'],
  ['Break glass', 'What is sealed for an emergency: keys of members, seals, askings and their answers, the release.'],
  ['Board', 'What was handed over, for those whom the operator’s policy names.'],
  ['Operator', 'For the operator’s programs: tokens and webhooks.'],
  ['Operations', 'For operators and their probes.'],
  ['Pages', 'The pages and their files.'],
];

/** By name, or by path and name where one means different things. */
export const PATH_PARAMETERS: Readonly<Record<string, RowParameter>> = {
  id: { description: 'The id of a share or of a request.', example: 'q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h' },
  '/api/devices/:id id': { description: 'The id of a known browser, from the list of them.', example: 'k3v5d2q7m4x6z2a7' },
  ...Object.fromEntries(
    ['/api/files/:id', '/api/files/:id/chunks/:index'].map((path) => [
      `${path} id`,
      { description: 'The id of a file.', example: 'q5x2acb7m4x6z2a7k3v5d2q7m4x6z2a7' },
    ]),
  ),
  '/api/shares/:id/files/:file/chunks/:index file': { description: 'The id of a file.', example: 'q5x2acb7m4x6z2a7k3v5d2q7m4x6z2a7' },
  index: { description: 'Which chunk, from 0.', example: '0' },
  ...Object.fromEntries(
    ['', '/tick', '/report', '/signature'].map((end) => [
      `/api/offboardings/:id${end} id`,
      { description: 'The id of an offboarding.', example: 'q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h' },
    ]),
  ),
  ...Object.fromEntries(
    ['', '/open'].map((end) => [
      `/api/envelopes/:id${end} id`,
      { description: 'The id of an envelope.', example: 'q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h' },
    ]),
  ),
  '/calendar/:id id': { description: 'The token of a feed.', example: 'k3v5d2q7m4x6z2a7k3v5d2q7m4x6z2a7k3v5d2q7m4x6z2a7k3v5' },
  '/api/rotations/:id id': {
    description: 'The id of a rotation, or of a share that has none.',
    example: 'q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h',
  },
  '/api/machines/:id id': { description: 'The name of a machine.', example: 'ci' },
  '/api/machines/:id/workload id': { description: 'The name of a machine.', example: 'ci' },
  '/api/templates/:id id': { description: 'The name of a template.', example: 'contractor-key' },
  '/api/tokens/:id id': { description: 'The id of a token, from the list of them.', example: 'k3v5d2q7m4x6z2a7' },
  ...Object.fromEntries(
    ['', '/rotate', '/test', '/given-up', '/replay'].map((end) => [
      `/api/webhooks/:id${end} id`,
      { description: 'The name of an endpoint.', example: 'pager' },
    ]),
  ),
  tag: { description: 'The tag of a tenant.', example: 'q5x2ac' },
  '/log/:tag/tile/* path': { description: 'Level and number: `0/000`, `0/001.p/17`, `entries/000`.', example: '0/000.p/2' },
  path: { description: 'The id, and whatever stands behind it.', example: 'q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h' },
  file: { description: 'A name with a hash in it.', example: 'style-ABCDEFGH.css' },
};

export const STATUS_TEXTS: Readonly<Record<number, string>> = {
  400: 'Not understood, or not possible so.',
  401: 'Who asks, or what was to be proven, is not proven.',
  403: 'Not for the one who asks.',
  404: 'There is nothing here.',
  408: 'The request did not arrive in time.',
  409: 'Not now: it is in another state.',
  410: 'Gone, or never there: the answer is the same.',
  413: 'Too large.',
  415: 'Another media type.',
  421: 'nt2 is not served at this address.',
  429: 'Too much, or too fast.',
  431: 'Address and headers are too long.',
  500: 'A fault of the server.',
  503: 'The server cannot do it at the moment; nothing was used up.',
  507: 'The store, or the place of files, is full.',
};
