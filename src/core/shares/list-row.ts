// One line of a person's own list: what it is, how it stands for them, and what they can do about it now.

import { decide } from '../lifecycle/decide.ts';
import { dayMore } from '../lifecycle/extending.ts';
import { ERASED_PERSON } from '../lifecycle/transitions.ts';
import { listState } from '../lists.ts';
import type { ListPlace, ListState } from '../ports/list-store.ts';
import {
  hasChat,
  OUTSIDER,
  starterOf,
  type AskedOf,
  type Cause,
  type Kind,
  type Mode,
  type Party,
  type PersonKey,
  type Share,
  type ShareId,
  type Status,
} from '../share.ts';

/** What the person who began a share can do from a list. */
export const ROW_ACTIONS = ['remind', 'extend', 'revoke', 'again'] as const;
export type RowAction = (typeof ROW_ACTIONS)[number];

/** Nothing of it opens anything, and nothing of it is another share's. */
export interface ListRow {
  readonly id: ShareId;
  readonly role: Party;
  /** Whether this person began it. */
  readonly isMine: boolean;
  readonly state: ListState;
  readonly status: Status;
  readonly cause: Cause | null;
  readonly mode: Mode;
  readonly kind: Kind;
  readonly label: string;
  /** The other person; null: a holder of a link. */
  readonly other: string | null;
  /** Null: a program, or a holder of a link. No page sees it as it is. */
  readonly otherKey: PersonKey | null;
  /** Of a request: whom it asks. */
  readonly asked: AskedOf | null;
  /** It waits for its sender, who has typed it already: their browser encrypts it. */
  readonly isEntered: boolean;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | null;
  readonly can: readonly RowAction[];
  /** Until when `extend` makes it wait, epoch ms; null: not any longer. */
  readonly extendTo: number | null;
}

export interface RowList {
  readonly rows: readonly ListRow[];
  /** How many follow, or at least so many. */
  readonly more: number;
  readonly last: ListPlace | null;
}

interface RowContext {
  readonly now: number;
  /** How long a share may wait in all. */
  readonly extendMostMs: number;
}

/** `person` is one of the two. */
export function rowOf(share: Share, person: PersonKey, context: RowContext): ListRow {
  const { id, state, sender, recipient, mode, kind, label, asked, createdAt, expiresAt } = share;
  const role: Party = person === sender.key ? 'sender' : 'recipient';
  const other = role === 'sender' ? recipient : sender;
  const can = starterOf(share).key === person ? actionsOf(share, person, context) : [];
  return {
    id,
    role,
    isMine: starterOf(share).key === person,
    state: listState(share, role),
    status: state.status,
    cause: state.status === 'ended' ? state.cause : null,
    mode,
    kind,
    label,
    other: other === null || other.key === OUTSIDER.key ? null : other.name,
    otherKey: other !== null && hasChat(other) && other.key !== ERASED_PERSON ? other.key : null,
    asked: asked?.of ?? null,
    isEntered: 'payload' in state && state.payload !== null,
    createdAt,
    expiresAt,
    endedAt: state.status === 'ended' ? state.at : null,
    can,
    extendTo: can.includes('extend') ? dayMore(share, { now: context.now, mostMs: context.extendMostMs }) : null,
  };
}

/** What the rules would let them do at this moment. */
function actionsOf(share: Share, by: PersonKey, { now, extendMostMs }: RowContext): RowAction[] {
  const commands = {
    remind: { kind: 'remind', by, isBlocked: false },
    extend: { kind: 'extend', by, expiresAt: null, mostMs: extendMostMs },
    revoke: { kind: 'revoke', by },
  } as const;
  return ROW_ACTIONS.filter((action) => {
    if (action === 'again') return isRepeatable(share);
    return decide(share, commands[action], { now, storage: 'unsaid' }).refusal === null;
  });
}

/** Whether it can begin once more: it is over, and its people and its words are still known. */
export const isRepeatable = ({ state, label, sender, recipient }: Share): boolean =>
  state.status === 'ended' && label !== '' && sender.key !== ERASED_PERSON && recipient?.key !== ERASED_PERSON;
