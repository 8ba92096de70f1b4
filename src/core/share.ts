// What a share is. Shapes only; its life is in decide.ts.

import type { Cause, Entry, Kind, Mode, Proof, Surface, Via } from '../crypto/share-terms.ts';

// The doors and the stores know the core alone.
export { CAUSES, ENTRIES, isLink, isSealed, KINDS, MODES, needsPassphrase, PROOFS, SURFACES, VIAS } from '../crypto/share-terms.ts';
export type { Cause, Entry, Kind, Mode, Proof, Surface, Via } from '../crypto/share-terms.ts';

/** 32 characters of lower-case base32: 6 of the tenant's tag, 26 of randomness. */
export type ShareId = string & { readonly __id: 'share' };
/** First six characters of every id of a tenant; keys of one tag lie together in the store. */
export type TenantTag = string & { readonly __id: 'tag' };
/** `platform:tenant:user`; no user's id holds a colon. */
export type PersonKey = string & { readonly __id: 'person' };

/** All but the user: a tenant's name may have more parts than two. */
export const tenantOf = (person: PersonKey): string => person.slice(0, person.lastIndexOf(':'));

export function isShareId(text: string): text is ShareId {
  return /^[a-z2-7]{32}$/.test(text);
}

/** The tag of the tenant that a share belongs to. */
export const tagOf = (id: ShareId): TenantTag => id.slice(0, 6) as TenantTag;

/** A person as chat names them. `name` is for people to read, never for deciding. */
export interface Person {
  readonly key: PersonKey;
  readonly name: string;
}

/** A channel, thread or DM. `ref` is the platform's own, opaque to everything but its adapter. */
export interface Place {
  readonly ref: string;
  readonly name: string;
}

/** Where a message stands, in the platform's own words. */
export type MessageRef = string;

/** What a share says about itself, apart from its state. Fixed at creation. */
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
  /** Where the card goes; null: nowhere but the direct messages. */
  readonly place: Place | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Opening of the parties hash in the created event. Erasable: `opening` becomes ''. */
  readonly parties: { readonly salt: string; readonly opening: string };
  /** Text of the created event. Its SHA-256 is what the capsule calls its policy, so pages and capsule speak of the same share. */
  readonly created: string;
}

/** payload.age lies in the store. */
export interface PayloadFacts {
  readonly hash: string;
  readonly size: number;
  readonly at: number;
}

export interface Acceptance {
  readonly at: number;
  /** base64 Ed25519 public key of the browser; null when accepted by a press in chat (words). */
  readonly device: string | null;
  /** E as age recipient (`age1…`), in sealed modes. */
  readonly key: string | null;
  /** The signed note as the browser sent it, so that the sender's page can check it by itself. Null by chat. */
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
  /** The sender's device key, base64; null when the server sealed (modal entry). */
  readonly device: string | null;
  /** The signed note, or the server's event text for modal entry: the recipient's page checks it. */
  readonly statement: string;
}

export interface Claim {
  readonly at: number;
  /** base64 Ed25519 public key of the one device that got the capsule. */
  readonly device: string;
  readonly leaseUntil: number;
  /** base64: the hash of the claim secret. Null: claimed before there was one; nobody can show it, so nobody gets the capsule again. */
  readonly lease: string | null;
  /** What opens the salted hashes in the claimed event. */
  readonly proofs: readonly { readonly proof: Proof; readonly salt: string; readonly note: string }[];
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

export type Status = State['status'];

/** The two people of a share. */
export const PARTIES = ['sender', 'recipient'] as const;
export type Party = (typeof PARTIES)[number];

/** Short new messages. Platforms do not notify anyone of an edit. */
export const NOTIFICATION_KINDS = [
  'accepted', // to the sender: seal it now
  'ready', // to the recipient: open it
  'ended', // to the sender: how it ended
  'failing', // to the sender: wrong words, again
  'intruder', // to the sender: someone else tried
  'unreachable', // to the sender: chat refused a message, see `unreachable`
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/**
 * What must still be said in chat. Written by the same commit as the change that causes it; `id` makes sending it twice harmless.
 * `past`: such a piece of news asks for nothing any more, and the message that stands in chat has to say so.
 */
export type OutboxMessage = { readonly id: string } & (
  | { readonly kind: 'surface'; readonly surface: Surface }
  | { readonly kind: 'news' | 'past'; readonly news: NotificationKind; readonly to: Party }
);

export type Share = ShareDetails & {
  /** Counts commits of this share, from 1. */
  readonly version: number;
  readonly state: State;
  /** Messages that chat has, by surface. */
  readonly surfaces: Readonly<Partial<Record<Surface, MessageRef>>>;
  /** News that stand in chat with a button that is still of use, by their kind. Absent: none. */
  readonly asking?: Readonly<Partial<Record<NotificationKind, MessageRef>>>;
  /** Where chat refused to put a message: closed direct messages, a channel without the bot. */
  readonly unreachable: readonly Surface[];
  /** Last time that an attempt of somebody with the recipient's account, the link's key or a note was logged and rung, epoch ms. */
  readonly bellAt: number;
  /** The same for somebody who has nothing but the id: anybody can, so it never silences the other. Absent: never. */
  readonly strangerAt?: number;
  /** The same for attempts that are logged and ring nobody, so that a quiet one never silences a loud one. */
  readonly knockAt: number;
  readonly outbox: readonly OutboxMessage[];
};
