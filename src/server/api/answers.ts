// The JSON that the server answers with, in one place. Handlers are typed by these schemas, so that neither can change alone, and
// docs/protocol/openapi.json is made from them. The pages parse by hand, because zod is too large for them; a type test holds both equal.

import * as z from 'zod';
import { BOARD_ROLES } from '../../core/policy/board-access.ts';
import { LIST_STATES } from '../../core/ports/list-store.ts';
import { ROW_ACTIONS } from '../../core/shares/list-row.ts';
import { ASKED, CAUSES, ENTRIES, KINDS, MODES, STATUSES, SURFACES } from '../../crypto/share-terms.ts';
import { TOKEN_SCOPES } from '../../core/token-scopes.ts';
import { PROBLEM_CODES } from '../http/problem.ts';
import type { ProcessRole } from '../scope.ts';

export const time = z.int().describe('Epoch, in ms.');
const base64 = z.string().describe('Base64.');

export const person = z.strictObject({
  ref: z.string().describe('What X-NT2-As names; the same for the same person.'),
  name: z.string(),
});
export const persons = z.strictObject({
  persons: z.array(person),
  board: z.literal(true).optional().describe('Only where someone in this browser sees a board of the operator.'),
});
export const signedIn = z.strictObject({
  person,
  share: z.string().nullable().describe('The share that the link from chat was about.'),
});

export const nonce = z.strictObject({ nonce: z.string().describe('Signed within two minutes, once.') });

export const tenant = z.strictObject({
  tag: z.string().describe('First six characters of every id of this tenant.'),
  host: z.string(),
  now: time,
  person: z.strictObject({ key: z.string(), name: z.string() }).describe('Who asks: as the log numbers them, and as others read them.'),
});

export const newShare = z.strictObject({ id: z.string(), url: z.url(), expiresAt: time });

const names = z.array(z.string()).readonly();
const way = z.strictObject({
  template: z.strictObject({ name: z.string(), title: z.string(), label: z.string(), fields: names }).nullable(),
  kind: z.enum(KINDS).describe('What the request is to name.'),
  longestMs: z.int(),
  initialMs: z.int(),
  fixedMs: z.int().nullable().describe('Null: any time up to the longest.'),
  needsNote: z.boolean(),
  tickets: names.describe('Examples of what the note has to name one of; empty: of nothing.'),
});
export const requestWays = z.strictObject({ ways: z.array(way).readonly().describe('At least one; without a template first.') });

export const shareView = z.strictObject({
  id: z.string(),
  role: z.enum(['sender', 'recipient', 'holder']).describe('holder: has only the address of a link share.'),
  version: z.int().describe('Counts the changes of this share.'),
  status: z.enum(STATUSES),
  now: time.describe("The server's clock when it answered, epoch in ms: browsers sign with it."),
  mode: z.enum(MODES),
  entry: z.enum(ENTRIES),
  kind: z.enum(KINDS),
  label: z.string(),
  note: z.string(),
  sender: z.string().nullable(),
  recipient: z.string().nullable(),
  recipientRef: z.string().nullable().describe('One person, whatever their name.'),
  createdAt: time,
  expiresAt: time,
  created: z.string().describe("Text of the created event; its hash is the capsule's policy."),
  payload: z.strictObject({ hash: base64, size: z.int() }).nullable().describe('Uploaded, not sealed yet.'),
  acceptance: z.strictObject({ at: time, device: base64.nullable(), key: z.string().nullable(), note: z.string().nullable() }).nullable(),
  prekey: z
    .strictObject({ device: base64, key: z.string() })
    .nullable()
    .describe('To the recipient, before anyone has accepted: the prekey to which the sender may seal it.'),
  seal: z
    .strictObject({
      at: time,
      statement: z.string(),
      device: base64.nullable(),
      scryptSalt: base64.nullable(),
      payloadSize: z.int(),
      prekey: z
        .strictObject({ device: base64, key: z.string() })
        .nullable()
        .describe('Sealed to a key that a browser of the recipient had left: that browser, and the key.'),
    })
    .nullable(),
  cover: base64
    .nullable()
    .describe("What the sender's page says of a link, sealed under the link's key; for a holder, where there is one."),
  triesLeft: z.int().nullable().describe('Wrong words that are still allowed; null where none are counted.'),
  claim: z.strictObject({ at: time, leaseUntil: time, device: base64 }).nullable(),
  cause: z.enum(CAUSES).nullable(),
  endedAt: time.nullable(),
  unreachable: z.array(z.enum(SURFACES)).readonly().describe('Where chat refused to put a message.'),
  asked: z
    .strictObject({
      of: z.enum(ASKED),
      fields: z.array(z.string()).readonly(),
      reason: z.string(),
      isSent: z.boolean().describe('The other one has been asked. False: a browser of the recipient has to make a key first.'),
    })
    .nullable()
    .describe('Of a request: whom its recipient asked for what, and why they declined.'),
  together: z
    .array(z.string())
    .readonly()
    .describe('To the sender: the ids of the shares that began together, this one among them. Empty: it began alone.'),
  fields: z
    .array(z.string())
    .readonly()
    .describe('To the sender: the names of the rows that the template of the share has. Empty: it has none.'),
  isUntold: z.boolean().describe('To the sender: nobody else has been told of it yet; *tell*, the payload or the seal does that.'),
  files: z.int().describe('How many files its seal has bound. Their names lie in the payload.'),
});

