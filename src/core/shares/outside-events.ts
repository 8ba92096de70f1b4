// What the outside is told of a commit: the steps of a share that it has added to the log, and that it reminds of itself. No name, label, link or key is in it; what a
// receiver learns of the people comes from the share, at the moment of sending. See docs/decisions/webhooks.md.

import type { NewDeliveries } from '../ports/delivery-store.ts';
import type { Share, Watch } from '../share.ts';

export const OUTSIDE_TYPES = [
  'share.created',
  'share.accepted',
  'share.sealed',
  'share.opened',
  'share.delivered',
  'share.ended',
  'share.refused',
  'share.not_accepted',
  'share.not_opened',
  'share.expiring',
  'share.extended',
  'share.rotate_soon',
  'share.rotation_due',
  'share.rotated',
] as const;
export type OutsideType = (typeof OUTSIDE_TYPES)[number];

export interface OutsideEvent {
  /** `<share>_<version>_<n>`, of a rotation `<share>_r<version>_<n>`: the same whenever it is sent. */
  readonly id: string;
  readonly type: OutsideType;
  /** When the change was decided, epoch ms. */
  readonly at: number;
  /** The share's version after the change: grows from event to event of a share. */
  readonly version: number;
  /** Lines of the log's event, such as the cause of an end. */
  readonly facts: Readonly<Record<string, string>>;
}

interface Told {
  readonly type: OutsideType;
  /** Lines of the event that go along. */
  readonly facts: readonly string[];
}

/** By the type of the log's event; what else is in the log stays inside. */
const TOLD: Readonly<Record<string, Told>> = {
  created: { type: 'share.created', facts: [] },
  accepted: { type: 'share.accepted', facts: [] },
  sealed: { type: 'share.sealed', facts: [] },
  claimed: { type: 'share.opened', facts: [] },
  delivered: { type: 'share.delivered', facts: [] },
  ended: { type: 'share.ended', facts: ['cause'] },
  refused: { type: 'share.refused', facts: ['what', 'count'] },
  extended: { type: 'share.extended', facts: ['expires'] },
};

/** What the log does not have: the share has only reminded of itself. */
const WATCHED: Readonly<Record<Watch, OutsideType>> = {
  'not-accepted': 'share.not_accepted',
  'not-opened': 'share.not_opened',
  expiring: 'share.expiring',
};

/** Null: there is nothing to tell, or nobody to tell it. */
export function deliveriesOf(
  {
    share,
    leaves,
    watches = [],
    at,
  }: { readonly share: Share; readonly leaves: readonly string[]; readonly watches?: readonly Watch[]; readonly at: number },
  endpoints: readonly string[],
): NewDeliveries | null {
  if (endpoints.length === 0) return null;
  const steps = leaves.flatMap((leaf) => {
    const lines = linesOf(leaf);
    const told = Object.hasOwn(TOLD, lines['type'] ?? '') ? TOLD[lines['type'] as string] : undefined;
    return told === undefined ? [] : [{ type: told.type, facts: Object.fromEntries(told.facts.map((key) => [key, lines[key] ?? ''])) }];
  });
  const events = [...steps, ...watches.map((watch) => ({ type: WATCHED[watch], facts: {} }))];
  if (events.length === 0) return null;
  return {
    endpoints,
    events: events.map((one, n) => formatOutsideEvent({ ...one, id: `${share.id}_${share.version}_${n}`, at, version: share.version })),
  };
}

/** The lines of an event, without its version line and without signatures. */
function linesOf(leaf: string): Readonly<Record<string, string>> {
  const [text = ''] = leaf.split('\n\n', 1);
  const pairs = text
    .split('\n')
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>;
}

export const formatOutsideEvent = (event: OutsideEvent): string =>
  `${event.id} ${JSON.stringify([event.type, event.at, event.version, event.facts])}`;

/** Null: an event of another version of nt2. */
export function parseOutsideEvent(text: string): OutsideEvent | null {
  const space = text.indexOf(' ');
  let stored: unknown;
  try {
    stored = JSON.parse(text.slice(space + 1));
  } catch {
    return null;
  }
  if (!Array.isArray(stored)) return null;
  const [type, at, version, facts] = stored as unknown[];
  const isKnown = OUTSIDE_TYPES.some((one) => one === type);
  if (!isKnown || typeof at !== 'number' || typeof version !== 'number' || typeof facts !== 'object' || facts === null) return null;
  return { id: text.slice(0, space), type: type as OutsideType, at, version, facts: facts as Record<string, string> };
}
