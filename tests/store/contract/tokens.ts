// API tokens at either store: what is kept of them, when they were last used, and that every instance hears of an end.

import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { PersonKey, TenantTag } from '../../../src/core/share.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { createApiTokens } from '../../../src/server/auth/api-tokens.ts';
import type { Stage } from './stage.ts';

const MINUTE = 60_000;

export function testTokens(stage: Stage): void {
  describe('API tokens', () => {
    const time = { now: Date.UTC(2026, 10, 20, 12) };
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
    const put: string[] = [];
    const waiting: (() => void)[] = [];

    const instance = (store: Store) =>
      createApiTokens({
        store: {
          ...store,
          putSetting: async (key, value) => {
            put.push(key);
            await store.putSetting(key, value);
          },
        },
        clock: () => time.now,
        random: (length) => new Uint8Array(randomBytes(length)),
        tenantTags: { tagOf: () => stage.of as TenantTag },
        hash,
        later: (work) => void waiting.push(work),
      });
    const name = (of: string): string => `${of}-${stage.of}`;
    const mine = async (one: ReturnType<typeof instance>) => (await one.list()).filter((row) => row.name.endsWith(stage.of));
    const written = async (one: ReturnType<typeof instance>, at: number | null): Promise<void> =>
      expect.poll(async () => (await mine(one)).map(({ lastUsedAt }) => lastUsedAt), { timeout: 10_000 }).toEqual([at]);

    test('say when they were last used, written after the answer, and once a minute at most, whichever instance is asked', async () => {
      const [one, two] = [instance(stage.store), instance(await stage.open())];
      const token = await one.create(name('ci'));
      if (!token.ok) throw new Error(token.code);
      await written(one, null);
      put.length = 0;
      for (let n = 0; n < 20; n += 1) expect(await one.find(token.value)).toMatchObject({ name: name('ci') });
      // Nothing was written while the requests were answered.
      expect([put, waiting.length]).toEqual([[], 1]);
      waiting.shift()?.();
      await written(one, time.now);
      time.now += MINUTE / 2;
      await two.find(token.value);
      for (const work of waiting.splice(0)) work();
      await written(two, time.now - MINUTE / 2);
      time.now += MINUTE;
      await one.find(token.value);
      for (const work of waiting.splice(0)) work();
      await written(two, time.now);
      expect(put.filter((key) => key.startsWith('api-token-used:'))).toHaveLength(2);
      expect(await one.revoke(name('ci'))).toBe(true);
      expect(await stage.store.getSetting(`api-token-used:${hash(token.value)}`)).toBeNull();
    });

    test('end at another instance within a second of being revoked, and by themselves when their time is over', async () => {
      const [one, two] = [instance(stage.store), instance(await stage.open())];
      const token = await one.create(name('short'), { untilAt: time.now + 10 * MINUTE });
      if (!token.ok) throw new Error(token.code);
      expect(await two.find(token.value)).not.toBeNull();
      const [{ id } = { id: '' }] = await mine(one);
      expect(await one.revoke(id)).toBe(true);
      time.now += 1_000;
      expect(await two.find(token.value)).toBeNull();
      const next = await one.create(name('short'), { untilAt: time.now + 10 * MINUTE });
      if (!next.ok) throw new Error(next.code);
      time.now += 10 * MINUTE - 1;
      expect(await one.find(next.value)).not.toBeNull();
      // Also where it was looked up a moment before.
      time.now += 1;
      expect([await one.find(next.value), await two.find(next.value)]).toEqual([null, null]);
      await one.revoke(name('short'));
      waiting.length = 0;
    });

    test('of a person of chat are theirs, listed and ended with all others of that person', async () => {
      const one = instance(stage.store);
      const key = `slack:T1:${stage.of}` as PersonKey;
      const as = { key, name: 'Ann' };
      const made = await Promise.all([
        one.create(name('laptop'), { as, kind: 'device' }),
        one.create(name('laptop'), { as, kind: 'device', scopes: ['read'] }),
        one.create(name('job'), { as: { key, name: null } }),
      ]);
      const tokens = made.map((each) => (each.ok ? each.value : each.code));
      expect((await one.list(key)).map(({ kind, person, scopes }) => `${kind} ${person} ${scopes.join()}`).toSorted()).toEqual([
        `device ${key} create,read`,
        `device ${key} read`,
        `program ${key} create,read`,
      ]);
      expect(await one.find(tokens[0] ?? '')).toMatchObject({ key, name: 'Ann', isProgram: false, scopes: ['create', 'read'] });
      expect(await one.find(tokens[2] ?? '')).toMatchObject({ key, name: stage.of, isProgram: false });
      expect(await one.list('slack:T1:eve' as PersonKey)).toEqual([]);
      expect(await one.revokeAll(key)).toBe(3);
      expect(await one.list(key)).toEqual([]);
    });

    test('of the first form keep what they could do', async () => {
      const one = instance(stage.store);
      const tokenOf = (letter: string): string => `nt2_${letter.repeat(38)}`;
      const olds = { a: '["old-a",1]', b: '["old-b",1,"sender"]', c: '["old-c",1,"auditor"]' };
      for (const [letter, value] of Object.entries(olds)) await stage.store.putSetting(`api-token:${hash(tokenOf(letter))}`, value);
      const scopes = await Promise.all(['a', 'b', 'c'].map(async (letter) => (await one.find(tokenOf(letter)))?.scopes));
      expect(scopes).toEqual([['create', 'read'], ['create', 'read'], ['audit']]);
      expect(await one.find(tokenOf('a'))).toMatchObject({ key: 'local:local:old-a', isProgram: true });
      expect(await one.create('old-a')).toMatchObject({ ok: false, code: 'share.exists' });
      for (const old of ['old-a', 'old-b', 'old-c']) expect(await one.revoke(old)).toBe(true);
      await stage.store.putSetting(`api-token-2:${hash(tokenOf('d'))}`, '{"name":"x","scopes":["root"]}');
      await expect(one.find(tokenOf('d'))).rejects.toMatchObject({ code: 'store.corrupt' });
      await stage.store.putSetting(`api-token-2:${hash(tokenOf('d'))}`, null);
    });
  });
}
