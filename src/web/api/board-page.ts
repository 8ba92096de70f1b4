// A board, as the server answers.

import type { AskedOf, Cause, Kind, Mode, Status } from '../../crypto/share-terms.ts';

export type BoardState = 'outstanding' | 'expired' | 'failed' | 'refused';

export interface BoardOf {
  readonly tenant: string;
  readonly role: 'admin' | 'auditor';
  readonly names: boolean;
  readonly labels: boolean;
  readonly counts: Readonly<Record<BoardState, number>>;
}

export interface Boards {
  readonly boards: readonly BoardOf[];
  readonly signIn: boolean;
  readonly isSignedIn: boolean;
}

export interface BoardPerson {
  readonly key: string;
  readonly name: string | null;
}

export interface BoardRow {
  readonly id: string;
  readonly status: Status;
  readonly cause: Cause | null;
  readonly kind: Kind;
  readonly mode: Mode;
  readonly asked: AskedOf | null;
  readonly template: string | null;
  readonly sender: BoardPerson;
  readonly recipient: BoardPerson | null;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
  readonly label: string | null;
}

export interface BoardPage {
  readonly rows: readonly BoardRow[];
  readonly next: string | null;
}

export interface BoardFilter {
  readonly tenant: string;
  readonly state: BoardState;
  /** '' is anybody. */
  readonly person: string;
  /** '' is any, and none. */
  readonly template: string;
}
