// An event is new in one file and is read in many: each place must know it, and what nobody is told must stay untold.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../src/core/evidence/controls.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { WATCHES, type Share, type TenantTag } from '../../src/core/share.ts';
import { deliveriesOf, OUTSIDE_TYPES, parseOutsideEvent, type OutsideType } from '../../src/core/shares/outside-events.ts';
import type { EventType, LogEventType } from '../../src/crypto/events/event.ts';
import { changesState } from '../../src/crypto/receipt/receipt.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { measureStore } from '../../src/telemetry/store.ts';
import { messages } from '../../src/web/messages/receipt.ts';
import { root } from '../architecture/read-imports.ts';
import { commitOf, aShare } from '../support/shares.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const [events, log, webhooks, operations] = ['protocol/events', 'protocol/log', 'webhooks', 'operations'].map((name) =>
  read(`docs/${name}.md`),
) as [string, string, string, string];

/** Of each event of a share: whether the recipient's half of a receipt has it, and what webhooks call it. The compiler asks for each. */
const OF_SHARES: Readonly<Record<EventType, readonly ['both' | 'sender', OutsideType | null]>> = {
  created: ['both', 'share.created'],
  notified: ['sender', null],
  entered: ['sender', null],
  accepted: ['both', 'share.accepted'],
  sealed: ['both', 'share.sealed'],
  refused: ['sender', 'share.refused'],
  claimed: ['both', 'share.opened'],
  delivered: ['both', 'share.delivered'],
  extended: ['both', 'share.extended'],
  'asked-approval': ['both', null],
  approval: ['both', null],
  ended: ['both', 'share.ended'],
};
/** What the log says of itself: never to a webhook, and in no receipt. */
const OF_LOGS: Readonly<Record<LogEventType, true>> = {
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
const types = Object.keys(OF_SHARES) as EventType[];
const rowOf = (page: string, type: string): string | undefined =>
  page.split('\n').find((line) => line.startsWith('| ') && (line.split('|')[1] ?? '').includes(`\`${type}\``));
const told = (leaf: string, watches: Share['watched'] = []): string[] => {
  const all = deliveriesOf({ share: aShare(), leaves: [leaf], watches, at: 1 }, ['ops'])?.events ?? [];
  return all.map((text) => parseOutsideEvent(text)?.type ?? '');
};

/** What a rotation tells, which stands in no log. */
const OF_ROTATIONS = ['share.rotate_soon', 'share.rotation_due', 'share.rotated'] as const;

describe('J10: an event of a share', () => {
  it.each(types)('%s has its row in the format, its controls, its name while it waits, and is counted', async (type) => {
    expect(rowOf(events, type)).toMatch(/^\| `[\w-]+` \| .+ \| .+ \|$/);
    const { soc2, iso, shows } = CONTROLS[type];
    expect(soc2.length + iso.length).toBeGreaterThan(0);
    expect(shows).toMatch(/^[A-Z].*\.$/);
    // In words, not as the log calls it.
    expect(messages.waitingEvent(type)).not.toBe(type);
    const metrics = createMetrics();
    const store = measureStore({ commit: async () => ({ ok: true }) } as unknown as Store, metrics);
    await store.commit(commitOf(aShare(), { leaves: [`nt2/event/v2\ntype ${type}\nshare x\n`] }));
    const counted = await metrics.registry.getSingleMetric('nt2_events_total')?.get();
    expect(counted?.values).toEqual([expect.objectContaining({ labels: { type, asked: 'no' }, value: 1 })]);
  });

  it.each(types)('%s reaches the readers of a receipt and of webhooks who are meant to have it, and no others', (type) => {
    const [readers, name] = OF_SHARES[type];
    expect(changesState(type)).toBe(readers === 'both');
    expect(told(`nt2/event/v1\ntype ${type}\nshare x\n`)).toEqual(name === null ? [] : [name]);
    if (name !== null) expect(rowOf(webhooks, name)).toBeDefined();
  });
});

describe('J10: what is told beside them', () => {
  it.each(WATCHES)('%s, a reminder, is told to webhooks and stands in no log', (watch) => {
    const [name = ''] = told('', [watch]);
    expect(OUTSIDE_TYPES).toContain(name);
    expect(rowOf(webhooks, name)).toContain('reminded');
    expect(rowOf(events, watch)).toBeUndefined();
  });

  it.each(Object.keys(OF_LOGS) as LogEventType[])(
    '%s, which the log says of itself, is in its format and in evidence, is counted, and told to no webhook',
    async (type) => {
      const metrics = createMetrics();
      const store = measureStore({ appendLeaf: async () => 7 } as unknown as Store, metrics);
      expect(await store.appendLeaf('aaaaaa' as TenantTag, `nt2/log/v1\ntype ${type}\nlog x\n`)).toBe(7);
      const counted = await metrics.registry.getSingleMetric('nt2_events_total')?.get();
      expect(counted?.values).toEqual([expect.objectContaining({ labels: { type, asked: 'no' }, value: 1 })]);
      expect(rowOf(log, type)).toBeDefined();
      expect(CONTROLS[type].shows).toMatch(/^[A-Z].*\.$/);
      expect(told(`nt2/log/v1\ntype ${type}\nlog x\n`)).toEqual([]);
      expect(rowOf(webhooks, type)).toBeUndefined();
    },
  );

  it('evidence knows every event, and no other', () => {
    expect(Object.keys(CONTROLS).toSorted()).toEqual([...types, ...Object.keys(OF_LOGS)].toSorted());
    for (const type of OF_ROTATIONS) expect(rowOf(webhooks, type), type).toBeDefined();
    expect(new Set(OUTSIDE_TYPES)).toEqual(
      new Set([
        ...Object.values(OF_SHARES).flatMap(([, name]) => name ?? []),
        ...WATCHES.flatMap((watch) => told('', [watch])),
        ...OF_ROTATIONS,
      ]),
    );
  });

  it.each(['sweep.failed', 'webhooks.failed', 'evidence.failed', 'log.failed', 'rotation.failed', 'offboarding.failed', 'envelope.failed'])(
    '%s, a line that says that work failed, is explained',
    (event) => {
      expect(operations).toContain(`\`${event}\``);
    },
  );
});
