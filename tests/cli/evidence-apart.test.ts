// What can still be had, and by whom, once the record of a share is gone and its evidence is not.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation, retentionOf, type Installation } from '../../src/app/installation.ts';
import { exportEvidence } from '../../src/cli/evidence/export.ts';
import { forget } from '../../src/cli/forget.ts';
import type { Config } from '../../src/config/settings.ts';
import { collectEvidence } from '../../src/core/evidence/collect.ts';
import { fillEvidence } from '../../src/core/evidence/fill.ts';
import { evidenceOf } from '../../src/core/lifecycle/evidence.ts';
import { erasePersonFromShares } from '../../src/core/shares/erase-person.ts';
import { loadLogState } from '../../src/core/tlog/inclusion-proofs.ts';
import type { ShareId, TenantTag } from '../../src/core/share.ts';
import { formatLogEvent } from '../../src/crypto/events/event.ts';
import { parseVkey } from '../../src/crypto/tlog/checkpoint.ts';
import { formatLabel, openingHash, parseParties } from '../../src/crypto/events/parties.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { dumpSqlite } from '../support/dump.ts';
import { credential, newBrowser, programShare, sealing } from '../support/actors.ts';
import { aShare, seal } from '../support/shares.ts';
import { person, sealLink, TENANT } from '../support/hand-offs.ts';
import { newInstallation } from './installation.ts';
import { said } from './said.ts';

const DAY = 86_400_000;

