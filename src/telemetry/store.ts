// Measures the store: how long each verb takes, what fails, and what has been committed. It changes nothing that a verb does.

import type { EventType, LogEventType } from '../crypto/events/event.ts';
import type { Commit } from '../core/ports/share-store.ts';
import type { Store } from '../core/ports/store.ts';
import type { Share } from '../core/share.ts';
import type { Metrics } from './metrics.ts';
import { codeOf } from './label-values.ts';

const TYPES: Readonly<Record<EventType | LogEventType, true>> = {
  created: true,
  notified: true,
  entered: true,
  accepted: true,
  sealed: true,
  refused: true,
  claimed: true,
  delivered: true,
  extended: true,
  'asked-approval': true,
  approval: true,
  ended: true,
  // What the log says of itself.
  key: true,
  begun: true,
  forgotten: true,
  exported: true,
  pruned: true,
  bound: true,
  signin: true,
  unbound: true,
  demand: true,
  policy: true,
  pages: true,
  envelope: true,
};
/** The second line of every event, signed or not. */
const TYPE = /^[^\n]*\ntype ([a-z-]+)\n/;

type Verb = (...args: readonly unknown[]) => unknown;

export function measureStore(store: Store, metrics: Metrics): Store {
  const measured = (verb: string, call: Verb): Verb => {
    const time = metrics.storeTime.labels({ verb });
    return async (...args) => {
      const began = performance.now();
      try {
        return await call(...args);
      } catch (error) {
        metrics.storeFaults.inc({ verb, code: codeOf(error) });
        throw error;
      } finally {
        time.observe((performance.now() - began) / 1_000);
      }
    };
  };
  const verbs = Object.entries(store).map(([verb, call]) => [verb, measured(verb, call as Verb)]);
  const over = Object.fromEntries(verbs) as Store;
  return {
    ...over,
    async commit(commit) {
      const done = await over.commit(commit);
      metrics.commits.inc({ outcome: done.ok ? 'ok' : done.reason });
      if (done.ok) count(commit, metrics);
      return done;
    },
    async appendLeaf(tag, leaf) {
      const at = await over.appendLeaf(tag, leaf);
      const type = typeOf(leaf);
      if (type !== null) metrics.events.inc({ type, asked: 'no' });
      return at;
    },
    async settleDelivery(...args) {
      await over.settleDelivery(...args);
      metrics.webhookTries.inc({ outcome: 'arrived' });
    },
    async putOffLane(...args) {
      await over.putOffLane(...args);
      metrics.webhookTries.inc({ outcome: 'failed' });
    },
    async buryDelivery(...args) {
      await over.buryDelivery(...args);
      metrics.webhookTries.inc({ outcome: 'given_up' });
    },
  };
}

function count({ share, leaves, watches = [] }: Commit, metrics: Metrics): void {
  for (const reason of watches) metrics.reminders.inc({ reason });
  for (const leaf of leaves) {
    const type = typeOf(leaf);
    if (type === null) continue;
    metrics.events.inc({ type, asked: askedOf(share) });
    tell(type, share, metrics);
  }
}

/** A request, to a person or by link, is told from what its sender began. */
const askedOf = ({ asked }: Share): string => asked?.of ?? 'no';

function tell(type: EventType | LogEventType, share: Share, metrics: Metrics): void {
  const { state, createdAt } = share;
  const acceptance = 'acceptance' in state ? state.acceptance : null;
  const claim = 'claim' in state ? state.claim : null;
  const seal = 'seal' in state ? state.seal : null;
  if (type === 'accepted' && acceptance !== null) metrics.toAccepted.observe(seconds(createdAt, acceptance.at));
  if (type === 'claimed' && claim !== null) metrics.toClaimed.observe(seconds(Math.max(seal?.at ?? 0, acceptance?.at ?? 0), claim.at));
  if (type !== 'ended' || state.status !== 'ended') return;
  metrics.ends.inc({ cause: state.cause, asked: askedOf(share) });
  if (state.cause === 'delivered' && claim !== null) metrics.toDelivered.observe(seconds(claim.at, state.at));
}

function typeOf(leaf: string): EventType | LogEventType | null {
  const type = TYPE.exec(leaf)?.[1] ?? '';
  return isType(type) ? type : null;
}
const isType = (word: string): word is EventType | LogEventType => Object.hasOwn(TYPES, word);
/** Two instances may have two clocks. */
const seconds = (from: number, to: number): number => Math.max(0, to - from) / 1_000;
