// What makes something makes it once when it arrives twice with one key: at each route that does.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRows } from '../../src/server/api/table/rows.ts';
import type { ApiRow } from '../../src/server/api/table/row.ts';
import { ann, ben, eve, HOUR, openDoor, type Harness } from './harness.ts';
import { programBody } from './wire.ts';

describe('a key for what is made once', () => {
  let door: Harness;
  let bearer: string;
  let anns: string;
  beforeAll(async () => {
    const known = new Map([ann, ben, eve].map((one) => [one.key, { person: one, standing: 'member' }] as const));
    const directory = {
      find: async (key: string) => known.get(key as never) ?? ('nobody' as const),
      isGone: () => Promise.resolve(false),
      resolve: async () => 'nobody' as const,
    };
    door = await openDoor({ core: { directory } });
    const made = await door.apiTokens.create('ci');
    bearer = made.ok ? made.value : '';
    anns = await door.signIn(ann);
  });
  afterAll(() => door.close());

  const link = { mode: 'link', kind: 'note', label: 'x', note: '', expiresInMs: HOUR };
  const asked = { kind: 'note', label: 'x', note: '', fields: [], expiresInMs: HOUR };
  const post = (path: string, json: object, key: string, way: object = { cookie: anns }) =>
    door.ask('POST', path, { json, ...way, headers: { 'idempotency-key': key } });

  /** By the name of the operation: how to make one, and one of other words. */
  const cases: Record<string, () => Promise<{ path: string; json: object; other: object; way?: object }>> = {
    createShare: async () => ({ path: '/api/shares', json: link, other: { ...link, label: 'y' } }),
    beginRequest: async () => ({ path: '/api/requests', json: asked, other: { ...asked, label: 'y' } }),
    sendAgain: async () => {
      const share = await door.begin('sealed');
      await door.shares.revoke(share.id, ann.key);
      return { path: `/api/shares/${share.id}/again`, json: {}, other: { not: 'this' } };
    },
  };

  test('has a case for each route that takes it', () => {
    const rows: readonly (readonly [string, ApiRow])[] = Object.entries(apiRows);
    expect(rows.flatMap(([name, { once }]) => (once ? [name] : [])).toSorted()).toEqual(Object.keys(cases).toSorted());
  });

  test.each(Object.keys(cases))('%s: one, also together; other words are refused; without a key it is another', async (name) => {
    const { path, json, other } = await cases[name]!();
    const both = await Promise.all([post(path, json, `key-of-${name}`), post(path, json, `key-of-${name}`)]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    const [first, second] = both.map(({ json: made }) => made);
    expect(second).toEqual(first);
    expect((await post(path, json, `key-of-${name}`)).json).toEqual(first);
    expect(await post(path, other, `key-of-${name}`)).toMatchObject({ status: 422, json: { code: 'idempotency.mismatch' } });
    const leaves = await door.store.leaves(first.id.slice(0, 6) as never, 0, 1_000);
    expect(leaves.filter((leaf) => leaf.includes(`\nshare ${first.id}\n`) && leaf.includes('\ntype created\n'))).toHaveLength(1);
    if (name !== 'sendAgain') expect((await door.ask('POST', path, { json, cookie: anns })).json.id).not.toBe(first.id);
    // Replayed by a stranger it is theirs, or refused, and tells nothing of the first.
    const eves = await post(path, json, `key-of-${name}`, { cookie: await door.signIn(eve) });
    expect(eves.text).not.toContain(first.id);
    expect((await post(path, json, 'short')).json).toMatchObject({ code: 'input.invalid', field: 'idempotency-key' });
  });

  test('several people at once, and a share that arrives sealed, are made once too', async () => {
    const to = { ...link, mode: 'sealed', to: [ben.key, eve.key] };
    const [first, second] = await Promise.all([post('/api/shares', to, 'several-people'), post('/api/shares', to, 'several-people')]);
    expect([first.status, first.json.shares.length, second.text]).toEqual([201, 2, first.text]);
    const { body } = await programBody(door, 'ci');
    const arrived = await post('/api/shares', body, 'sealed-already', { bearer });
    expect(arrived.status).toBe(201);
    expect((await post('/api/shares', body, 'sealed-already', { bearer })).json).toEqual(arrived.json);
  });

  test('a process that died after the making and before the answer has made it: the next try finds it, whatever quota is left', async () => {
    const before = door.store.commit;
    const wish = { ...link, label: 'made before the answer was lost' };
    let lost = 0;
    const store = door.store as { commit: typeof before };
    store.commit = async (...given) => {
      const done = await before(...given);
      lost += 1;
      if (lost === 1) throw new Error('the process died');
      return done;
    };
    expect((await post('/api/shares', wish, 'died-after-commit')).status).toBe(500);
    store.commit = before;
    const next = await post('/api/shares', wish, 'died-after-commit');
    expect(next.status).toBe(201);
    const rows = await door.ask('POST', '/api/shares/search', { json: { text: 'made before answer lost' }, cookie: anns });
    expect(rows.json.rows.map(({ id }: { id: string }) => id)).toEqual([next.json.id]);
  });
});
