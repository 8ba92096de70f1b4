// What a share is. Shapes only; its life is in decide.ts.

import {
  isMachine,
  OUTSIDER_KEY,
  type AskedOf,
  type Cause,
  type Entry,
  type Kind,
  type Mode,
  type Proof,
  type Standing,
  type Surface,
  type Via,
} from '../crypto/share-terms.ts';
import type { Approval, MessageRef, PersonKey, ShareId, FileId } from './ids.ts';

// Doors and stores import only the core, so it hands these on.
export {
  APPROVALS,
  ASKED,
  CAUSES,
  ENTRIES,
  isLink,
  isMachine,
  isSealed,
  KINDS,
  MODES,
  needsPassphrase,
  PROOFS,
  STANDINGS,
  SURFACES,
  VIAS,
} from '../crypto/share-terms.ts';
export type { ApprovalAnswer, AskedOf, Cause, Entry, Kind, Mode, Proof, Standing, Status, Surface, Via } from '../crypto/share-terms.ts';
export { isFileId, isShareId, tagOf, tenantOf } from './ids.ts';
export type { Approval, FileId, MessageRef, PersonKey, ShareId, TenantTag } from './ids.ts';

/** A person as chat names them. `name` is for people to read, never for deciding. */
export interface Person {
  readonly key: PersonKey;
  readonly name: string;
}

/** Stands for the holder of a request's link: nobody knows who that is. No session is ever theirs. */
export const OUTSIDER: Person = { key: OUTSIDER_KEY as PersonKey, name: '' };

/** A program, a machine and the holder of a link are on no platform: a message to them would wait for ever. */
export const hasChat = (person: Person | null): boolean =>
  person !== null && !person.key.startsWith('local:') && person.key !== OUTSIDER.key && !isMachine(person.key);

/** A channel, thread or DM. `ref` is the platform's own, opaque to everything but its adapter. */
export interface Place {
  readonly ref: string;
  readonly name: string;
}

/** What a share says about itself, apart from its state. Fixed at creation, but for `expiresAt`. */
export interface ShareDetails {
  readonly id: ShareId;
  readonly mode: Mode;
  readonly entry: Entry;
  readonly via: Via;
  readonly kind: Kind;
  readonly label: string;
  readonly note: string;
  readonly sender: Person;
  /** Null in link modes. */
  readonly recipient: Person | null;
  /** The channel that gets a card; null: only the direct messages do. */
  readonly place: Place | null;
  readonly createdAt: number;
  /** As created, or as extended last. */
  readonly expiresAt: number;
  /** Opens the parties hash in the created event; `labelSalt` that of the label, absent in version 1. Erasable: `opening` becomes ''. */
  readonly parties: { readonly salt: string; readonly opening: string; readonly labelSalt?: string };
  /** Text of the created event. The capsule carries its SHA-256 as policy, which ties the capsule to this share. */
  readonly created: string;
}

/** What makes a share a request: its recipient began it. */
export interface Asked {
  readonly of: AskedOf;
  /** The names of the rows that are asked for. Empty: one value, which the label names. */
  readonly fields: readonly string[];
  /** Of a link: base64 hash of the secret in it, known once the asker has accepted. Null until then, and where a person is asked. */
  readonly gate: string | null;
  /** When the person was last reminded, epoch ms. */
  readonly remindedAt: number;
  /** Why they declined, in their words. */
  readonly reason: string;
  /** Present: a prekey of the asker was taken for it, so the other person was asked at once. `lost`: that key is gone, and the asker has to make one. */
  readonly ahead?: 'taken' | 'lost';
}

/** The template that a share was made by, as it was then. */
export interface UsedTemplate {
  readonly name: string;
  readonly title: string;
  /** The rows that the sender finds. */
  readonly fields: readonly string[];
  /** When the secret should be changed, in ms from its delivery. */
  readonly rotateAfterMs: number | null;
  /** When to look after a share that waits, in ms from its beginning; null: never. `expiry`: also in the last quarter of its time. */
  readonly watch: { readonly acceptedMs: number | null; readonly openedMs: number | null; readonly expiry: boolean } | null;
}

/** What a policy was told of the two people, and what it added. Null: nobody knew. */
export interface PolicyTerms {
  readonly from: Standing | null;
  readonly to: Standing | null;
  readonly template: UsedTemplate | null;
  /** When the recipient's engagement ends, as the policy said then, epoch ms. Absent: it said nothing. */
  readonly engagedUntil?: number;
}