describe('J8: evidence, when the record is gone', () => {
  let folder: string;
  let config: Config;
  let tag: TenantTag;
  const ids: ShareId[] = [];
  /** `days`: by how much the clock of this process is behind, or ahead. */
  async function withTools<T>(work: (tools: Installation) => Promise<T>, days = 0): Promise<T> {
    const tools = await openInstallation(config, { write: () => undefined, clock: () => Date.now() + days * DAY });
    try {
      return await work(tools);
    } finally {
      await tools.close();
    }
  }
  async function revoked({ shares }: Installation, from: string, to: string): Promise<ShareId> {
    const wish = {
      tenant: TENANT,
      mode: 'sealed',
      entry: 'page',
      via: 'chat',
      kind: 'bank',
      place: { ref: 'c1', name: '#canary' },
    } as const;
    const people = { sender: person(from), recipient: person(to) };
    const made = await shares.create({ ...wish, ...people, label: `Canary for ${to}`, note: 'canary note', expiresInMs: 3_600_000 });
    if (!made.ok) throw new Error(made.code);
    await shares.revoke(made.value.id, people.sender.key);
    return made.value.id;
  }
  beforeAll(async () => {
    ({ folder, config } = newInstallation());
    // 31 days ago: by now their records are gone.
    await withTools(async (tools) => {
      for (const [from, to] of [['ann', 'ben'], ['cid', 'dan'], ['ann', 'ben']] as const) ids.push(await revoked(tools, from, to)); // prettier-ignore
      tag = ids[0]!.slice(0, 6) as TenantTag;
      await tools.logs.sequence(tag);
    }, -31);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const evidenceOut = async (...args: string[]): Promise<Record<string, unknown>[]> => {
    const { out } = await said(() => exportEvidence(config, ['--from', '2020-01-01', '--to', '2099-12-31', '--format', 'json', ...args]));
    return JSON.parse(out) as Record<string, unknown>[];
  };
  const dumped = (): string => [...dumpSqlite(join(folder, 'nt2.db')).values()].map(String).join('\n');

  it('receipts hold for both people and an auditor, and name the two; a stranger with the id gets what there is not; no label, note or name that chat shows is left', async () => {
    await withTools(async ({ shares, logs, store }) => {
      expect(await shares.find(ids[0]!)).toBeNull();
      const key = parseVkey((await loadLogState(store, tag))?.keys[0]?.vkey ?? '')!;
      for (const [reader, half] of [
        [[person('ann').key], 'sender'],
        [[person('ben').key], 'recipient'],
        ['auditor', 'sender'],
      ] as const) {
        const made = await logs.receipts.build(ids[0]!, reader);
        if (!made.ok) throw new Error(made.code);
        const { text } = made.value;
        const result = await verifyReceipt({ text, keys: [key] });
        expect(result).toMatchObject({ ok: true, story: { cause: 'revoked', for: half } });
        const people = { sender: person('ann').key, recipient: person('ben').key, platform: TENANT };
        expect(result.ok && result.story.parties).toEqual({ ...people, label: null });
        expect(text).toMatch(/^nt2\/receipt\/v2\n[^]*\nlabel erased\n/);
        expect(text).not.toMatch(/Canary|canary/);
        expect((await logs.receipts.halfFor(ids[0]!, reader)).ok).toBe(true);
      }
      for (const stranger of [[person('cid').key], [], [person('nobody').key]]) {
        expect(await logs.receipts.build(ids[0]!, stranger)).toEqual({ ok: false, code: 'share.gone' });
        expect(await logs.receipts.consistency(ids[0]!, stranger, { from: 0, to: 1 })).toEqual({ ok: false, code: 'share.gone' });
      }
      expect(await shares.view(ids[0]!, [person('ann').key])).toMatchObject({ ok: false, code: 'share.gone' });
    });
    expect(dumped()).toContain('playground:toy:ann');
    expect(dumped()).not.toMatch(/Canary|canary|Name of/);
  });

  it('nothing that is left, and nothing in a receipt, opens the hash of the label: a person who guesses it cannot see that they are right', async () => {
    const [opening, texts] = await withTools(async ({ logs, store }) => {
      const row = await store.loadEvidence(ids[0]!);
      expect(Object.keys(row!.parties!)).toEqual(['salt', 'opening']);
      const made = await logs.receipts.build(ids[0]!, 'auditor');
      return [row!.parties!.opening, [made.ok ? made.value.text : '', dumped()]] as const;
    });
    const hash = parseParties(opening)?.labelHash ?? '';
    const salts = new Set(texts.flatMap((text) => text.match(/[A-Za-z0-9+/]{43}=/g) ?? []));
    expect([hash.length, salts.has(hash), salts.size > 5]).toEqual([44, true, true]);
    expect([...salts].filter((salt) => openingHash(salt, formatLabel('Canary for ben')) === hash)).toEqual([]);
  });

  it('of what a program began by the first version of the opening the names go with the record, and the receipt says so', async () => {
    const at = Date.now() - 31 * DAY;
    const known = programShare({
      tag,
      sender: person('ann').key,
      platform: TENANT,
      label: 'Canary',
      mode: 'link',
      at,
      forMs: 3_600_000,
      version: 1,
    });
    const { input } = await sealing(await newBrowser('nt2.example.com'), known, { at, items: credential('x') });
    await withTools(async ({ shares, logs }) => {
      const wish = { sender: person('ann'), tenant: TENANT, kind: 'credential', note: '', mode: 'link', seal: input } as const;
      const made = await shares.createSealed({ ...known, ...wish });
      if (!made.ok) throw new Error(made.code);
      await shares.revoke(known.id, person('ann').key);
      await logs.sequence(tag);
      const now = await logs.receipts.build(known.id, [person('ann').key]);
      expect(now.ok && now.value.text).toMatch(/^nt2\/receipt\/v1\n[^]*"label":"Canary"/);
    }, -31);
    await withTools(async ({ logs, store }) => {
      const key = parseVkey((await loadLogState(store, tag))?.keys[0]?.vkey ?? '')!;
      const made = await logs.receipts.build(known.id, [person('ann').key]);
      if (!made.ok) throw new Error(made.code);
      expect(made.value.text).toMatch(/^nt2\/receipt\/v1\n[^]*\nparties erased\n/);
      expect(await verifyReceipt({ text: made.value.text, keys: [key] })).toMatchObject({
        ok: true,
        story: { parties: null, cause: 'revoked' },
      });
    });
  });

  it('the export says who, to whom, what kind and how it ended, also for one person alone', async () => {
    const rows = await evidenceOut('--person', person('ben').key);
    expect(new Set(rows.map(({ share }) => share))).toEqual(new Set([ids[0], ids[2]]));
    const people = { sender: person('ann').key, recipient: person('ben').key };
    expect(rows).toContainEqual(expect.objectContaining({ ...people, event: 'ended', detail: 'revoked', kind: 'bank', label: '' }));
  });

  it('the key and note of a link stay, so that its receipt says that the link was shown; those of words do not', async () => {
    const id = await withTools(async ({ shares }) => {
      const sealed = await sealLink(shares, { host: 'nt2.example.com', secret: 'x' });
      await sealed.finish();
      return sealed.id;
    });
    await withTools(async ({ logs, store, shares }) => {
      await logs.sequence(tag);
      expect(await shares.find(id)).toBeNull();
      expect(await store.loadEvidence(id)).toMatchObject({ openers: [{ proof: 'link' }], proofs: [{ proof: 'link' }], cause: 'delivered' });
      const made = await logs.receipts.build(id, [person('ann').key]);
      expect(made.ok && made.value.text).toMatch(/^opener link \S{44} \S{44}$/m);
    }, 31);
    const openers = (['link', 'words'] as const).map((proof) => ({ proof, key: `key of ${proof}`, salt: 's' }));
    const proofs = openers.map(({ proof, salt }) => ({ proof, salt, note: `note of ${proof}` }));
    const claim = { at: 1, device: 'd', leaseUntil: 2, lease: null, proofs };
    const over = { status: 'ended', cause: 'delivered', at: 3, seal: { ...seal, openers }, acceptance: null, claim } as const;
    const template = { name: 'contractor-key', title: 'x', fields: [], rotateAfterMs: null, watch: null };
    const made = { ...aShare(), terms: { from: null, to: null, template }, state: over };
    const kept = evidenceOf(made, { evidenceMs: DAY, keepYears: null }, { now: 3 });
    expect(kept?.row).toMatchObject({ template: 'contractor-key', openers: [openers[0]], proofs: [proofs[0]] });
  });

  it('a person who is erased while an export collects is not in it', async () => {
    await withTools(async (tools) => {
      const { store } = tools;
      let isErased = false;
      const meanwhile = {
        ...store,
        loadEvidence: async (id: ShareId) => {
          const row = await store.loadEvidence(id);
          // The first row is read; now, before it is given out, its person goes.
          if (!isErased) await erasePersonFromShares({ ...tools, clock: Date.now, nameOf: tools.logs.nameOf }, person('dan').key);
          isErased = true;
          return row;
        },
      };
      const rows = await collectEvidence(meanwhile, { tags: [tag], from: 0, to: Date.now() + DAY, person: null });
      expect(rows.filter(({ share }) => share === ids[1]).map(({ sender, recipient }) => [sender, recipient])).toEqual(
        Array.from({ length: 2 }, () => [person('cid').key, 'erased']),
      );
      expect(JSON.stringify(rows)).not.toContain(person('dan').key);
    });
  });

  it('J8: an export reads only the forgotten shares again, and while people go on being erased it gives out nothing and says so', async () => {
    await withTools(async (tools) => {
      const { store } = tools;
      const query = { tags: [tag], from: 0, to: Date.now() + DAY, person: null };
      const loaded: ShareId[] = [];
      const lines = [
        ['share', ids[1] ?? ''],
        ['what', 'parties'],
      ] as const;
      const leaf = formatLogEvent({ type: 'forgotten', log: 'a/log', at: Date.now(), lines });
      /** Once it was read to its end, each of so many looks at what is new finds one more. */
      const erasing = (times: number) => {
        let [ranges, calls] = [0, 0];
        return {
          ...store,
          load: (id: ShareId) => (loaded.push(id), store.load(id)),
          entryRange: (of: TenantTag) => ((ranges += 1), store.entryRange(of)),
          leaves: async (of: TenantTag, from: number, limit: number) => {
            const found = await store.leaves(of, from, limit);
            if (ranges < 3 || calls >= 2 * times) return found;
            calls += 1;
            return calls % 2 === 1 ? [leaf] : [];
          },
        };
      };
      const rows = await collectEvidence(store, query);
      expect(await collectEvidence(erasing(4), query)).toEqual(rows);
      // Of the shares of the whole log once each; of the one that is forgotten as often as the log says it.
      expect(loaded.filter((id) => id === ids[1])).toHaveLength(5);
      expect(loaded.filter((id) => id === ids[0])).toHaveLength(1);
      await expect(collectEvidence(erasing(1_000), query)).rejects.toMatchObject({
        code: 'evidence.moving',
        message: expect.stringContaining('Nothing was exported'),
      });
    });
  });

  it('forget erases from it too, both people of a share at the same time among them, and the log says so once for each', async () => {
    const erase = (user: string) =>
      withTools((tools) => erasePersonFromShares({ ...tools, clock: Date.now, nameOf: tools.logs.nameOf }, person(user).key));
    const done = await Promise.all([erase('ann'), erase('ben')]);
    // Three records of hers that are long gone; of one link, only one of them is a party, and its record is still there.
    expect(done.map(({ erased }) => erased)).toEqual([4, 2]);
    expect(dumped()).not.toMatch(/toy:(ann|ben)/);
    const rows = (await evidenceOut()).filter(({ share }) => share === ids[0]);
    expect(rows.map(({ sender, recipient, kind }) => [sender, recipient, kind])).toEqual(
      Array.from({ length: rows.length }, () => ['erased', 'erased', 'bank']),
    );
    await withTools(async ({ logs, store }) => {
      const { end } = await store.entryRange(tag);
      const forgotten = (await store.leaves(tag, 0, end)).filter((leaf) => leaf.includes('type forgotten') && leaf.includes(ids[0]!));
      expect(forgotten).toHaveLength(2);
      expect(await logs.receipts.build(ids[0]!, [person('ann').key])).toMatchObject({ ok: false });
      const text = expect.stringMatching(/^nt2\/receipt\/v1\n[^]*\nparties erased\n/);
      expect(await logs.receipts.build(ids[0]!, 'auditor')).toMatchObject({ ok: true, value: { text } });
      expect(await logs.verify(tag)).toMatchObject({ ok: true });
    });
    expect((await said(() => forget(config, [person('ann').key]))).out).toMatch(/^Erased from 0 shares/);
  });

  it('an older store is brought forward: what had ended and is still remembered gets its evidence, once, also after a cut', async () => {
    await withTools(async (tools) => {
      const id = await revoked(tools, 'eve', 'fay');
      const { store } = tools;
      const written = await store.loadEvidence(id);
      const at = Date.now();
      // As an nt2 from before left it: the record, and nothing beside.
      const bare = { ...store, loadEvidence: async () => null };
      const filled = new Map<string, unknown>();
      const old = { ...bare, fillEvidence: async (kept: { row: { id: ShareId } }) => void filled.set(kept.row.id, kept) };
      const deps = { clock: Date.now, ...retentionOf(config) };
      await fillEvidence({ ...deps, store: old, signal: { aborted: true } });
      expect([filled.size, await store.getSetting('evidence:filled')]).toEqual([0, null]);
      expect(await fillEvidence({ ...deps, store: old, signal: { aborted: false } })).toBeGreaterThan(0);
      expect(filled.get(id)).toMatchObject({ row: written });
      expect((filled.get(id) as { until: number }).until - at).toBeGreaterThan(399 * DAY);
      expect(await fillEvidence({ ...deps, store: old, signal: { aborted: false } })).toBe(0);
    });
  });

  it('is kept no longer than the log keeps the entries of the share, and with 0 days not at all', async () => {
    for (const [days, years, left] of [
      [0, null, false],
      [3_000, 1, true],
      [400, null, true],
    ] as const) {
      const limited = { ...config, NT2_EVIDENCE_DAYS: days, NT2_TLOG_RETENTION_YEARS: years };
      const tools = await openInstallation(limited, { write: () => undefined });
      const id = await revoked(tools, 'gus', 'hal');
      const { evidence } = await tools.store.exportShares(tag, [id]);
      await tools.close();
      expect(evidence.length > 0).toBe(left);
      const until = years === null ? Date.now() + days * DAY : Date.UTC(new Date().getUTCFullYear() + 2, 0);
      if (left) expect(Math.abs(evidence[0]!.until - until)).toBeLessThan(60_000);
    }
  });
});
