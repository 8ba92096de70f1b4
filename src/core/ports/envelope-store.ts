// An envelope that was sealed in advance: for whom, by what rule it opens, and how far an asking has come. See docs/decisions/break-glass.md.

import type { Person, ShareId, TenantTag } from '../share.ts';

export interface EnvelopeMember {
  /** base64: names the member in this envelope. */
  readonly device: string;
  /** Of a machine: its owner. */
  readonly person: Person;
  /** Of the terminal or the machine. */
  readonly name: string;
  readonly isMachine: boolean;
  readonly capsule: string;
  readonly drill: string;
}

/** Up to `agreed`, a no ends it. */
export const ASKING_STEPS = ['asked', 'half', 'due', 'agreed', 'released', 'opened', 'refused', 'lapsed'] as const;
export type AskingStep = (typeof ASKING_STEPS)[number];

export interface Asking {
  /** Counts those of this envelope, from 1. */
  readonly n: number;
  readonly isDrill: boolean;
  readonly by: Person;
  /** Of the member. */
  readonly device: string;
  readonly reason: string;
  readonly at: number;
  /** base64 hash of the claim secret. */
  readonly claim: string;
  readonly step: AskingStep;
  /** When the first message had reached its platform, with which the timeout begins; null: none has. */
  readonly toldAt: number | null;
  /** When the half of that time was told; null: not. */
  readonly halfAt: number | null;
  /** When it opens without another person; null: it does not, or not begun. */
  readonly dueAt: number | null;
  readonly agreed: Person | null;
  readonly refused: Person | null;
  readonly releasedAt: number | null;
  /** Of the step: those who have yet to hear of it. */
  readonly untold: readonly Person[];
  /** How many rounds of telling this step has taken. */
  readonly rounds: number;
}

export const STALE = ['no', 'untold', 'told'] as const;
export const ENVELOPE_STATES = ['sealed', 'frozen', 'spent', 'ended'] as const;
export type EnvelopeState = (typeof ENVELOPE_STATES)[number];

export interface Envelope {
  readonly id: ShareId;
  /** Counts its commits, from 1. */
  readonly version: number;
  readonly label: string;
  readonly owner: Person;
  /** base64, 32 bytes: salts what the log says of its people. */
  readonly salt: string;
  /** How long an asking waits until it opens without another person, in ms; null: it takes another person. */
  readonly afterMs: number | null;
  readonly seal: number;
  readonly sealedAt: number;
  /** base64 SHA-256 of what was sealed: under it the server keeps its halves. */
  readonly hash: string;
  readonly payload: string;
  readonly drillPayload: string;
  readonly members: readonly EnvelopeMember[];
  readonly state: EnvelopeState;
  /** A member has left since, so its owner has to seal it again: whether they were told. */
  readonly stale: (typeof STALE)[number];
  readonly asking: Asking | null;
  /** Of its value, when it was released; null: it never was since it was sealed. */
  readonly rotation: ShareId | null;
  /** That rotation has begun. */
  readonly isRotating: boolean;
  /** When the clock acts next, epoch ms; null: never. */
  readonly nextAt: number | null;
}

export interface EnvelopeStore {
  /**
   * Writes this version over the one before it, or a first one where there is none, and the log's leaves, in one commit. `until`: when the store
   * forgets it, epoch ms; null: it does not. False: another version stands there by now, and nothing was written.
   */
  putEnvelope(envelope: Envelope, more: { readonly leaves: readonly string[]; readonly until: number | null }): Promise<boolean>;
  envelope(id: ShareId): Promise<Envelope | null>;
  /** All of a tag. */
  envelopes(tag: TenantTag): Promise<readonly Envelope[]>;
  /** Those whose clock acts by now, the oldest first. */
  dueEnvelopes(now: number, limit: number): Promise<readonly ShareId[]>;
}