/** The payload.age that the store holds. */
export interface PayloadFacts {
  readonly hash: string;
  readonly size: number;
  readonly at: number;
}

export interface Acceptance {
  readonly at: number;
  /** base64 Ed25519 public key of the browser; null when accepted by a press in chat (words, or sealed to a prekey). */
  readonly device: string | null;
  /** The recipient key as age recipient (`age1…`), in sealed modes. */
  readonly key: string | null;
  /** The signed note as the browser sent it, so that the sender's page can verify it. Null when accepted in chat. */
  readonly signedNote: string | null;
}

export interface ProofKey {
  readonly proof: Proof;
  /** base64 Ed25519 public key. */
  readonly key: string;
  /** base64, 32 bytes: salt of the hash in the sealed event. */
  readonly salt: string;
}

export interface Seal {
  readonly at: number;
  /** base64 SHA-256 of the acknowledgement's preimage. */
  readonly ackHash: string;
  readonly capsuleHash: string;
  readonly payloadHash: string;
  readonly payloadSize: number;
  /** base64, 16 bytes, in words modes. */
  readonly scryptSalt: string | null;
  readonly openers: readonly ProofKey[];
  /** Where it is sealed to a prekey: the key, and the device that left it. Absent: to a key that was made for this share, to words or a link. */
  readonly prekey?: { readonly device: string; readonly key: string };
  /** The sender's device key, base64; null when the server sealed (modal entry). */
  readonly device: string | null;
  /** The signed note, or the server's event text for modal entry: the recipient's page checks it. */
  readonly statement: string;
  /** Of a link: base64 of what its page says before it is opened, which only a person with the whole link reads. Absent: nothing. Gone with the end. */
  readonly cover?: string;
}

export interface Claim {
  readonly at: number;
  /** base64 Ed25519 public key of the one device that got the capsule. */
  readonly device: string;
  readonly leaseUntil: number;
  /** base64: the hash of the claim secret. Null: claimed before claim secrets existed, so the capsule is never released again. */
  readonly lease: string | null;
  /** Until when that device may fetch the files. Absent: the share has none. */
  readonly filesUntil?: number;
  /** Opens the salted hashes in the claimed event; `workload`: that of a second proof. */
  readonly proofs: readonly { readonly proof: Proof; readonly salt: string; readonly note: string }[];
  readonly workload?: { readonly salt: string; readonly opening: string };
}

/** The seal to a prekey that the share has; null where it has none. */
export function prekeySeal({ state }: Share): NonNullable<Seal['prekey']> | null {
  return ('seal' in state && state.seal?.prekey) || null;
}

export type State =
  | { readonly status: 'offered'; readonly payload: PayloadFacts | null }
  | { readonly status: 'accepted'; readonly payload: PayloadFacts | null; readonly acceptance: Acceptance }
  | { readonly status: 'sealed'; readonly seal: Seal }
  | { readonly status: 'ready'; readonly seal: Seal; readonly acceptance: Acceptance | null; readonly failures: number }
  | { readonly status: 'claimed'; readonly seal: Seal; readonly acceptance: Acceptance | null; readonly claim: Claim }
  | {
      readonly status: 'ended';
      readonly cause: Cause;
      readonly at: number;
      readonly seal: Seal | null;
      readonly acceptance: Acceptance | null;
      readonly claim: Claim | null;
    };

/** The two people of a share. */
export const PARTIES = ['sender', 'recipient'] as const;
export type Party = (typeof PARTIES)[number];

/** Why a share reminds of itself: too long without acceptance or answer, too long unopened, soon over. */
export const WATCHES = ['not-accepted', 'not-opened', 'expiring'] as const;
export type Watch = (typeof WATCHES)[number];

