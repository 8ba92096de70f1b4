// What the tools ask of nt2: a request, its answer, and how things stand. `main.ts` makes one of nt2/client; tests make their own.

import type { Field } from '../../../src/crypto/capsule/items.ts';

export interface Wish {
  readonly label: string;
  readonly note: string;
  readonly fields: readonly string[];
  /** `slack:@name`; null: the holder of a link answers. */
  readonly to: string | null;
  readonly expiresInMs: number;
}

export interface Begun {
  readonly id: string;
  /** Where a person enters the secret; null: they are asked in chat. */
  readonly url: string | null;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** One row of the list. Never more than stands here: no link, no note, no value. */
export interface Entry {
  readonly id: string;
  readonly label: string;
  readonly direction: 'asked' | 'sent' | 'received';
  readonly state: string;
  readonly person: string | null;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export interface Answered {
  readonly label: string;
  readonly fields: readonly Field[];
}

/** A refusal, as a code and a sentence without anything that was sent or received. */
export class DeskError extends Error {
  readonly code: string;
  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

export interface Desk {
  request(wish: Wish): Promise<Begun>;
  /** Opens the answer; the server hears that it arrived only when `handOver` has kept it. @throws DeskError */
  receive(id: string, handOver: (answer: Answered) => Promise<void>): Promise<void>;
  list(): Promise<readonly Entry[]>;
}