const row = z.strictObject({
  id: z.string(),
  role: z.enum(['sender', 'recipient']),
  isMine: z.boolean().describe('Whether this person began it.'),
  state: z.enum(LIST_STATES).describe('Waits for this person, waits for another, expired before anyone opened it, or ended otherwise.'),
  status: z.enum(STATUSES),
  cause: z.enum(CAUSES).nullable(),
  mode: z.enum(MODES),
  kind: z.enum(KINDS),
  label: z.string(),
  other: z.string().nullable().describe('The other person; null: a holder of a link.'),
  otherRef: z.string().nullable().describe('One person of chat, whatever their name; null: a program, or a holder of a link.'),
  asked: z.enum(ASKED).nullable().describe('Of a request: whom it asks.'),
  isEntered: z.boolean().describe('Its sender has typed it, and it is not encrypted to its recipient yet.'),
  createdAt: time,
  expiresAt: time,
  endedAt: time.nullable(),
  can: z.array(z.enum(ROW_ACTIONS)).readonly().describe('What this person can do about it now: each is a route of the share.'),
  extendTo: time.nullable().describe('Until when a day more lets it wait; null where it cannot wait longer.'),
});
export const ownShares = z.strictObject({
  rows: z.array(row).readonly().describe('Newest first.'),
  more: z.int().describe('How many follow; of a search, at least so many.'),
  next: z.string().nullable().describe('What `before` takes to go on from there; null when nothing follows.'),
});

const boardPerson = z.strictObject({
  key: z.string().describe('As chat numbers them; `erased` after `nt2 forget`.'),
  name: z.string().nullable().describe('As chat showed it then; null where the role does not see it, or only evidence is left.'),
});
const boardRow = z.strictObject({
  id: z.string(),
  status: z.enum(STATUSES),
  cause: z.enum(CAUSES).nullable(),
  kind: z.enum(KINDS),
  mode: z.enum(MODES),
  asked: z.enum(ASKED).nullable().describe('Of a request: whom it asks.'),
  template: z.string().nullable(),
  sender: boardPerson,
  recipient: boardPerson.nullable().describe('Null: the holder of a link.'),
  createdAt: time,
  expiresAt: time.nullable().describe('Null where only evidence is left.'),
  endedAt: time.nullable(),
  label: z.string().nullable().describe('Null where the role does not see it, or only evidence is left.'),
});
export const boards = z.strictObject({
  boards: z
    .array(
      z.strictObject({
        tenant: z.string(),
        role: z.enum(BOARD_ROLES),
        names: z.boolean().describe('Whether this role sees names.'),
        labels: z.boolean().describe('Whether this role sees labels.'),
        counts: z.strictObject({ outstanding: z.int(), expired: z.int(), failed: z.int(), refused: z.int() }),
      }),
    )
    .readonly(),
  signIn: z.boolean().describe('Whether there is an OpenID provider to sign in at.'),
  isSignedIn: z.boolean().describe('Whether someone has signed in at that provider, with a role or without.'),
});
export const boardSignIn = z.strictObject({ url: z.url().describe('Where the browser goes next: the OpenID provider.') });
export const boardSignOut = z.strictObject({
  url: z
    .url()
    .nullable()
    .describe('Where the person signs out at the provider too; null where it names no such place, or does not answer.'),
});
export const boardPage = z.strictObject({
  rows: z.array(boardRow).readonly().describe('Newest first. With a filter a page may be short, even empty, and be followed by others.'),
  next: z.string().nullable().describe('What `before` takes to go on from there; null when nothing follows.'),
});
const counted = { count: z.int(), oldestAt: time.describe('When the oldest of them began.') };
export const boardCounts = z.strictObject({
  groups: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('person'),
          person: boardPerson.nullable().describe('Null: holders of links.'),
          sent: z.int(),
          received: z.int(),
          ...counted,
        }),
        z.strictObject({ kind: z.literal('template'), template: z.string().nullable().describe('Null: without one.'), ...counted }),
      ]),
    )
    .readonly()
    .describe('The largest first. Of the shares that this answer looked at; those of answers that follow are to be added.'),
  counted: z.int().describe('How many shares are in them.'),
  next: z.string().nullable().describe('What `before` takes to count on from there; null when all are counted.'),
});