/** Short new messages. Platforms do not notify anyone of an edit. */
export const NOTIFICATION_KINDS = [
  'accepted', // to the sender: seal it now
  'ready', // to the recipient: open it
  'ended', // to the sender: how it ended; of a request that nobody answered, to the recipient
  'failing', // to the sender: wrong words, again
  'intruder', // to the sender: someone else tried; of a request by link, to the recipient
  'unreachable', // to the person who began it: chat refused a message, see `unreachable`
  'reminder', // to the sender of a request: it still waits for them
  'nudge', // to the person whose turn it is: it still waits for them
  'waiting', // to the person who began it: the other one was reminded
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/**
 * A message to send. The commit that causes it writes it; `id` makes sending it twice harmless.
 * `past`: a notification in chat no longer asks for anything, and its message must say so. `rotation`: to nobody; that of its value hears of the end.
 */
export type OutboxMessage = { readonly id: string } & (
  | { readonly kind: 'surface'; readonly surface: Surface }
  | { readonly kind: 'news' | 'past'; readonly news: NotificationKind; readonly to: Party }
  | { readonly kind: 'rotation' }
  /** The question to one of those who may approve it, or what became of it. */
  | { readonly kind: 'approval'; readonly to: PersonKey }
);

export type Share = ShareDetails & {
  /** Counts commits of this share, from 1. */
  readonly version: number;
  readonly state: State;
  /** Present: its recipient asked for it. */
  readonly asked?: Asked;
  /** Begun by a command that asked for nothing more: nobody is told of it before its sender has entered the secret. Absent: they were. */
  readonly isUntold?: true;
  /** Present: a second person has to agree, and until then nobody is told. */
  readonly approval?: Approval;
  /** The shares that one form began for several people, this one among them. Only the sender learns of it. */
  readonly together?: readonly ShareId[];
  /** Present: there was a policy when it was begun. */
  readonly terms?: PolicyTerms;
  /** It brings a new value in the place of the one of this rotation. */
  readonly rotates?: ShareId;
  /** The files that its seal has bound to it, by id. Absent: none. What they are called and what opens them lies in the payload. */
  readonly files?: readonly FileId[];
  /** The messages in chat, by surface. */
  readonly surfaces: Readonly<Partial<Record<Surface, MessageRef>>>;
  /** Notifications in chat whose button still acts, by kind. Absent: none. */
  readonly asking?: Readonly<Partial<Record<NotificationKind, MessageRef>>>;
  /** Where chat refused a message: closed direct messages, a channel without the bot. */
  readonly unreachable: readonly Surface[];
  /** When the sender was last alerted of an attempt with the recipient's account, the link's key or a device's note, epoch ms. */
  readonly bellAt: number;
  /** The same for an attempt with the id alone, which anyone can make: it never suppresses the other alert. Absent: never. */
  readonly strangerAt?: number;
  /** When an attempt was last logged without an alert, so that it never suppresses one. */
  readonly knockAt: number;
  readonly outbox: readonly OutboxMessage[];
  /** For which reasons it has reminded of itself. Absent: for none. */
  readonly watched?: readonly Watch[];
  /** It reminds of itself no sooner, because of quiet hours, epoch ms. Absent: they are not in the way. */
  readonly quietUntil?: number;
  /** When the person who began it last reminded the other one, epoch ms. Absent: never; of a request it stands in `asked`. */
  readonly remindedAt?: number;
};

/** Who began the share: the sender, or of a request the recipient. They may take it back, and their quota counts it. */
export const starterOf = ({ sender, recipient, asked }: Pick<Share, 'sender' | 'recipient' | 'asked'>): Person =>
  asked === undefined || recipient === null ? sender : recipient;

/** The other one, who may decline. Null: the holder of a link. */
export function otherOf({ sender, recipient, asked }: Pick<Share, 'sender' | 'recipient' | 'asked'>): Person | null {
  if (asked === undefined) return recipient;
  return asked.of === 'link' ? null : sender;
}

/** A request asks only once there is a key of its recipient, and a share from a whole command once its secret is entered: before that nobody else hears of it. */
export const hasAsked = ({ asked, state, isUntold }: Pick<Share, 'asked' | 'state' | 'isUntold'>): boolean =>
  asked === undefined ? isUntold !== true : asked.ahead !== undefined || ('acceptance' in state && state.acceptance !== null);

/** A second person is asked, and has not answered. */
export const awaitsApproval = ({ approval, state }: Pick<Share, 'approval' | 'state'>): boolean =>
  approval !== undefined && approval.answer === undefined && state.status !== 'ended';

/** A request that waits for nothing but its answer. */
export const awaitsAnswer = ({ asked, state }: Pick<Share, 'asked' | 'state'>): boolean =>
  asked !== undefined && (state.status === 'accepted' || (state.status === 'offered' && asked.ahead === 'taken'));
