// What is to be changed after it was handed over.

import { describe, expect, test } from 'vitest';
import { allRotations, type Rotation } from '../../../src/core/ports/rotation-store.ts';
import type { Person, PersonKey, TenantTag } from '../../../src/core/share.ts';
import { newId } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

const person = (name: string): Person => ({ key: `playground:toy:${name.toLowerCase()}` as PersonKey, name });
const [ann, ben] = [person('Ann'), person('Ben')];
const AT = 1_900_000_000_000;

export function testRotations(stage: Stage): void {
  describe('rotations', () => {
    const tag = (): TenantTag => stage.of as TenantTag;
    const rotation = (dueAt: number, more: Partial<Rotation> = {}): Rotation => ({
      id: newId(stage.of),
      version: 1,
      kind: 'credential',
      label: 'Key',
      template: null,
      giver: ann.key,
      owner: ann,
      why: 'template',
      holders: [{ share: newId(stage.of), person: ben, at: AT }],
      startedAt: AT,
      dueAt,
      nextAt: dueAt - 10,
      asked: 0,
      closed: null,
      ...more,
    });
    const put = (one: Rotation, more: { until?: number; events?: readonly string[] } = {}) =>
      stage.store.putRotation(one, {
        until: more.until ?? null,
        at: Date.now(),
        deliveries: more.events ? { endpoints: ['hook'], events: more.events } : null,
      });
    const mine = async () => (await stage.store.dueRotations(9e15, 10_000)).filter((id) => id.startsWith(stage.of));

    test('one version follows the other, and of several writers of one version one wins', async () => {
      const first = rotation(AT);
      expect([await put(first), await put(first)]).toEqual([true, false]);
      const next = { ...first, version: 2, asked: 1, nextAt: AT + 5 };
      const won = await Promise.all(Array.from({ length: 20 }, (_, n) => put({ ...next, label: `Key ${n}` })));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await stage.store.rotation(first.id)).toEqual({ ...next, label: `Key ${won.indexOf(true)}` });
      expect(await put({ ...first, version: 4 })).toBe(false);
      expect(await stage.store.rotation(newId(stage.of))).toBeNull();
    });

    test('are listed by when they are due, a page at a time, and found when their clock acts', async () => {
      const all = [rotation(AT + 3), rotation(AT + 1), rotation(AT + 1), rotation(AT + 2, { nextAt: null }), rotation(AT + 9)];
      for (const one of all) expect(await put(one)).toBe(true);
      const listed: number[] = [];
      for await (const { dueAt } of allRotations(stage.store, tag(), 2)) listed.push(dueAt - AT);
      expect(listed).toEqual([1, 1, 2, 3, 9]);
      expect(await mine()).toHaveLength(4);
      const early = (await stage.store.dueRotations(AT - 8, 10_000)).filter((id) => id.startsWith(stage.of));
      expect(early.toSorted()).toEqual([all[1]!.id, all[2]!.id].toSorted());
    });

    test('one that is closed acts no more, and is forgotten when its time is over', async () => {
      const one = rotation(AT);
      await put(one);
      const closed = { at: AT, by: ann.key, how: 'rotated' } as const;
      await put({ ...one, version: 2, nextAt: null, closed }, { until: Date.now() + 60_000 });
      expect([await mine(), (await stage.store.rotation(one.id))?.closed]).toEqual([[], closed]);
      await put({ ...one, version: 3, nextAt: null, closed }, { until: Date.now() + 1 });
      await expect.poll(() => stage.store.rotation(one.id)).toBeNull();
      expect(await stage.store.rotations(tag(), null, 10)).toEqual({ rows: [], last: null });
    });

    test('what webhooks are told of it is written with it, or not at all', async () => {
      const one = rotation(AT);
      const lane = { endpoint: 'hook', share: one.id };
      await put(one, { events: ['e1 first'] });
      await put(one, { events: ['e2 lost'] });
      await put({ ...one, version: 2 }, { events: ['e3 second'] });
      const told: string[] = [];
      for (let next = await stage.store.firstDelivery(lane); next !== null; next = await stage.store.firstDelivery(lane)) {
        told.push(next.id);
        await stage.store.settleDelivery(lane, next.id);
      }
      expect(told).toEqual(['e1', 'e3']);
    });
  });
}
