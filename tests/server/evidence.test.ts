// Evidence by the API: what an auditor's program finds, what it may take away, and what the log says of that.

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { collectEvidence } from '../../src/core/evidence/collect.ts';
import { createEvidenceAccess } from '../../src/core/evidence/evidence.ts';
import { EVIDENCE_FORMATS, formatEvidenceFile, type EvidenceFormat } from '../../src/core/evidence/evidence-file.ts';
import { erasePersonFromShares } from '../../src/core/shares/erase-person.ts';
import { newHash } from '../../src/app/runtime.ts';
import type { Kind, Person, ShareId, TenantTag } from '../../src/core/share.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { parseLogEvent } from '../../src/crypto/events/event.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { ann, ben, eve, HOUR, openDoor, person, TENANT, type Harness } from './harness.ts';

const DAY = 86_400_000;
const address = { incoming: { socket: { remoteAddress: '192.0.2.1' } } };
const [cid, dan] = [person('cid', 'Cid'), person('dan', 'Dan')];
interface Row {
  readonly share: string;
  readonly endedAt: number;
  readonly sender: string;
  readonly recipient: string | null;
}

describe('evidence by the API', () => {
  let door: Harness;
  let bearer: string;
  let begun: number;
  const ids: ShareId[] = [];
  const tag = (): TenantTag => ids[0]!.slice(0, 6) as TenantTag;
  const nameOf = () => Promise.resolve('nt2.example/nt2/log/x');

  async function end(
    sender: Person,
    recipient: Person,
    { kind = 'bank', tenant = TENANT }: { readonly kind?: Kind; readonly tenant?: string } = {},
  ): Promise<ShareId> {
    const wish = { tenant, mode: 'sealed', entry: 'page', via: 'chat', note: 'canary note', place: null } as const;
    const made = await door.shares.create({ ...wish, kind, sender, recipient, label: `Canary for ${recipient.name}`, expiresInMs: HOUR });
    if (!made.ok) throw new Error(made.code);
    door.time.now += 1_000;
    expect((await door.shares.revoke(made.value.id, sender.key)).ok).toBe(true);
    return made.value.id;
  }
  beforeAll(async () => {
    door = await openDoor();
    begun = door.time.now;
    ids.push(await end(ann, ben), await end(cid, dan, { kind: 'note' }));
    const elsewhere = (one: Person): Person => ({ ...one, key: one.key.replace(TENANT, 'playground:other') as Person['key'] });
    ids.push(await end(elsewhere(ann), elsewhere(ben), { tenant: 'playground:other' }), await end(ann, dan));
    await door.sign();
  });
  afterAll(() => door.close());
  let tokens = 0;
  beforeEach(async () => {
    const made = await door.apiTokens.create(`audit-${(tokens += 1)}`, { scopes: ['audit'] });
    bearer = made.ok ? made.value : '';
  });

  it('are written four at a time: a fifth is refused, whoever left or takes nothing makes room', async () => {
    const json = { from: begun, to: door.time.now + 1, format: 'csv' };
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    const take = async (): Promise<Response> =>
      door.server.request('/api/evidence/export', { method: 'POST', headers, body: JSON.stringify(json) }, address);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const taken = [await take(), await take(), await take(), await take()];
      expect(taken.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const fifth = await take();
      expect([fifth.status, fifth.headers.get('retry-after')]).toEqual([503, '60']);
      expect(await fifth.json()).toMatchObject({ code: 'evidence.busy' });
      await taken[0]?.body?.cancel();
      expect((await taken[1]?.text())?.length).toBeGreaterThan(0);
      const again = [await take(), await take(), await take()];
      expect(again.map(({ status }) => status)).toEqual([200, 200, 503]);
      // Four hold a slot, and nobody reads.
      vi.advanceTimersByTime(60_000);
      expect((await take()).status).toBe(200);
      await expect(taken[2]?.text()).rejects.toThrow('too long');
    } finally {
      vi.useRealTimers();
    }
  });

  const search = async (json: object = {}): Promise<{ readonly rows: readonly Row[]; readonly next: string | null }> =>
    (await door.ask('POST', '/api/evidence/search', { json, bearer })).json;
  const shares = async (json: object): Promise<string[]> => (await search(json)).rows.map(({ share }) => share);
  const take = (format: EvidenceFormat, more: object = {}) =>
    door.ask('POST', '/api/evidence/export', { json: { from: begun, to: door.time.now + 1, format, ...more }, bearer });
  const lastOf = async (log: TenantTag): Promise<string> => (await door.store.leaves(log, 0, 999)).at(-1) ?? '';

  it('who gave what to whom, the last one first, by each filter and page by page over all logs', async () => {
    const newest = ids.toReversed();
    const { rows, next } = await search();
    expect([rows.map(({ share }) => share), next]).toEqual([newest, null]);
    expect(rows[0]).toEqual({
      share: ids[3],
      log: tag(),
      kind: 'bank',
      mode: 'sealed',
      asked: null,
      template: null,
      sender: ann.key,
      recipient: dan.key,
      createdAt: begun + 3_000,
      endedAt: begun + 4_000,
      cause: 'revoked',
      keptUntil: begun + 4_000 + 400 * DAY,
    });
    const paged: string[] = [];
    for (let before: string | null = null; ;) {
      const page = await search({ limit: 1, ...(before !== null && { before }) });
      paged.push(...page.rows.map(({ share }) => share));
      before = page.next;
      if (before === null) break;
      expect(page.rows).toHaveLength(1);
    }
    expect(paged).toEqual(newest);
    expect(await shares({ person: dan.key })).toEqual([ids[3], ids[1]]);
    expect(await shares({ kind: 'note' })).toEqual([ids[1]]);
    expect(await shares({ log: ids[2]!.slice(0, 6) })).toEqual([ids[2]]);
    expect(await shares({ from: begun + 2_000, to: begun + 4_000 })).toEqual([ids[2], ids[1]]);
    expect(await shares({ cause: 'delivered' })).toEqual([]);
    expect(await shares({ template: 'contractor-key' })).toEqual([]);
    expect(await search({ log: 'aaaaaa' })).toEqual({ rows: [], next: null });
    expect(JSON.stringify(rows)).not.toMatch(/Canary|canary|Name|Dan/);
  });

  it('is the operator’s alone: no session, no other scope, and nobody of chat by a token of theirs', async () => {
    const cookie = await door.signIn(ann);
    for (const path of ['search', 'export']) {
      const json = path === 'search' ? {} : { from: 0, to: 1, format: 'csv' };
      expect((await door.ask('POST', `/api/evidence/${path}`, { json, cookie })).json.code).toBe('token.invalid');
      for (const scopes of [['create', 'read'], ['admin']] as const) {
        const made = await door.apiTokens.create(`other-${path}-${scopes[0]}`, { scopes });
        const other = { json, bearer: made.ok ? made.value : '' };
        expect((await door.ask('POST', `/api/evidence/${path}`, other)).json.code).toBe('auth.scope');
      }
    }
    expect(await door.apiTokens.create('of-ann', { scopes: ['audit'], as: ann })).toMatchObject({ ok: false });
  });

  it.each(EVIDENCE_FORMATS)(
    'as %s it is the file that the command writes, without labels; the log had its hash before the first byte',
    async (format) => {
      const rows = await collectEvidence(door.store, { tags: [tag()], from: begun, to: door.time.now + 1, person: null });
      const wanted = formatEvidenceFile(format, rows.map((row) => ({ ...row, label: '' })), '2026-11-20'); // prettier-ignore
      const length = (await door.store.entryRange(tag())).end;
      const { status, text, headers } = await take(format, { log: tag() });
      expect([status, text]).toEqual([200, wanted.replace(/^\u{FEFF}/u, '')]);
      expect(headers.get('content-disposition')).toBe(`attachment; filename="nt2-evidence.${format}"`);
      expect((await door.store.entryRange(tag())).end).toBe(length + 1);
      const lines = parseLogEvent(await lastOf(tag()))?.lines;
      expect(lines).toEqual([['what', 'evidence'], ['hash', hashB64(wanted)]]); // prettier-ignore
    },
  );

  it('of one person, of all logs, or of days without events: each log with rows in the file says that a copy was taken, and no other', async () => {
    const other = ids[2]!.slice(0, 6) as TenantTag;
    const before = [await lastOf(tag()), await lastOf(other)];
    const none = await take('json', { from: 0, to: 1 });
    expect([none.text, await lastOf(tag()), await lastOf(other)]).toEqual(['[]\n', ...before]);
    const bens = await take('json', { person: ben.key });
    expect(bens.json.map(({ share }: { readonly share: string }) => share)).toEqual([ids[0], ids[0]]);
    expect(await lastOf(tag())).toMatch(/^nt2\/\S+\ntype exported\n/);
    expect(await lastOf(other)).toBe(before[1]);
    const all = await take('json');
    expect(new Set(all.json.map(({ log }: { readonly log: string }) => log))).toEqual(new Set([tag(), other]));
    expect(await lastOf(other)).toMatch(/^nt2\/\S+\ntype exported\n/);
    expect((await take('csv', { from: 5, to: 5 })).json).toMatchObject({ code: 'input.invalid', field: 'to' });
  });

  it('breaks off where a person is erased between the two readings, and never shows them', async () => {
    const mine = await end(eve, cid);
    const evidence = createEvidenceAccess({ ...door, clock: () => door.time.now, nameOf, newHash, turn: () => Promise.resolve() });
    const wish = { tag: tag(), from: begun, to: door.time.now + 1, person: null, format: 'csv' } as const;
    const pieces = await evidence.takeOut(wish);
    door.time.now += 2 * DAY;
    await erasePersonFromShares({ ...door, tenantTags: door.ids, clock: () => door.time.now, nameOf }, eve.key);
    let given = '';
    const read = async (): Promise<void> => {
      for await (const piece of pieces) given += piece;
    };
    await expect(read()).rejects.toMatchObject({ code: 'evidence.moving' });
    expect(given).not.toContain(eve.key);
    expect((await search({ person: eve.key })).rows).toEqual([]);
    const [row] = (await search({ log: tag(), limit: 1 })).rows;
    expect(row).toMatchObject({ share: mine, sender: 'erased', recipient: cid.key });
    let whole = '';
    for await (const piece of await evidence.takeOut(wish)) whole += piece;
    expect(whole).toContain(`"erased","${cid.key}"`);
  });

  it('answer on the 399th day, with a receipt that holds, and not after 400', async () => {
    const last = door.time.now;
    await door.sign();
    const keys = [await door.keyOf(tag())];
    door.time.now = begun + 399 * DAY;
    expect(await door.shares.find(ids[0]!)).toBeNull();
    expect(await shares({ person: ben.key })).toEqual([ids[0]]);
    const { text } = await door.ask('GET', `/api/shares/${ids[0]}/receipt`, { bearer });
    const checked = await verifyReceipt({ text, keys });
    expect(checked).toMatchObject({ ok: true, story: { cause: 'revoked', parties: { sender: ann.key, recipient: ben.key, label: null } } });
    expect((await take('csv', { from: begun, to: last })).text).toContain(ben.key);
    door.time.now = last + 401 * DAY;
    expect(await search()).toEqual({ rows: [], next: null });
    expect((await door.ask('GET', `/api/shares/${ids[0]}/receipt`, { bearer })).json.code).toBe('share.gone');
    const late = await take('json', { from: begun, to: last, log: tag() });
    // What happened stays in the log; who it was has gone.
    expect(late.json.find(({ share }: { readonly share: string }) => share === ids[0])).toMatchObject({ event: 'created', sender: '' });
  });
});
