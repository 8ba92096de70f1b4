// A board, as the server answers.

import type { AskedOf, Cause, Kind, Mode, Status } from '../../crypto/share-terms.ts';

export type SeenState = 'outstanding' | 'expired' | 'failed' | 'refused';

export interface BoardOf {
  readonly tenant: string;
  readonly role: 'admin' | 'auditor';
  readonly names: boolean;
  readonly labels: boolean;
  readonly counts: Readonly<Record<SeenState, number>>;
}

export interface Boards {
  readonly boards: readonly BoardOf[];
  readonly signIn: boolean;
  readonly isSignedIn: boolean;
}

export interface SeenPerson {
  readonly key: string;
  readonly name: string | null;
}

export interface SeenRow {
  readonly id: string;
  readonly status: Status;
  readonly cause: Cause | null;
  readonly kind: Kind;
  readonly mode: Mode;
  readonly asked: AskedOf | null;
  readonly template: string | null;
  readonly sender: SeenPerson;
  readonly recipient: SeenPerson | null;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
  readonly label: string | null;
}

export interface SeenPage {
  readonly rows: readonly SeenRow[];
  readonly next: string | null;
}

/** What is overdue to be changed. */
export interface SeenOverdue {
  readonly id: string;
  readonly kind: Kind;
  readonly template: string | null;
  readonly owner: string;
  readonly ownerName: string | null;
  readonly label: string | null;
  /** How many have opened it. */
  readonly holders: number;
  /** Epoch ms. */
  readonly dueAt: number;
}

export interface OverduePage {
  readonly rows: readonly SeenOverdue[];
  readonly next: string | null;
}

interface Counted {
  readonly count: number;
  /** Epoch ms. */
  readonly oldestAt: number;
}

export type SeenGroup =
  | (Counted & {
      readonly kind: 'person';
      /** Null: holders of links. */
      readonly person: SeenPerson | null;
      readonly sent: number;
      readonly received: number;
    })
  | (Counted & { readonly kind: 'template'; readonly template: string | null });

export interface SeenGroups {
  readonly groups: readonly SeenGroup[];
  readonly counted: number;
  readonly next: string | null;
}

export interface SeenFilter {
  readonly tenant: string;
  readonly state: SeenState;
  /** '' is anybody. */
  readonly person: string;
  /** '' is any, and none. */
  readonly template: string;
}
