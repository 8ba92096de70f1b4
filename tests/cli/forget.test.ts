// `nt2 forget` on a real store: afterwards nothing there names the person, and receipts still hold.

import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation, type Installation } from '../../src/app/installation.ts';
import { exportEvidence } from '../../src/cli/evidence/export.ts';
import { forget } from '../../src/cli/forget.ts';
import { tailLog } from '../../src/cli/log/tail.ts';
import { signOut } from '../../src/cli/sessions.ts';
import { UsageError } from '../../src/cli/output.ts';
import type { Config } from '../../src/config/settings.ts';
import { everything } from '../../src/core/lists.ts';
import { loadLogState } from '../../src/core/tlog/inclusion-proofs.ts';
import type { FileId, PersonKey, ShareId, TenantTag } from '../../src/core/share.ts';
import { parseVkey } from '../../src/crypto/tlog/checkpoint.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { aShare, commitOf, newId } from '../support/shares.ts';
import { dumpSqlite } from '../support/dump.ts';
import { newInstallation } from './installation.ts';
import { said } from './said.ts';

const person = (user: string) => ({ key: `playground:toy:${user}` as PersonKey, name: `Name of ${user}` });

describe('nt2 forget', () => {
  let folder: string;
  let config: Config;
  const ids: ShareId[] = [];
  const withTools = async <T>(work: (tools: Installation) => Promise<T>): Promise<T> => {
    const tools = await openInstallation(config, { write: () => undefined });
    try {
      return await work(tools);
    } finally {
      await tools.close();
    }
  };
  beforeAll(async () => {
    ({ folder, config } = newInstallation());
    await withTools(async ({ shares }) => {
      for (const [sender, recipient] of [['ann', 'ben'], ['ben', 'ann'], ['ann', 'cid']] as const) {
        const head = { sender: person(sender), recipient: person(recipient), tenant: 'playground:toy', mode: 'sealed', entry: 'page' } as const;
        const more = { via: 'chat', kind: 'note', label: `For ${recipient}`, note: `ask ${sender}`, place: { ref: 'c1', name: '#x' }, expiresInMs: 3_600_000 } as const;
        const made = await shares.create({ ...head, ...more });
        if (!made.ok) throw new Error(made.code);
        ids.push(made.value.id);
      }
      await shares.revoke(ids[0]!, person('ann').key);
      for (const [one, other] of [['ben', 'cid'], ['cid', 'ben'], ['ann', 'cid']] as const) {
        await shares.block('playground:toy', { person: person(one).key, sender: person(other) }, { aborted: false });
      }
    });
  }); // prettier-ignore
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = (): string[] =>
    [...dumpSqlite(join(folder, 'nt2.db'))]
      .filter(([, bytes]) => /toy:ben|of ben|For ben|ask ben/.test(bytes.toString()))
      .map(([name]) => name);

  it('leaves what is not over, and says so', async () => {
    const { code, out, err } = await said(() => forget(config, ['playground:toy:ben']));
    expect([code, out.split('.')[0]]).toEqual([1, 'Erased from 1 shares']);
    expect(err).toMatch(/^1 shares have not ended yet/);
    await withTools(async ({ shares, store }) => {
      expect(await shares.find(ids[1]!)).toMatchObject({ label: 'For ann', sender: person('ben') });
      // What was erased stands in no list of theirs any more.
      expect(await store.list(ids[0]!.slice(0, 6) as TenantTag, person('ben').key, everything(9))).toMatchObject({
        places: [{ id: ids[1] }],
        more: 0,
      });
      await shares.revoke(ids[1]!, person('ben').key);
    });
  });

  it('takes away the files that lie here for them, but for those of a share that waits', async () => {
    const bytes = new Uint8Array([1]);
    const hash = createHash('sha256').update(bytes).digest();
    const [loose, bound] = await withTools(async ({ files, store }) => {
      const made: FileId[] = [];
      for (const _ of [1, 2]) {
        const begun = await files.begin(person('dan').key, { bytes: 17, chunks: 1 });
        if (!begun.ok) throw new Error(begun.code);
        const sealed = new Uint8Array(17);
        expect(await files.put(begun.value.id, [person('dan').key], { index: 0, bytes: sealed, hash })).toMatchObject({ ok: true });
        made.push(begun.value.id);
      }
      const share = { ...aShare(newId(made[0]!.slice(0, 6))), sender: person('dan'), files: [made[1]!] };
      const binding = { ids: [made[1]!], bindFor: person('dan').key, dueAt: share.expiresAt };
      expect(await store.commit(commitOf(share, { files: binding }))).toEqual({ ok: true });
      return made as [FileId, FileId];
    });
    expect((await said(() => forget(config, ['playground:toy:dan']))).out).toContain('Removed 1 file that lay here for this person.');
    await withTools(async ({ store, blobs }) => {
      expect([await store.loadFile(loose), (await store.loadFile(bound))?.owner]).toEqual([null, person('dan').key]);
      const left: FileId[] = [];
      for await (const page of blobs!.ids(loose.slice(0, 6) as TenantTag)) left.push(...page);
      expect(left).toEqual([bound]);
      await blobs?.drop(bound);
      await store.dropFile(bound);
    });
  });

  it('afterwards nothing in the store names them; receipts still verify and say that the names were erased; others stay', async () => {
    expect(names().length).toBeGreaterThan(0);
    expect(await said(() => forget(config, ['playground:toy:ben']))).toMatchObject({ code: 0, err: '' });
    expect(names()).toEqual([]);
    await withTools(async ({ shares, logs, store }) => {
      const tag = ids[0]!.slice(0, 6) as TenantTag;
      const key = parseVkey((await loadLogState(store, tag))?.keys[0]?.vkey ?? '')!;
      for (const id of [ids[0]!, ids[1]!]) {
        const made = await logs.receipts.build(id, [person('ann').key]);
        if (!made.ok) throw new Error(made.code);
        expect(await verifyReceipt({ text: made.value.text, keys: [key] })).toMatchObject({
          ok: true,
          story: { parties: null, cause: 'revoked' },
        });
        expect((await logs.receipts.build(id, [person('ben').key])).ok).toBe(false);
      }
      expect(await shares.find(ids[2]!)).toMatchObject({ label: 'For cid', sender: person('ann'), recipient: person('cid') });
      expect(await logs.verify(tag)).toMatchObject({ ok: true });
    });
    const { out } = await said(() => tailLog(config, []));
    expect(out.match(/forgotten .* what parties/g)).toHaveLength(2);
    const evidence = await said(() => exportEvidence(config, ['--from', '2020-01-01', '--to', '2099-12-31']));
    expect(evidence.out).toContain(`"${ids[1]}","created",`);
    expect(evidence.out).toContain('"erased"');
    expect(evidence.out).not.toContain('nobody');
    expect((await said(() => forget(config, ['playground:toy:ben']))).out).toMatch(/^Erased from 0 shares/);
    for (const args of [[], ['ben'], ['a:b:c', 'd:e:f']]) expect(() => forget(config, args)).toThrow(UsageError);
  });

  it('finds a person of a tenant whose name has more parts than two', async () => {
    const tenant = 'discord:user:700000000000000001';
    const one = (user: string) => ({ key: `${tenant}:${user}` as PersonKey, name: `Personal ${user}` });
    await withTools(async ({ shares }) => {
      const wish = { tenant, mode: 'sealed', entry: 'page', via: 'chat', kind: 'note', label: 'x', note: '', place: null } as const;
      const made = await shares.create({ ...wish, sender: one('701'), recipient: one('702'), expiresInMs: 3_600_000 });
      if (!made.ok) throw new Error(made.code);
      await shares.revoke(made.value.id, one('701').key);
    });
    expect((await said(() => forget(config, [one('701').key]))).out).toMatch(/^Erased from 1 shares/);
    const left = [...dumpSqlite(join(folder, 'nt2.db'))].filter(([, bytes]) => bytes.includes('Personal 701'));
    expect(left.map(([name]) => name)).toEqual([]);
  });

  it('a person is signed out of every browser by name, and what is no person is not repeated', async () => {
    const { code, out } = await said(() => signOut(config, ['playground:toy:cid']));
    expect([code, out]).toEqual([0, expect.stringMatching(/^Signed out of every browser/)]);
    const session = { ...person('cid'), ref: '', untilAt: Date.now() + 3_600_000, bond: null };
    expect(await withTools(({ revocations }) => revocations.filterActive([session, { ...session, ...person('dan') }]))).toMatchObject([
      person('dan'),
    ]);
    expect(() => signOut(config, ['xoxb-canary'])).toThrow(/^a person is platform:tenant:user/);
    // The right form and another name: nobody shall believe that someone was signed out.
    const { code: no, out: nothing, err } = await said(() => signOut(config, ['playground:toy:Cid']));
    expect([no, nothing, err]).toEqual([1, '', expect.stringMatching(/^No share on this server names that person/)]);
  });
});
