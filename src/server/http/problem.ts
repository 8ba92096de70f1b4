// The one table from a code to the answer over HTTP: status, and a sentence that says what to do. It repeats nothing of the request.

import { limits } from '../../core/limits.ts';
import type { Refusal, RefusalCode } from '../../core/refusal.ts';
import type { TokenScope } from '../../core/token-scopes.ts';
import { apiHeaders } from './headers.ts';

/** Codes of the web server itself, beside the core's. */
export type HttpErrorCode =
  | 'request.path'
  | 'request.method'
  | 'request.origin'
  | 'request.host'
  | 'request.type'
  | 'request.slow'
  | 'request.head' // its address and headers are too long
  | 'request.role'
  | 'auth.scope' // the token may not do this
  | 'webhook.exists'
  | 'webhook.full' // there are ten
  | 'idempotency.mismatch' // the key was used for another request
  | 'idempotency.busy' // the first of the two is not answered yet
  | 'login.pending' // nobody has answered yet
  | 'login.early' // asked too soon
  | 'login.denied'
  | 'login.over' // expired, withdrawn, or answered before
  | 'board.none' // no role for this board, or none any longer
  | 'quota.address'
  | 'board.provider' // the OpenID provider does not answer
  | 'evidence.busy' // as many files of it as can be are being written
  | 'log.pruned' // entries that the log no longer keeps
  | 'server.fault';
export type ProblemCode = RefusalCode | HttpErrorCode;

/** A refusal of the web server. It has the shape of the core's, so that handlers return either. */
export type HttpRefusal = Refusal | (Omit<Refusal, 'code'> & { readonly code: HttpErrorCode; readonly scope?: TokenScope });

export const httpError = (code: HttpErrorCode): HttpRefusal => ({ ok: false, code });

const KIB = 1024;
const DAYS = limits.expiry.max / 86_400_000;

