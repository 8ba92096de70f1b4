// What one row of the board says of a share, or of the evidence that is left of it, and how much of it a role sees.

import { seesPart, type BoardPolicy, type BoardRole } from '../policy/board-access.ts';
import type { ShareEvidence } from '../ports/evidence-store.ts';
import type { AskedOf, Cause, Kind, Mode, PersonKey, Share, ShareId, Status } from '../share.ts';

export interface BoardPerson {
  readonly key: PersonKey;
  /** As chat showed it when the share began. Null: the reader's role does not see it, or only evidence is left. */
  readonly name: string | null;
}

export interface BoardRow {
  readonly id: ShareId;
  readonly status: Status;
  readonly cause: Cause | null;
  readonly kind: Kind;
  readonly mode: Mode;
  readonly asked: AskedOf | null;
  readonly template: string | null;
  readonly sender: BoardPerson;
  /** Null: the holder of a link. */
  readonly recipient: BoardPerson | null;
  readonly createdAt: number;
  /** Null: only evidence is left. */
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
  /** Null: the reader's role does not see it, or only evidence is left. */
  readonly label: string | null;
}

/** As whom the board is read. */
export interface BoardSight extends Pick<BoardPolicy, 'labels'> {
  readonly role: BoardRole;
}

/** Leaves out what this role does not see. */
export function shown(row: BoardRow, { role, labels }: BoardSight): BoardRow {
  const sees = (part: Parameters<typeof seesPart>[1]): boolean => seesPart(role, part, { labels });
  const called = (one: BoardPerson): BoardPerson => ({ key: one.key, name: sees('names') ? one.name : null });
  return {
    ...row,
    sender: called(row.sender),
    recipient: row.recipient && called(row.recipient),
    label: sees('label') ? row.label : null,
  };
}

export function ofShare({ id, state, kind, mode, asked, terms, sender, recipient, createdAt, expiresAt, label }: Share): BoardRow {
  const [cause, endedAt] = state.status === 'ended' ? [state.cause, state.at] : [null, null];
  return {
    id,
    status: state.status,
    cause,
    kind,
    mode,
    asked: asked?.of ?? null,
    template: terms?.template?.name ?? null,
    sender: { key: sender.key, name: sender.name },
    recipient: recipient && { key: recipient.key, name: recipient.name },
    createdAt,
    expiresAt,
    endedAt,
    label,
  };
}

export const ofEvidence = ({ id, cause, kind, mode, asked, template, sender, recipient, createdAt, endedAt }: ShareEvidence): BoardRow => ({
  id,
  status: 'ended',
  cause,
  kind,
  mode,
  asked: asked ?? null,
  template: template ?? null,
  sender: { key: sender, name: null },
  recipient: recipient && { key: recipient, name: null },
  createdAt,
  expiresAt: null,
  endedAt,
  label: null,
});
