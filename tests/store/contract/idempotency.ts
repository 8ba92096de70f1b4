// Requests that make something and arrive twice, at either store and at two instances of it.

import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../../src/core/ports/store.ts';
import { refuse } from '../../../src/core/refusal.ts';
import type { PersonKey, TenantTag } from '../../../src/core/share.ts';
import { createIdempotency, type Making } from '../../../src/server/idempotency.ts';
import type { Stage } from './stage.ts';

const DAY = 86_400_000;
const secret = randomBytes(32);

export function testIdempotency(stage: Stage): void {
  describe('a request with a key', () => {
    const time = { ahead: 0 };
    const clock = (): number => Date.now() + time.ahead;
    const at = (store: Store) =>
      createIdempotency({
        store,
        clock,
        random: (length) => new Uint8Array(randomBytes(length)),
        tenantTags: { tagOf: () => stage.of as TenantTag },
        mac: (purpose, text) => createHmac('sha256', secret).update(`${purpose}\n${text}`).digest('base64url'),
        pause: (ms) => sleep(ms),
      });
    const by = 'local:local:ci' as PersonKey;
    const request = (key: string, body = '{"label":"a"}', path = '/api/shares'): Request =>
      new Request(`https://nt2.example${path}`, { method: 'POST', headers: { 'idempotency-key': key }, body });

    /** Makes things, and counts how many. */
    function maker(waitMs = 0) {
      const seeds: string[] = [];
      const make: Making = async (read, once) => {
        seeds.push(once);
        if (waitMs > 0) await sleep(waitMs);
        return new Response(JSON.stringify({ once, body: await read.text() }), {
          status: 201,
          headers: { 'content-type': 'application/json' },
        });
      };
      return { seeds, make };
    }
    const said = async (answer: Awaited<ReturnType<Making>>): Promise<unknown> =>
      'status' in answer ? [answer.status, await answer.text()] : answer.code;

    test('is made once, at whichever instance it arrives again, also when all arrive together', async () => {
      const [one, two] = [at(stage.store), at(await stage.open())];
      const { seeds, make } = maker(30);
      const key = `together-${stage.of}`;
      const all = await Promise.all(
        [one, two, one, two].map(async (instance) => said(await instance.handle({ request: request(key), by }, make))),
      );
      expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(1);
      expect(all[0]).toEqual([201, `{"once":"${seeds[0]}","body":"{\\"label\\":\\"a\\"}"}`]);
      expect(seeds).toHaveLength(1);
      // In quotes, as the draft writes it, it is the same key.
      expect(await said(await one.handle({ request: request(`"${key}"`), by }, make))).toEqual(all[0]);
      expect(seeds).toHaveLength(1);
    });

    test('is refused for other words or another route, and is nobody else’s', async () => {
      const one = at(stage.store);
      const { seeds, make } = maker();
      const key = `mine-${stage.of}`;
      await one.handle({ request: request(key), by }, make);
      for (const other of [request(key, '{"label":"b"}'), request(key, '{"label":"a" }'), request(key, '{"label":"a"}', '/api/requests')])
        expect(await said(await one.handle({ request: other, by }, make))).toBe('idempotency.mismatch');
      expect(seeds).toHaveLength(1);
      // A stranger with the key gets something of their own, and learns nothing.
      const theirs = await said(await one.handle({ request: request(key), by: 'local:local:eve' as PersonKey }, make));
      expect([seeds.length, JSON.stringify(theirs)]).toEqual([2, expect.not.stringContaining(seeds[0] ?? '?')]);
      for (const none of ['short', 'with space', 'é'.repeat(8), 'x'.repeat(201)])
        expect(await one.handle({ request: request(none), by }, make)).toMatchObject({ code: 'input.invalid', field: 'idempotency-key' });
    });

    test('draws the same ids after a try whose process died, and a refused one leaves the key free', async () => {
      const one = at(stage.store);
      const { seeds, make } = maker();
      const key = `died-${stage.of}`;
      const dies: Making = async (_, once) => {
        seeds.push(once);
        throw new Error('the process died');
      };
      await expect(one.handle({ request: request(key), by }, dies)).rejects.toThrow('died');
      expect(await said(await one.handle({ request: request(key, '{}'), by }, make))).toBe('idempotency.mismatch');
      await at(await stage.open()).handle({ request: request(key), by }, make);
      expect([seeds.length, seeds[1]]).toEqual([2, seeds[0]]);

      const mended = `mended-${stage.of}`;
      expect(await said(await one.handle({ request: request(mended, '{}'), by }, async () => refuse('input.expiry')))).toBe('input.expiry');
      expect(await said(await one.handle({ request: request(mended), by }, make))).toEqual([201, expect.anything()]);
    });

    test('is remembered for a day, and what is kept of it names nobody and nothing', async () => {
      const kept: string[] = [];
      const listening = at({
        ...stage.store,
        putToken: async (tag, hash, value, untilAt) => {
          kept.push(`${hash} ${value}`);
          await stage.store.putToken(tag, hash, value, untilAt);
        },
      });
      const { seeds, make } = maker();
      const key = `a-day-${stage.of}`;
      const plain: Making = async (_, once) => (await make(request(key), once), new Response(null, { status: 204 }));
      const first = await listening.handle({ request: request(key, '{"label":"canary"}'), by }, plain);
      expect('status' in first && first.status).toBe(204);
      expect(kept.join()).not.toMatch(/canary|:ci\b|a-day/);
      time.ahead = DAY - 1_000;
      expect(await said(await listening.handle({ request: request(key, '{"label":"b"}'), by }, make))).toBe('idempotency.mismatch');
      time.ahead = DAY + 1_000;
      expect(await said(await listening.handle({ request: request(key, '{"label":"b"}'), by }, make))).toEqual([201, expect.anything()]);
      expect(seeds[1]).not.toBe(seeds[0]);
      time.ahead = 0;
    });
  });
}