const TABLE: Record<ProblemCode, readonly [status: number, title: string, detail: string]> = {
  'share.gone': [410, 'Gone', 'This link no longer works. If you were expecting something, ask the sender for a new one.'],
  'share.not_recipient': [403, 'Not the recipient', 'This is for someone else. Open yours from your own message in chat.'],
  'share.not_sender': [403, 'Not the sender', 'Only the sender can do this. Open it from your own message in chat.'],
  'share.not_yet': [409, 'Not yet', 'The step before this one hasn’t happened yet. Wait a moment and try again.'],
  'share.taken': [409, 'Taken', 'Another browser has opened this. Wasn’t it you? Tell the sender right away.'],
  'share.other_device': [409, 'Another browser', 'This was accepted in another browser. Open it there, or accept it again in this one.'],
  'share.already_sealed': [
    409,
    'Already sealed',
    'This has been encrypted and can no longer be changed. Take it back and send a new one instead.',
  ],
  'share.already_opened': [
    409,
    'Already opened',
    'The recipient has already opened this, so it can no longer be taken back. Change the secret if you need to.',
  ],
  'share.longest': [409, 'No more time', 'It can’t be given more time. If you need longer, take it back and send it again.'],
  'share.exists': [409, 'Already there', 'A share with this id already exists. Make a new id and try again.'],
  'proof.missing': [401, 'Proof missing', 'The proof for this step is missing. Nothing was used up; reload the page.'],
  'proof.failed': [401, 'Proof failed', 'That didn’t match. Nothing is lost: check the passphrase or the link and try again.'],
  'proof.wait': [
    429,
    'Too many attempts',
    'Too many wrong passphrases were tried. Nothing is lost: try again after the time in Retry-After.',
  ],
  'proof.stale': [401, 'Wrong time', 'The signed time is too far from ours. Check your device’s clock, reload the page and try again.'],
  'ack.mismatch': [401, 'Not confirmed', 'This doesn’t prove that the secret was decrypted. Reload the page in the same browser.'],
  'input.invalid': [400, 'Not understood', 'Something in the request is missing or malformed. Reload the page and try again.'],
  'input.too_large': [
    413,
    'Too large',
    `This is larger than nt2 accepts: a request ${limits.bodyBytes / KIB} KiB, a sealed secret ${limits.payloadBytes / KIB} KiB. Make it smaller.`,
  ],
  'input.expiry': [400, 'Expiry out of range', `Choose an expiry between ${limits.expiry.min / 60_000} minutes and ${DAYS} days.`],
  'session.required': [401, 'Sign in', 'This browser isn’t signed in for that. Press the button in your chat message again.'],
  'token.invalid': [
    401,
    'Not valid',
    'This link has been used or has expired. Press the button in your chat message again; a program needs a token from `nt2 token create`.',
  ],
  'person.refused': [400, 'Not this person', 'This can’t be shared with that person. Choose someone else.'],
  'person.blocked': [403, 'Blocked by you', 'You’ve blocked this person. Unblock them in chat, then ask again.'],
  'policy.person': [403, 'Against the policy', 'The policy of this server doesn’t allow this between you two. Ask your operator.'],
  'policy.template': [403, 'Against the policy', 'The policy of this server doesn’t allow this template here. Choose another one.'],
  'policy.kind': [403, 'Against the policy', 'The policy of this server doesn’t allow this kind of secret here. Choose another one.'],
  'policy.mode': [403, 'Against the policy', 'The policy of this server doesn’t allow this way of opening here. Choose another one.'],
  'policy.entry': [403, 'Against the policy', 'The policy of this server doesn’t allow typing the secret there. Enter it the other way.'],
  'policy.expiry': [403, 'Against the policy', 'The policy of this server doesn’t allow this time. Choose a shorter one.'],
  'policy.note': [403, 'Against the policy', 'The policy of this server asks for a note, or for a ticket in it. Add one.'],
  'policy.files': [
    403,
    'Against the policy',
    'The policy of this server doesn’t allow these files here. Take them out, or attach fewer or smaller ones.',
  ],
  'entry.off': [403, 'Switched off', 'Typing secrets in chat is switched off on this server. Enter it in your browser.'],
  'machine.taken': [409, 'Taken', 'There is a machine of that name already. Choose another, or revoke that one first.'],
  'offboarding.denied': [403, 'Not allowed', 'Offboarding is for those whom the policy names, in their own workspace.'],
  'offboarding.none': [404, 'No such offboarding', 'There is none of this id that you may see.'],
  'envelope.none': [404, 'No such envelope', 'There is none of this id that you may see, or this is not yours to do.'],
  'envelope.closed': [409, 'It is over', 'A no has frozen it, it was opened, or this asking is over. Its owner seals it again.'],
  'envelope.busy': [409, 'It has changed', 'It is being asked for, or was changed meanwhile. Look at it, and try again.'],
  'envelope.second': [403, 'Another person has to', 'The person who asked cannot be the second person.'],
  'envelope.waits': [409, 'Nobody has agreed yet', 'Another person has to agree first, or its time has to be over.'],
  'rotation.none': [404, 'No such rotation', 'There is none of this id that you are asked about, or whose value you handed over.'],
  'rotation.over': [409, 'Changed already', 'This was changed already. What you hand over now begins a rotation of its own.'],
  'workload.required': [
    403,
    'A second proof is missing',
    'This machine must also show a token of the provider that its owner has bound it to. Run it where that provider gives one, or ask its owner.',
  ],
  'workload.refused': [403, 'The second proof is refused', 'The token isn’t one that this machine must show.'],
  'workload.spent': [
    403,
    'The token was used before',
    'This token has opened another share. Ask the provider for a new one: each opens one share.',
  ],
  'workload.away': [503, 'The provider is away', 'The provider of the token doesn’t give its keys right now. Try again in a moment.'],
  'machine.many': [409, 'Too many machines', 'You have as many machines as one person can have. Revoke one first.'],
  'entry.busy': [503, 'Busy', 'Too many secrets are being typed into chat right now. Try again in a few seconds.'],
  'person.unavailable': [403, 'Not accepted', 'This person isn’t accepting shares right now. Ask them another way.'],
  'quota.person': [429, 'Too many waiting', 'You have too many shares waiting. Take some back, or wait until they are opened.'],
  'quota.tenant': [429, 'Too many waiting', 'Your workspace has too many shares waiting. Wait until some are opened, or ask the operator.'],
  'quota.pair': [429, 'Too much for one person', 'That’s a lot for one person. Wait until some of it is opened, or try again in an hour.'],
  'quota.bytes': [
    429,
    'Too much waiting',
    'Your unopened shares take up too much space. Take one back, or wait until one is opened, then send this again.',
  ],
  'quota.tenant_bytes': [
    429,
    'Too much waiting',
    'Your workspace’s unopened shares take up too much space. Try again when some are opened, or ask the operator.',
  ],
  'quota.blocks': [429, 'Too many blocked', `You can block at most ${limits.blocks} people. Unblock someone first.`],
  'quota.address': [
    429,
    'Too much from your network',
    'Your network has sent more within an hour than this server takes. Wait for the time in Retry-After, then send this again.',
  ],
  'file.off': [403, 'No files', 'This server takes no files. Put the text of the file into a row, or ask the operator.'],
  'file.gone': [410, 'Gone', 'This file isn’t here any more. Ask the sender for a new share, or attach the file again.'],
  'file.other': [409, 'Another file', 'Another part of this file was uploaded before. Attach the file again.'],
  'file.digest': [400, 'Damaged on the way', 'The bytes that arrived aren’t those that were sent. Send this part again.'],
  'file.unfit': [409, 'Not attached', 'A file hasn’t arrived whole, or belongs to something else. Attach it again, then send.'],
  'file.lost': [410, 'Lost', 'The server has lost a part of this file. What else was shared is whole; ask the sender for the file again.'],
  'file.busy': [503, 'Busy', 'The place where files lie doesn’t answer right now. Nothing is lost: try again in a few seconds.'],
  'file.full': [507, 'No room', 'There is no room for this file on the server. Tell the operator, and try again later.'],
  'quota.files': [429, 'Too much waiting', 'Your files that wait take up too much space. Take a share back, or wait until one is opened.'],
  'quota.tenant_files': [
    429,
    'Too much waiting',
    'Your workspace’s files take up too much space. Wait until some are opened, or ask the operator.',
  ],
  'rate.limited': [429, 'Too fast', 'Too many requests. Wait a moment and try again; nothing was used up.'],
  'store.full': [507, 'Store full', 'The store is full and takes no new shares; those already waiting are safe. Tell the operator.'],
  'store.behind': [
    503,
    'Store behind',
    'The store went back to an older state than nt2 has seen, so nothing can be opened until the operator has checked it. Tell the operator.',
  ],
  'store.busy': [503, 'Try again', 'nt2 couldn’t reach its store in time. Try again in the same browser; you’ll get the same answer.'],
  'request.path': [404, 'Nothing here', 'There is nothing at this address.'],
  'request.method': [405, 'Wrong method', 'This address doesn’t accept that method; see the Allow header.'],
  'request.origin': [
    403,
    'Foreign page',
    'This request didn’t come from a page of this server. Open the page itself and try again; a program needs a token.',
  ],
  'request.host': [
    421,
    'Wrong address',
    'nt2 isn’t served at this address. Use the one that it printed when it started; a proxy in between must pass the Host header on unchanged.',
  ],
  'request.type': [415, 'Wrong content type', 'Send application/json, or application/octet-stream for a payload.'],
  'request.head': [
    431,
    'Head too large',
    'The address and headers of this request are longer than nt2 accepts (16 KiB, 100 headers). Make them shorter.',
  ],
  'request.role': [
    403,
    'Not with a token',
    'This is about the session of a browser, so no token can do it. Open the page in a browser that is signed in.',
  ],
  'auth.scope': [
    403,
    'Not with this token',
    'The token doesn’t have the scope for this. Ask for one that has it: `nt2 token create --scope`.',
  ],
  'webhook.exists': [409, 'Already there', 'An endpoint with that name exists already. Remove it first, or use another name.'],
  'webhook.full': [409, 'No room', 'There are ten endpoints already, and ten is the limit. Remove one first.'],
  'idempotency.mismatch': [
    422,
    'Another request',
    'This Idempotency-Key was used for another request within a day. Send the same request with it, or another key.',
  ],
  'idempotency.busy': [
    409,
    'Under way',
    'The first request with this Idempotency-Key isn’t answered yet. Send the same one again in a moment.',
  ],
  'login.off': [
    403,
    'Switched off',
    'Terminals can’t log in to this server: its operator has switched that off. A program can use a token that the operator makes.',
  ],
  'login.pending': [400, 'Not confirmed yet', 'Nobody has confirmed this log-in in chat yet. Ask again after the interval.'],
  'login.early': [400, 'Asked too soon', 'This asks too often. Wait for the time in Retry-After between two questions from now on.'],
  'login.denied': [403, 'Not let in', 'The person said in chat that this log-in isn’t theirs. Start again if that was a mistake.'],
  'login.over': [400, 'Too late', 'This log-in has expired or was finished before. Start another one.'],
  'board.none': [
    403,
    'Not your board',
    'The operator’s policy gives no one in this browser a role for this board. Sign in as someone who has one, or ask the operator.',
  ],
  'board.provider': [503, 'No answer', 'The OpenID provider didn’t answer. Try again in a moment, or tell the operator.'],
  'evidence.busy': [503, 'Too many exports', 'This server is writing as many exports as it can. Wait until one has ended, then try again.'],
  'log.pruned': [
    410,
    'Pruned',
    'Entries this old have been pruned. Their hashes remain: read the tiles of level 0, and the newest entry of the type pruned.',
  ],
  'request.slow': [408, 'Too slow', 'The request didn’t arrive in time. Try again.'],
  'server.fault': [
    500,
    'Server error',
    'Something went wrong on this server. Try again in the same browser; if it happens again, tell the operator.',
  ],
};

