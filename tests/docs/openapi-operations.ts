// What openapi.json says of each route beside its schemas. tests/docs/openapi.test.ts holds the list against the server's own.

import { boardOperations } from './openapi-board.ts';
import type { Operation } from './openapi-operation.ts';

const OCTETS = 'application/octet-stream';
const PLAIN = 'text/plain; charset=utf-8';
const HTML = 'text/html; charset=utf-8';

const json = (description: string, schema: string) => ({ 200: { description, schema } });
const done = (description: string) => ({ 204: { description } });
const text = (description: string, headers?: Record<string, string>) => ({
  200: { description, type: PLAIN, ...(headers && { headers }) },
});
const page = (summary: string): Operation => ({ summary, who: 'nobody', answer: { 200: { description: 'The page.', type: HTML } } });

const RECEIPT = { 'NT2-Receipt': 'Base64 SHA-256 of the text.' };

/** By method and path. */
export const operations: Readonly<Record<string, Operation>> = {
  'GET /api/session': { summary: 'Who this browser is signed in for', who: 'anybody', answer: json('Their names.', 'Persons') },
  'POST /api/session': {
    summary: 'Trade the single-use token from chat for a session',
    who: 'nobody',
    body: 'Session',
    answer: {
      200: { description: 'Signed in.', schema: 'SignedIn', headers: { 'Set-Cookie': 'The session, sealed by the server.' } },
    },
  },
  'POST /api/session/look': {
    summary: 'Whom a token from chat signs in, and what it is about; it is not spent',
    who: 'nobody',
    body: 'Token',
    answer: json('As the person may see it.', 'TokenGrant'),
  },
  'GET /api/devices': {
    summary: 'The browsers that are known for the people in this one',
    who: 'person',
    answer: json('By person, the last used first.', 'Devices'),
  },
  'DELETE /api/devices/{id}': {
    summary: 'Withdraw a browser: it signs in nowhere any more, and its sessions end',
    who: 'person',
    answer: done('Withdrawn, or it was not theirs.'),
  },
  'GET /api/shares/{id}/sign-in': {
    summary: 'A nonce to sign',
    who: 'nobody',
    answer: json('The nonce; also for a share that is not there.', 'Nonce'),
  },
  'POST /api/shares/{id}/sign-in': {
    summary: 'Sign in by the key of a known browser, as a party of the share',
    who: 'nobody',
    body: 'DeviceSignIn',
    answer: {
      200: { description: 'Signed in.', schema: 'SignedIn', headers: { 'Set-Cookie': 'The session, sealed by the server.' } },
    },
  },
  'DELETE /api/session': { summary: 'Sign everybody out of this browser', who: 'anybody', answer: done('Signed out.') },
  'GET /api/tenant': { summary: 'What a program needs to make a share', who: 'person', answer: json('The tenant.', 'Tenant') },
  'POST /api/shares': {
    summary: 'Make a link share: empty from a session, or created and sealed in one request',
    who: 'person',
    body: ['PlainShare', 'SealedShare'],
    answer: { 201: { description: 'Made. The address has no key in it.', schema: 'NewShare' } },
  },
  'POST /api/shares/search': {
    summary: "List and search a person's own shares; it changes nothing",
    who: 'person',
    body: 'Search',
    answer: json('Those that fit.', 'List'),
  },
  ...boardOperations,
  'POST /api/requests': {
    summary: 'Begin a request, to a person or by link',
    who: 'person',
    optional: { 'Idempotency-Key': 'Of 8 to 200 characters: with it, a request that arrives twice is one.' },
    body: 'NewRequest',
    answer: { 201: { description: 'Begun. It asks nobody before it is accepted.', schema: 'NewShare' } },
  },
  'POST /api/requests/ways': {
    summary: 'What a request to this person, or by link, may be',
    who: 'person',
    body: 'Asked',
    answer: json('The templates that may be used, and what each leaves to choose.', 'RequestWays'),
  },
  'GET /api/requests/{id}': {
    summary: 'What the holder of a request’s link is asked for',
    who: 'nobody',
    headers: { 'X-NT2-Link': 'The secret in the link, in base64.' },
    answer: json('The request, as long as it takes an answer.', 'Share'),
  },
  'POST /api/requests/{id}/answer': {
    summary: 'Put an answer in, once',
    who: 'nobody',
    body: 'RequestAnswer',
    answer: done('Taken.'),
  },
  'GET /api/shares/{id}': { summary: 'Look at a share', who: 'anybody', answer: json('What this party may see of it.', 'Share') },
  'GET /api/shares/{id}/events': {
    summary: 'Hear that a share changed',
    who: 'person',
    answer: {
      200: { description: '`event: changed` with `data: {"version":n}`, at once and after each change.', type: 'text/event-stream' },
    },
  },
  'PUT /api/shares/{id}/payload': {
    summary: 'Upload the payload before sealing',
    who: 'person',
    body: 'octets',
    answer: done('Uploaded.'),
  },
  'GET /api/shares/{id}/payload': {
    summary: 'Fetch the payload within the lease',
    who: 'nobody',
    headers: { 'X-NT2-Claim': 'The claim secret.' },
    answer: { 200: { description: 'The bytes of payload.age.', type: OCTETS } },
  },
  'POST /api/shares/{id}/accept': {
    summary: 'Accept a share in this browser',
    who: 'person',
    body: 'Accept',
    answer: json('The share, accepted.', 'Share'),
  },
  'POST /api/shares/{id}/decline': {
    summary: 'Decline a share, or a request with a reason',
    who: 'person',
    body: 'Decline',
    answer: done('Declined.'),
  },
  'POST /api/shares/{id}/tell': {
    summary: 'Ask the recipient to accept while the secret is being entered',
    who: 'person',
    body: 'Nothing',
    answer: done('They are told, or had been before.'),
  },
  'POST /api/shares/{id}/remind': {
    summary: 'Remind the person whose turn it is',
    who: 'person',
    body: 'Nothing',
    answer: done('They have a new message.'),
  },
  'POST /api/shares/{id}/seal': { summary: 'Seal the secret', who: 'person', body: 'Seal', answer: done('Sealed.') },
  'POST /api/shares/{id}/prekey': {
    summary: 'Take a prekey of the recipient, to seal before they accept',
    who: 'person',
    body: 'Nothing',
    answer: json('The note of the prekey; none is left, or none for this share: null.', 'TakenPrekey'),
  },
  'GET /api/shares/{id}/prekeys': {
    summary: 'Which prekeys of this browser are left',
    who: 'person',
    query: { device: 'Base64 of the device key.' },
    answer: json('Their keys.', 'FreePrekeys'),
  },
  'POST /api/shares/{id}/prekeys': {
    summary: 'Leave prekeys of a browser that has accepted or opened this share',
    who: 'person',
    body: 'Prekeys',
    answer: done('Kept.'),
  },
  'POST /api/shares/{id}/extend': {
    summary: 'Let a share that waits wait longer',
    who: 'person',
    body: 'Extend',
    answer: done('It waits until that moment. The same moment again changes nothing.'),
  },
  'POST /api/shares/{id}/again': {
    summary: 'Begin an ended share or request once more: the values are typed anew',
    who: 'person',
    body: 'Nothing',
    answer: { 201: { description: 'Begun. Nobody is told before its secret is there.', schema: 'NewShare' } },
  },
  'POST /api/shares/{id}/revoke': { summary: 'Take a share back', who: 'person', body: 'Nothing', answer: done('Revoked.') },
  'POST /api/shares/{id}/claim': {
    summary: 'Open a share: the one release',
    who: 'anybody',
    body: 'Claim',
    answer: json('What only this device gets.', 'Claimed'),
  },
  'POST /api/shares/{id}/deliver': {
    summary: 'Confirm that the secret was decrypted',
    who: 'nobody',
    body: 'Deliver',
    answer: done('Confirmed.'),
  },
  'POST /api/shares/{id}/broken': {
    summary: 'Say that the secret cannot be decrypted',
    who: 'nobody',
    body: 'Broken',
    answer: done('Noted; the share has ended.'),
  },
  'GET /api/shares/{id}/receipt': {
    summary: 'The receipt, made anew',
    who: 'person',
    answer: text('The text of the receipt.', { ...RECEIPT, 'NT2-Waiting': 'Events that no checkpoint covers yet.' }),
  },
  'GET /api/shares/{id}/receipt.sig': {
    summary: 'The SSH signature over the receipt that was handed out last',
    who: 'person',
    answer: text('An SSH signature.', RECEIPT),
  },
  'GET /api/shares/{id}/consistency': {
    summary: 'Prove that an older log is the beginning of a newer one',
    who: 'person',
    query: { from: 'Leaves of the older log.', to: 'Leaves of the newer one.' },
    answer: text('Hashes in base64, one to a line.'),
  },
  'GET /log/{tag}/checkpoint': { summary: 'The newest checkpoint of a log', who: 'auditor', answer: text('A signed note.') },
  'GET /log/{tag}/tile/{path}': {
    summary: 'A tile or a bundle of entries, as c2sp.org/tlog-tiles lays them out',
    who: 'auditor',
    answer: { 200: { description: 'The file.', type: OCTETS } },
  },
  'GET /.well-known/nt2/keys': {
    summary: 'The keys that have signed a log',
    who: 'nobody',
    query: { tag: 'The tag of the tenant; one that does not exist gets an answer of the same form.' },
    answer: json('The keys.', 'LogKeys'),
  },
  'GET /.well-known/nt2/address': {
    summary: 'What the proxy in front made of a request, for nt2 doctor',
    who: 'nobody',
    headers: { 'X-NT2-Probe': 'Proves the root secret; without it there is nothing here.' },
    answer: json('The address that was counted.', 'Address'),
  },
  'GET /': page('The front page'),
  'GET /go': page('Signs in with the link from chat'),
  'GET /devices': page('The browsers that are known for a person'),
  'GET /mine': page('What a person sent and received'),
  'GET /ask': page('Begins a request'),
  'GET /verify': page('Checks a receipt in the browser'),
  'GET /s/{id}/receipt': page('The page of a receipt'),
  'GET /s/{path}': page('The page of a share'),
  'GET /r/{path}': page("The page of a request's link"),
  'GET /assets/{file}': {
    summary: 'A file of the pages, with a hash in its name',
    who: 'nobody',
    answer: { 200: { description: 'The file.', type: 'text/javascript; charset=utf-8' } },
    refuses: 'never',
  },
  'GET /favicon.ico': {
    summary: 'The icon',
    who: 'nobody',
    answer: { 200: { description: 'The icon.', type: 'image/svg+xml; charset=utf-8' } },
    refuses: 'never',
  },
  'GET /robots.txt': { summary: 'Sends robots away', who: 'nobody', answer: text('For robots.'), refuses: 'never' },
  'GET /healthz': { summary: 'Whether the process lives', who: 'nobody', answer: json('It lives.', 'Alive'), refuses: 'never' },
  'GET /readyz': {
    summary: 'Whether to send people to this instance',
    who: 'nobody',
    answer: {
      200: { description: 'Yes.', schema: 'Readiness' },
      503: { description: 'No.', schema: 'Readiness' },
    },
    refuses: 'never',
  },
};
