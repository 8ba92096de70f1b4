// One page of a person's own shares, as the server answers.

import type { AskedOf, Cause, Kind, Mode, Status } from '../../crypto/share-terms.ts';
import { asJson, type Json } from '../wire/json.ts';

export type MineState = 'mine' | 'others' | 'unread' | 'ended';
export type MineAction = 'remind' | 'extend' | 'revoke' | 'again';

export interface MineRow {
  readonly id: string;
  readonly role: 'sender' | 'recipient';
  /** Whether this person began it. */
  readonly isMine: boolean;
  /** Waits for this person, waits for another, expired before anyone opened it, or ended otherwise. */
  readonly state: MineState;
  readonly status: Status;
  readonly cause: Cause | null;
  readonly mode: Mode;
  readonly kind: Kind;
  readonly label: string;
  readonly other: string | null;
  readonly otherRef: string | null;
  readonly asked: AskedOf | null;
  readonly isEntered: boolean;
  /** Epoch ms, as all moments here. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | null;
  readonly can: readonly MineAction[];
  readonly extendTo: number | null;
}

export interface MinePage {
  readonly rows: readonly MineRow[];
  readonly more: number;
  readonly next: string | null;
}

/** Of our own server, whose answers a type test holds against these. */
export function parseMine(value: unknown): MinePage | null {
  const json = asJson(value);
  if (json === null || !Array.isArray(json['rows'])) return null;
  const rows = json['rows'].map(asJson).filter((row): row is Json => typeof row?.['id'] === 'string');
  return { rows: rows as unknown as MineRow[], more: Number(json['more']), next: typeof json['next'] === 'string' ? json['next'] : null };
}
