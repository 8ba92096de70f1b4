// Prekeys: each goes to one share or to none, whoever asks, from however many processes, and whoever dies in between.

import { describe, expect, test } from 'vitest';
import type { StoredPrekey } from '../../../src/core/ports/prekey-store.ts';
import type { TenantTag } from '../../../src/core/share.ts';
import { memoryWatermark } from '../../../src/store/watermark.ts';
import { newId, person } from '../../support/shares.ts';
import { startWorker } from '../process.ts';
import type { Stage } from './stage.ts';

const HOUR = 3_600_000;
const ANN = person('p:t:ann');
const BEN = person('p:t:ben');

const prekeys = (count: number, { device = 'laptop', madeAt = Date.now() - HOUR, forMs = 30 * 24 * HOUR } = {}): StoredPrekey[] =>
  Array.from({ length: count }, (_, n) => ({
    key: `age1${newId()}${n}`,
    device,
    madeAt: madeAt + n,
    untilAt: madeAt + n + forMs,
    note: `nt2/prekey/v1\nnote ${n} of ${device}\n\n— signed\n`,
  }));

export function testPrekeys(stage: Stage): void {
  describe('prekeys', () => {
    const tag = () => stage.of as TenantTag;
    const put = (list: readonly StoredPrekey[], max = 60) => stage.store.putPrekeys(tag(), ANN, list, max);
    const take = (id = newId(stage.of), now = Date.now()) => stage.store.takePrekey(id, ANN, now, now + HOUR);
    const free = (now = Date.now()) => stage.store.freePrekeys(tag(), ANN, now);

    test('gives the newest first, each to one share, and to that share again and again', async () => {
      const [first, second, third] = prekeys(3) as [StoredPrekey, StoredPrekey, StoredPrekey];
      await put([second, first, third]);
      expect(await free()).toEqual([third, second, first]);
      const [one, other] = [newId(stage.of), newId(stage.of)];
      expect(await take(one)).toEqual(third);
      expect(await take(one)).toEqual(third);
      expect(await stage.store.takenPrekey(one, ANN)).toEqual(third);
      expect(await stage.store.takenPrekey(other, ANN)).toBeNull();
      expect(await stage.store.takenPrekey(one, BEN)).toBeNull();
      expect(await take(other)).toEqual(second);
      expect(await free()).toEqual([first]);
      expect(await stage.store.takePrekey(newId(stage.of), BEN, Date.now(), Date.now() + HOUR)).toBeNull();
      expect(await take()).toEqual(first);
      expect(await take()).toBeNull();
    });

    test('does not add again what was taken, so that a repeated request gives no key twice', async () => {
      const list = prekeys(2);
      await put(list);
      const taken = await take();
      await put(list);
      expect((await free()).map(({ key }) => key)).toEqual(list.map(({ key }) => key).filter((key) => key !== taken?.key));
    });

    test('keeps the newest of a person, and hands out none whose time is over', async () => {
      const old = prekeys(3, { device: 'phone', madeAt: Date.now() - 10 * HOUR });
      const fresh = prekeys(3);
      await put(old);
      await put(fresh, 4);
      expect((await free()).map(({ device }) => device)).toEqual(['laptop', 'laptop', 'laptop', 'phone']);
      const late = Math.max(...fresh.map(({ untilAt }) => untilAt));
      expect(await free(late)).toEqual([]);
      expect(await take(newId(stage.of), late)).toBeNull();
    });

    test('withdraws one device, or all, at once for every instance, taken ones too', async () => {
      await put([...prekeys(2), ...prekeys(2, { device: 'phone', madeAt: Date.now() - 5 * HOUR })]);
      const id = newId(stage.of);
      expect((await take(id))?.device).toBe('laptop');
      const other = await stage.open();
      expect(await other.dropPrekeys(tag(), ANN, 'laptop')).toBe(2);
      expect(await stage.store.takenPrekey(id, ANN)).toBeNull();
      expect((await free()).map(({ device }) => device)).toEqual(['phone', 'phone']);
      expect((await take(id))?.device).toBe('phone');
      expect(await other.dropPrekeys(tag(), BEN, null)).toBe(0);
      expect(await other.dropPrekeys(tag(), ANN, null)).toBe(2);
      expect([await take(), await free()]).toEqual([null, []]);
      await put(prekeys(1));
      await stage.store.putPrekeys(tag(), BEN, prekeys(1), 60);
      await other.clearPrekeys(tag());
      expect([await take(), await stage.store.freePrekeys(tag(), BEN, Date.now())]).toEqual([null, []]);
    });

    test('T21: a store that went back in time hands out none, not even one that it gave before', async () => {
      await stage.put();
      await put(prekeys(3));
      const id = newId(stage.of);
      expect(await take(id)).not.toBeNull();
      const watermark = memoryWatermark();
      watermark.raise(tag(), { line: '00000000000000ff', n: 1 });
      const witness = await stage.open({ watermark });
      expect(await witness.takePrekey(newId(stage.of), ANN, Date.now(), Date.now() + HOUR)).toBeNull();
      expect(await take(id)).toBeNull();
      await witness.acceptRollback(tag());
      expect(await take(id)).not.toBeNull();
    });

    test('two senders at once get two keys, and never more than there are', async () => {
      await put(prekeys(20));
      const other = await stage.open();
      const taken = await Promise.all(
        Array.from({ length: 40 }, (_, at) =>
          (at % 2 ? stage.store : other).takePrekey(newId(stage.of), ANN, Date.now(), Date.now() + HOUR),
        ),
      );
      const keys = taken.flatMap((one) => (one === null ? [] : [one.key]));
      expect(keys).toHaveLength(20);
      expect(new Set(keys).size).toBe(20);
    });

    test.skipIf(stage.rounds === 0)(
      'T6: of two processes that take at once none gets a key of the other, and what a killed one took is spent',
      async () => {
        const list = prekeys(60);
        await put(list);
        const workers = [await startWorker(stage.where()), await startWorker(stage.where())] as const;
        const order = { do: 'take-prekeys', of: stage.of, person: ANN, shares: 20 } as const;
        const taken = (await Promise.all(workers.map((worker) => worker.ask(order)))) as string[][];
        const keys = taken.flat();
        expect(keys).toHaveLength(40);
        expect(new Set(keys).size).toBe(40);
        const id = newId(stage.of);
        await workers[0].askToDie({ do: 'take-and-die', id, person: ANN });
        // The share that it was for still has it, and no other share gets it.
        const spent = await stage.store.takenPrekey(id, ANN);
        expect(spent).not.toBeNull();
        expect(await take(id)).toEqual(spent);
        const rest = (await workers[1].ask({ ...order, shares: 30 })) as string[];
        expect(rest).toHaveLength(19);
        expect(new Set([...keys, ...rest, spent?.key]).size).toBe(60);
        await workers[1].kill();
      },
    );
  });
}
