// A world in which what was handed over is to be changed, with the watcher that asks about it.

import { expect } from 'vitest';
import type { DeliveryResult } from '../../src/core/ports/message-sender.ts';
import type { Rotation } from '../../src/core/ports/rotation-store.ts';
import type { PersonKey, Share, ShareId } from '../../src/core/share.ts';
import { parseOutsideEvent } from '../../src/core/shares/outside-events.ts';
import { createRotationWatcher, type RotationWatcherDeps } from '../../src/jobs/rotation-watcher.ts';
import { policyOf, templateOf } from '../support/policies.ts';
import type { WorldOptions } from '../support/world.ts';
import { code, must, openShares } from './shares-world.ts';

export const DAY = 86_400_000;
export const sam = { key: 'playground:demo:sam' as PersonKey, name: 'Sam' };

export async function openRotations({ engagements, ...options }: WorldOptions & { engagements?: ReadonlyMap<PersonKey, number> } = {}) {
  const template = templateOf({ rotateAfterMs: 90 * DAY, rule: { modes: ['sealed'] } });
  const policy = {
    current: () => ({ ...policyOf({ templates: [template] }), ...(engagements && { engagements }) }),
    announce: () => Promise.resolve(),
  };
  const stage = await openShares({ endpoints: ['one'], policy, ...options });
  const { world, ready, claim, recipient } = stage;
  const said: string[] = [];
  let answer: DeliveryResult | null = null;
  const sender: RotationWatcherDeps['sender'] = {
    ask: async ({ owner, asked, dueAt }, now) => {
      if (answer?.ok === false) return answer;
      said.push(`${owner.name} ${dueAt <= now ? 'due' : 'soon'} ${asked}`);
      return { ok: true, ref: `m${asked}` };
    },
    close: async ({ closed, message }) => {
      said.push(`${closed?.how} ${message}`);
      return { ok: true, ref: message ?? '' };
    },
  };
  const watcherOf = (owner: string, more: Partial<RotationWatcherDeps> = {}) =>
    createRotationWatcher({
      store: world.store,
      clock: () => world.now,
      retentionMs: DAY,
      endpointIds: async () => ['one'],
      sender,
      owner,
      ...more,
    });
  const rounds = async (n = 2): Promise<string[]> => {
    for (let at = 0; at < n; at += 1) await watcherOf('a')();
    return said.splice(0);
  };
  /** What the outbox dispatcher does with it. */
  async function hear(id: ShareId): Promise<void> {
    const share = (await world.store.load(id))!;
    for (const message of share.outbox.filter(({ kind }) => kind === 'rotation')) {
      await world.rotations.heard(share);
      must(await world.shares.markSent(id, message, ''));
    }
  }
  /** Opened, and the lease over: they may have it. */
  async function opened(more: Parameters<typeof ready>[1] = { template: template.name, expiresInMs: DAY }): Promise<Share> {
    const it = await ready('sealed', more);
    expect(code(await claim(recipient, it))).toBe('ok');
    world.now += 10 * 60_000;
    const ended = must(await world.shares.expireIfDue(it.share.id));
    expect(ended.state).toMatchObject({ status: 'ended', cause: 'unconfirmed' });
    await hear(ended.id);
    return (await world.store.load(ended.id))!;
  }
  async function told(id: ShareId): Promise<string[]> {
    const lane = { endpoint: 'one', share: id };
    const types: string[] = [];
    for (let next = await world.store.firstDelivery(lane); next !== null; next = await world.store.firstDelivery(lane)) {
      types.push(parseOutsideEvent(next.event)!.type);
      await world.store.settleDelivery(lane, next.id);
    }
    return types.filter((type) => type.includes('rotat'));
  }
  const find = async (id: ShareId): Promise<Rotation> => (await world.store.rotation(id))!;
  const fails = (no: DeliveryResult | null): void => void (answer = no);
  return { ...stage, opened, rounds, watcherOf, said, told, find, fails, hear };
}