/** What RFC 8628, section 3.5, calls them. */
const LOGIN_ERRORS: Readonly<Partial<Record<ProblemCode, string>>> = {
  'login.pending': 'authorization_pending',
  'login.early': 'slow_down',
  'login.denied': 'access_denied',
  'login.off': 'access_denied',
  'login.over': 'expired_token',
};

/** The sentence for a part of the input, where the general one would not help. */
const FIELDS: Readonly<Record<string, string>> = {
  body: 'The body is not JSON of the expected form. Send one JSON object.',
  label: `The label must be one line of at most ${limits.label} characters, without control characters.`,
  note: `A note must be one line of at most ${limits.note} characters; a signed note at most ${limits.noteBytes} bytes.`,
  payload: `The payload is missing, damaged, or not the one that was signed. Inside JSON it may have ${limits.inlinePayloadBytes / KIB} KiB; a larger one is uploaded first.`,
  fields: `A request may name at most ${limits.askedFields} rows, each once, in one line of at most ${limits.fieldName} characters.`,
  reason: `The reason must be one line of at most ${limits.note} characters.`,
  mode: 'This mode is not known here. Without a person in chat it is "link" or "link+words".',
  to: 'A link names nobody. Otherwise name one to ten people of one workspace, each once.',
  'idempotency-key': 'An Idempotency-Key has 8 to 200 visible characters, such as a UUID.',
  name: 'A name has 1 to 40 small letters, digits and hyphens.',
  url: 'An address begins with https:// (http:// on loopback), and has no user name and no # in it.',
  id: 'The id must be the tag of your tenant and 26 random characters of base32 (a-z, 2-7).',
};