export const takenPrekey = z.strictObject({
  prekey: z
    .strictObject({ device: base64, note: z.string() })
    .nullable()
    .describe('The note that this device signed; the same one however often this share asks. Null: the recipient accepts first.'),
});
export const freePrekeys = z.strictObject({ keys: z.array(z.string()).describe('Of this device; no share has taken them.') });
export const tokenGrant = z.strictObject({
  person,
  share: shareView.nullable().describe('The share that the link from chat is about, as this person may see it.'),
});

export const claimed = z.strictObject({
  capsule: base64,
  payload: base64.nullable().describe('Null when it is too large for JSON: fetch it with the claim secret.'),
  lease: z.strictObject({ until: time }),
  files: z.strictObject({ until: time }).optional().describe('The share has files: until when this device can fetch them.'),
  label: z.string(),
  kind: z.enum(KINDS),
  note: z.string(),
  sender: z.string(),
});

export const logKeys = z.strictObject({
  origin: z.string(),
  vkeys: z.array(z.string()).describe('Keys that have signed this log, the newest last.'),
});

export const address = z.strictObject({ address: z.string(), forwardedFor: z.string().nullable() });

export const alive = z.strictObject({ alive: z.literal(true) });

const part = z.strictObject({ ok: z.boolean(), detail: z.string().describe('A sentence for the operator.') });
export const readiness = z.strictObject({
  ready: z.boolean(),
  role: z.enum(['all', 'web', 'chat'] satisfies ProcessRole[]).optional(),
  leaving: z.literal(true).optional().describe('This instance is about to end.'),
  parts: z
    .strictObject({
      store: part,
      log: part,
      platforms: part,
      outbox: part,
      policy: part.optional().describe('Where there is a policy (NT2_POLICY).'),
      files: part.optional().describe('Where files are taken (NT2_FILES).'),
      workers: part.optional().describe('Where several workers share the instance (NT2_WORKERS).'),
    })
    .optional()
    .describe('Missing where the operator has a listener of their own.'),
});

/** RFC 9457. */
export const problem = z.strictObject({
  type: z.string().describe('urn:nt2:problem: and the code.'),
  title: z.string(),
  status: z.int(),
  code: z.enum(PROBLEM_CODES),
  detail: z.string().describe('For people: what to do next. Never repeats what was sent.'),
  field: z.string().optional().describe('The part of the input that was refused.'),
  scope: z.enum(TOKEN_SCOPES).optional().describe('Which one the token lacks, for auth.scope.'),
  triesLeft: z.int().optional(),
  retryAfterMs: z.number().optional(),
  error: z.string().optional().describe('Of a log-in: the word of RFC 8628, section 3.5.'),
});

export type PersonsAnswer = z.output<typeof persons>;
export type SignedInAnswer = z.output<typeof signedIn>;
export type TokenAnswer = z.output<typeof tokenGrant>;
export type NonceAnswer = z.output<typeof nonce>;
export type TenantAnswer = z.output<typeof tenant>;
export type NewShareAnswer = z.output<typeof newShare>;
export type RequestWaysAnswer = z.output<typeof requestWays>;
export type ShareAnswer = z.output<typeof shareView>;
export type ListAnswer = z.output<typeof ownShares>;
export type BoardsAnswer = z.output<typeof boards>;
export type BoardSignOutAnswer = z.output<typeof boardSignOut>;
export type BoardSignInAnswer = z.output<typeof boardSignIn>;
export type BoardCountsAnswer = z.output<typeof boardCounts>;
export type BoardAnswer = z.output<typeof boardPage>;
export type TakenPrekeyAnswer = z.output<typeof takenPrekey>;
export type FreePrekeysAnswer = z.output<typeof freePrekeys>;
export type ClaimedAnswer = z.output<typeof claimed>;
export type LogKeysAnswer = z.output<typeof logKeys>;
export type AddressAnswer = z.output<typeof address>;
export type ReadinessAnswer = z.output<typeof readiness>;
