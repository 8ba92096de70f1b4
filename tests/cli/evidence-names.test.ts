// Who a share was between is proven for as long as evidence of it is kept, on both stores; then, or once one of them is erased, not any more.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import { evidenceOf } from '../../src/core/lifecycle/evidence.ts';
import { erasePersonFromShares } from '../../src/core/shares/erase-person.ts';
import { loadLogState } from '../../src/core/tlog/inclusion-proofs.ts';
import type { ShareId, TenantTag } from '../../src/core/share.ts';
import { parseVkey } from '../../src/crypto/tlog/checkpoint.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { dumpRedis, dumpSqlite } from '../support/dump.ts';
import { person, TENANT } from '../support/hand-offs.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { aShare } from '../support/shares.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);
const DAY = 86_400_000;
const [ann, ben, cid] = [person('ann'), person('ben'), person('cid')];
const people = { sender: ann.key, recipient: ben.key, platform: TENANT };

describe.each(['SQLite', 'Redis'].filter((kind) => kind === 'SQLite' || redisMissing === null))('J8: the two of a share, in %s', (kind) => {
  let folder: string;
  let redis: RedisServer | null;
  let config: Config;
  const ids: ShareId[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-names-'));
    redis = kind === 'Redis' ? await startRedis() : null;
    const read = readConfig({
      NT2_PUBLIC_URL: 'https://nt2.example.com',
      NT2_SECRET: newSecret(),
      NT2_STORE: redis?.url ?? `sqlite:${join(folder, 'nt2.db')}`,
      NT2_STATE_DIR: join(folder, 'data'),
    });
    if (!read.ok) throw new Error(JSON.stringify(read.issues));
    ({ config } = read);
    await withTools(async ({ shares, logs }) => {
      const wish = { tenant: TENANT, mode: 'sealed', entry: 'page', via: 'chat', kind: 'bank', place: null, note: '' } as const;
      for (const recipient of [ben, ben, cid]) {
        const made = await shares.create({ ...wish, sender: ann, recipient, label: 'Canary', expiresInMs: 3_600_000 });
        if (!made.ok) throw new Error(made.code);
        ids.push(made.value.id);
        await shares.revoke(made.value.id, ann.key);
      }
      await logs.sequence(ids[0]!.slice(0, 6) as TenantTag);
    });
    if (redis !== null) {
      // Redis goes by its own clock, so the records go by hand.
      const raw = new Redis(redis.url);
      for (const id of ids) expect(await raw.del(`nt2:{${id.slice(0, 6)}}:s:${id}`)).toBe(1);
      await raw.quit();
    }
  });
  afterAll(async () => {
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function withTools<T>(work: (tools: Installation) => Promise<T>, days = 0): Promise<T> {
    const tools = await openInstallation(config, { write: () => undefined, clock: () => Date.now() + days * DAY });
    try {
      return await work(tools);
    } finally {
      await tools.close();
    }
  }
  const receiptOf = async ({ logs, store }: Installation, id: ShareId, reader: readonly (typeof ann.key)[] | 'auditor') => {
    const key = parseVkey((await loadLogState(store, id.slice(0, 6) as TenantTag))?.keys[0]?.vkey ?? '')!;
    const made = await logs.receipts.build(id, reader);
    if (!made.ok) throw new Error(made.code);
    return { text: made.value.text, result: await verifyReceipt({ text: made.value.text, keys: [key] }) };
  };
  const dump = async (): Promise<string> =>
    [...(redis === null ? dumpSqlite(join(folder, 'nt2.db')) : await dumpRedis(redis.url)).values()].map(String).join('\n');

  it('are named and proven by a receipt on the 399th day, to both and to an auditor; the label is in none and in no row', async () => {
    await withTools(async (tools) => {
      expect(await tools.shares.find(ids[0]!)).toBeNull();
      for (const reader of [[ann.key], [ben.key], 'auditor'] as const) {
        const { text, result } = await receiptOf(tools, ids[0]!, reader);
        expect(result).toMatchObject({ ok: true, story: { parties: { ...people, label: null }, cause: 'revoked' } });
        expect(text).not.toContain('Canary');
      }
    }, 399);
    expect(await dump()).not.toContain('Canary');
  });

  it('cannot be swapped for others by a server: the receipt does not hold', async () => {
    await withTools(async (tools) => {
      const row = (await tools.store.loadEvidence(ids[1]!))!;
      const { salt, opening } = row.parties!;
      const swapped = { ...row, recipient: cid.key, parties: { salt, opening: opening.replace(ben.key, cid.key) } };
      expect(await tools.store.replaceEvidence(row, swapped, 'lie\n')).toBe(true);
      expect((await receiptOf(tools, ids[1]!, [cid.key])).result).toEqual({ ok: false, code: 'opening.parties' });
      expect(await tools.store.replaceEvidence(swapped, row, 'lie\n')).toBe(true);
    }, 31);
  });

  it('are erased from it with one of them: the receipt says so, holds as before, and the other two keep theirs', async () => {
    await withTools((tools) => erasePersonFromShares({ ...tools, clock: Date.now, nameOf: tools.logs.nameOf }, ben.key), 31);
    expect(await dump()).not.toContain(ben.key);
    await withTools(async (tools) => {
      const { text, result } = await receiptOf(tools, ids[0]!, [ann.key]);
      expect(result).toMatchObject({ ok: true, story: { parties: null } });
      expect(text).toMatch(/^nt2\/receipt\/v1\n[^]*\nparties erased\n/);
      expect((await receiptOf(tools, ids[2]!, [cid.key])).result).toMatchObject({ ok: true, story: { parties: { recipient: cid.key } } });
    }, 31);
  });

  it.skipIf(kind === 'Redis')('are gone with the evidence after 400 days', async () => {
    await withTools(async ({ logs, store }) => {
      expect(await logs.receipts.build(ids[2]!, [cid.key])).toEqual({ ok: false, code: 'share.gone' });
      expect(await store.loadEvidence(ids[2]!)).toBeNull();
    }, 401);
  });
});
console.log('left out: the 401st day in Redis, which goes by its own clock: tests/store/contract/evidence.ts has its end there');

it('J8: what began with an opening of version 1, or was erased, leaves nothing in its row that opens the names', () => {
  const over = { status: 'ended', cause: 'revoked', at: 3, seal: null, acceptance: null, claim: null } as const;
  const rowOf = (parties: { salt: string; opening: string; labelSalt?: string }) =>
    evidenceOf({ ...aShare(), parties, state: over }, { evidenceMs: DAY, keepYears: null }, { now: 3 })?.row;
  expect(rowOf({ salt: 's', opening: '{"label":"Canary"}' })).not.toHaveProperty('parties');
  expect(rowOf({ salt: '', opening: '' })).not.toHaveProperty('parties');
  expect(rowOf({ salt: 's', opening: 'o', labelSalt: 'canary' })?.parties).toEqual({ salt: 's', opening: 'o' });
});