/** Every code, as a list that is not empty. */
export const PROBLEM_CODES = Object.keys(TABLE) as [ProblemCode, ...ProblemCode[]];

export function statusOf(code: ProblemCode): number {
  return TABLE[code][0];
}

/** What a code says to people, in general. */
export function titleAndDetail(code: ProblemCode): readonly [title: string, detail: string] {
  const [, title, detail] = TABLE[code];
  return [title, detail];
}

/** When to come again, and what a token lacks (RFC 6750, section 3). */
export function refusalHeaders(refusal: HttpRefusal): Readonly<Record<string, string>> {
  const { retryAfterMs } = refusal;
  const scope = scopeOf(refusal);
  return {
    ...(retryAfterMs !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) }),
    ...(scope !== undefined && { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"` }),
  };
}

const scopeOf = (refusal: HttpRefusal): TokenScope | undefined => ('scope' in refusal ? refusal.scope : undefined);

export const problemHeaders = Object.freeze({ ...apiHeaders, 'Content-Type': 'application/problem+json' } as const);

/** The problem document of RFC 9457 for a refusal. */
export function formatProblem(refusal: HttpRefusal): string {
  const { code, field, triesLeft, retryAfterMs, why } = refusal;
  const scope = scopeOf(refusal);
  const [status, title, general] = TABLE[code];
  const lacking = scope && `The token doesn’t have the scope “${scope}”. Ask for one that has it: \`nt2 token create --scope\`.`;
  const detail = why ?? lacking ?? ((code === 'input.invalid' && field !== undefined && FIELDS[field]) || general);
  const error = LOGIN_ERRORS[code];
  return JSON.stringify({ type: `urn:nt2:problem:${code}`, title, status, code, detail, field, scope, triesLeft, retryAfterMs, error });
}

export function problemResponse(refusal: HttpRefusal, headers: Readonly<Record<string, string>> = {}): Response {
  const own = { ...problemHeaders, ...refusalHeaders(refusal), ...headers };
  return new Response(formatProblem(refusal), { status: statusOf(refusal.code), headers: own });
}
