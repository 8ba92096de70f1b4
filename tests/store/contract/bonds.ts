// Which browsers are known for which people.

import { describe, expect, test } from 'vitest';
import type { Bond } from '../../../src/core/ports/bond-store.ts';
import type { PersonKey, TenantTag } from '../../../src/core/share.ts';
import type { Stage } from './stage.ts';

const HOUR = 3_600_000;
const ann = 'playground:toy:ann' as PersonKey;
const ben = 'playground:toy:ben' as PersonKey;
const SALT = Buffer.alloc(32, 7).toString('base64');
const MAX = 3;

export function testBonds(stage: Stage): void {
  describe('bonds', () => {
    const tag = (): TenantTag => stage.of as TenantTag;
    const now = Date.now();
    const bond = (device: string, more: Partial<Bond> = {}): Bond => ({
      id: `id-of-${device}`,
      person: ann,
      device,
      salt: SALT,
      madeAt: now,
      usedAt: now,
      untilAt: now + HOUR,
      ...more,
    });
    const put = (one: Bond) => stage.store.putBond(tag(), one, MAX);
    const use = (device: string, more: Partial<Bond> = {}) =>
      stage.store.useBond(tag(), { person: ann, device, usedAt: now + 1, untilAt: now + 1 + HOUR, ...more });

    test('a bond is of one person, one browser and one tenant, and each use lengthens it', async () => {
      expect(await put(bond('D'))).toEqual([]);
      const used = bond('D', { usedAt: now + 1, untilAt: now + 1 + HOUR });
      expect(await use('D')).toEqual(used);
      expect(await stage.store.bonds(tag(), ann, now)).toEqual([used]);
      expect([await use('E'), await use('D', { person: ben }), await stage.store.bonds(tag(), ben, now)]).toEqual([null, null, []]);
      const elsewhere = 'zzzzzz' as TenantTag;
      expect(await stage.store.useBond(elsewhere, { person: ann, device: 'D', usedAt: now, untilAt: now + HOUR })).toBeNull();
    });

    test('a bond that nobody used in its time is over, and is not brought back by its use', async () => {
      await put(bond('D'));
      const late = now + HOUR;
      expect(await stage.store.bonds(tag(), ann, late - 1)).toHaveLength(1);
      expect(await stage.store.bonds(tag(), ann, late)).toEqual([]);
      expect(await use('D', { usedAt: late, untilAt: late + HOUR })).toBeNull();
    });

    test('made again, it goes on as the one that it was; after its end it is another', async () => {
      await put(bond('D'));
      await put(bond('D', { id: 'another', salt: 'other', madeAt: now + 5, usedAt: now + 5, untilAt: now + 5 + HOUR }));
      expect(await stage.store.bonds(tag(), ann, now)).toEqual([bond('D', { usedAt: now + 5, untilAt: now + 5 + HOUR })]);
      const later = now + 3 * HOUR;
      const anew = bond('D', { id: 'anew', madeAt: later, usedAt: later, untilAt: later + HOUR });
      await put(anew);
      expect(await stage.store.bonds(tag(), ann, later)).toEqual([anew]);
    });

    test('of too many, those that were used longest ago end', async () => {
      for (const [n, device] of ['A', 'B', 'C'].entries()) await put(bond(device, { usedAt: now + n }));
      await use('A', { usedAt: now + 10, untilAt: now + HOUR });
      expect(await put(bond('D', { usedAt: now + 11 }))).toEqual(['id-of-B']);
      expect((await stage.store.bonds(tag(), ann, now)).map(({ device }) => device)).toEqual(['D', 'A', 'C']);
      // One that is there already takes nobody's place.
      expect(await put(bond('C', { usedAt: now + 12 }))).toEqual([]);
    });

    test('a bond that was dropped is used by nobody, at any instance, and only its own person drops it', async () => {
      const other = await stage.open();
      await put(bond('D'));
      await put(bond('E'));
      expect(await stage.store.dropBond(tag(), ben, 'id-of-D')).toBe(false);
      expect([await other.dropBond(tag(), ann, 'id-of-D'), await stage.store.dropBond(tag(), ann, 'id-of-D')]).toEqual([true, false]);
      expect([await use('D'), (await use('E'))?.device]).toEqual([null, 'E']);
      const races = await Promise.all([
        other.dropBond(tag(), ann, 'id-of-E'),
        ...Array.from({ length: 20 }, (_, n) =>
          (n % 2 ? stage.store : other).useBond(tag(), { person: ann, device: 'E', usedAt: now, untilAt: now + HOUR }),
        ),
      ]);
      expect(races[0]).toBe(true);
      expect([await use('E'), await stage.store.bonds(tag(), ann, now)]).toEqual([null, []]);
    });
  });
}
