// A person's own shares: what waits for whom, what a search takes, and that nobody sees another's.

import { describe, expect, test } from 'vitest';
import { limits, searchLimits } from '../../src/core/limits.ts';
import { foldText, listState, parseSearch } from '../../src/core/lists.ts';
import { LIST_STATES, type ListState } from '../../src/core/ports/list-store.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { alex, casey, TENANT } from '../support/world.ts';
import { code, must, openShares } from './shares-world.ts';

const ALL = { states: LIST_STATES, text: '', since: 0, before: null, limit: 50 } as const;

describe('J3: lists by state', () => {
  test('say who has the next step, way by way', async () => {
    const { world, create, ready } = await openShares();
    const both = async (id: string) => {
      const share = (await world.shares.find(id))!;
      return [listState(share, 'sender'), listState(share, 'recipient')];
    };
    for (const mode of ['sealed', 'words', 'link'] as const)
      expect(await both((await create(mode)).id), mode).toEqual(['mine', mode === 'link' ? 'others' : 'mine']);
    // Typed in chat: there is nothing to type before there is a key.
    expect(await both((await create('sealed', { entry: 'modal' })).id)).toEqual(['others', 'mine']);
    for (const mode of ['sealed', 'words', 'link'] as const)
      expect(await both((await ready(mode)).share.id), mode).toEqual(['others', mode === 'link' ? 'others' : 'mine']);
    const share = await create('sealed');
    must(await world.shares.revoke(share.id, alex.key));
    expect(await both(share.id)).toEqual(['ended', 'ended']);
    const late = await create('words');
    world.now += limits.expiry.initial;
    must(await world.shares.expireIfDue(late.id));
    expect(await both(late.id)).toEqual(['unread', 'unread']);
  });

  test('what is past its time stands in no list of what waits, whether it was swept yet or not, and then with what nobody read', async () => {
    const { world, create } = await openShares();
    const ids = async (who: PersonKey, state: ListState) =>
      must(await world.shares.search(TENANT, who, { ...ALL, states: [state] })).shares.map(({ id }) => id);
    const waits = Array.from({ length: 3 }, () => create('sealed'));
    const late = await Promise.all(waits);
    world.now += limits.expiry.initial - 1;
    const fresh = await create('sealed');
    expect(await ids(casey.key, 'mine')).toHaveLength(4);
    world.now += 1;
    expect(await ids(casey.key, 'mine')).toEqual([fresh.id]);
    expect(await ids(casey.key, 'unread')).toEqual([]);
    for (const { id } of late) must(await world.shares.expireIfDue(id));
    expect(await ids(casey.key, 'mine')).toEqual([fresh.id]);
    expect((await ids(alex.key, 'unread')).toSorted()).toEqual(late.map(({ id }) => id).toSorted());
  });

  test('pass over whole pages of what is past its time, and a stranger, or a person who was not asked yet, sees nothing', async () => {
    const { world, create } = await openShares();
    const fresh = await create('sealed');
    for (let n = 0; n < 7; n += 1) await create('sealed');
    const eve = 'playground:demo:eve' as PersonKey;
    expect(must(await world.shares.search(TENANT, eve, ALL))).toEqual({ shares: [], more: 0, last: null });
    expect(must(await world.shares.search('playground:other', alex.key, ALL)).shares).toEqual([]);
    const asked = must(
      await world.shares.ask({
        asker: alex,
        giver: casey,
        tenant: TENANT,
        via: 'chat',
        kind: 'credential',
        label: 'asked for',
        note: '',
        fields: [],
        expiresInMs: limits.expiry.initial,
      }),
    );
    const found = async (who: PersonKey, text: string) =>
      must(await world.shares.search(TENANT, who, { ...ALL, text })).shares.map(({ id }) => id);
    expect([await found(alex.key, 'ASKED casey'), await found(casey.key, 'asked')]).toEqual([[asked.id], []]);
    // A limit of one: each late one is a page of its own.
    world.now += limits.expiry.initial - 1;
    const newest = await create('words');
    world.now += 2;
    const first = must(await world.shares.search(TENANT, casey.key, { ...ALL, states: ['mine'], limit: 1 }));
    expect(first.shares.map(({ id }) => id)).toEqual([newest.id]);
    const second = must(await world.shares.search(TENANT, casey.key, { ...ALL, states: ['mine'], limit: 1, before: first.last }));
    expect([second.shares, second.last, fresh.id]).toEqual([[], null, fresh.id]);
  });

  test('a search is folded, is short, and takes no more terms than a store compares', async () => {
    const { world } = await openShares();
    expect(foldText(' Ｓｔｒｉｐｅ\u00a0\t KEY\u200b ')).toBe('stripe key');
    expect(parseSearch(' @Casey   stripe ')).toEqual(['casey', 'stripe']);
    expect(parseSearch('@')).toEqual([]);
    expect(parseSearch('a b c d e f')).toBeNull();
    expect(parseSearch('x'.repeat(searchLimits.length + 1))).toBeNull();
    expect(code(await world.shares.search(TENANT, alex.key, { ...ALL, text: 'a b c d e f' }))).toBe('input.too_large');
    for (const limit of [0, -1, 1.5, searchLimits.rows + 1])
      expect(code(await world.shares.search(TENANT, alex.key, { ...ALL, limit }))).toBe('input.invalid');
  });
});
