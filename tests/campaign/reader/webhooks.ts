// What receivers of webhooks have got, held against the log: of each share all its steps, in order, and what is missing still waits.

import type { Found, WebhookEvent } from './found.ts';
import type { FoundEvent } from './story.ts';

export interface Arrival extends WebhookEvent {
  readonly share: string;
  /** Its signature holds for this endpoint's secret. */
  readonly isGenuine: boolean;
}

export interface Receiver {
  readonly name: string;
  /** As the store names its lanes. */
  readonly endpoint: string;
  /** In the order in which they came, each as often as it came. */
  readonly arrived: readonly Arrival[];
  /** It takes everything: at the end nothing waits for it. */
  readonly isWell: boolean;
}

/** As docs/webhooks.md has them, by what stands in the log. */
const TOLD: Readonly<Record<string, string>> = {
  created: 'share.created',
  accepted: 'share.accepted',
  sealed: 'share.sealed',
  claimed: 'share.opened',
  delivered: 'share.delivered',
  ended: 'share.ended',
  refused: 'share.refused',
  extended: 'share.extended',
};

/** Each wrong is one sentence. `events`: of each share, in the order of the log. */
export function judgeWebhooks(
  { lanes }: Pick<Found, 'lanes'>,
  events: ReadonlyMap<string, readonly FoundEvent[]>,
  { name, endpoint, arrived, isWell }: Receiver,
): string[] {
  const wrongs: string[] = [];
  const got = new Map<string, Map<string, string>>();
  for (const { id, type, share, isGenuine } of arrived) {
    if (!isGenuine) wrongs.push(`${name}: ${share}: ${type} is not signed`);
    // What comes again has its old place.
    const own = got.get(share) ?? new Map<string, string>();
    got.set(share, own.has(id) ? own : own.set(id, type));
  }
  for (const [share, own] of events) {
    const here = got.get(share) ?? new Map<string, string>();
    const waits = (lanes.get(`${endpoint}:${share}`) ?? []).filter(({ id }) => !here.has(id));
    const told = [...here.values(), ...waits.map(({ type }) => type)].join(' ');
    const wanted = own.flatMap(({ type }) => TOLD[type] ?? []).join(' ');
    if (told !== wanted) wrongs.push(`${name}: ${share}: its steps are ${wanted}, and what arrived or waits is ${told}`);
    if (isWell && waits.length > 0) wrongs.push(`${name}: ${share}: ${waits.length} events wait for a receiver that takes everything`);
  }
  for (const share of got.keys()) if (!events.has(share)) wrongs.push(`${name}: ${share}: events of a share that the log does not know`);
  return wrongs;
}
