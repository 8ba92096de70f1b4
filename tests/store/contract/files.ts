// Records of files: what lies for whom, which chunks are there, and that a commit binds whole, own, unbound files alone.

import { describe, expect, test } from 'vitest';
import type { FileQuotas, BegunFile } from '../../../src/core/ports/file-store.ts';
import type { FileId, PersonKey, TenantTag } from '../../../src/core/share.ts';
import { aShare, commitOf, endOf, newId, next } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

const [ann, ben] = ['playground:t:ann', 'playground:t:ben'] as PersonKey[] as [PersonKey, PersonKey];
const QUOTAS: FileQuotas = { each: 3, personBytes: 1_000, tenantBytes: 1_500 };
const NOW = 1_800_000_000_000;

export function testFiles(stage: Stage): void {
  describe('files', () => {
    const id = (): FileId => newId(stage.of) as string as FileId;
    const file = (more: Partial<BegunFile> = {}): BegunFile => ({
      id: id(),
      owner: ann,
      bytes: 100,
      chunks: 2,
      madeAt: NOW,
      untilAt: NOW + 10,
      ...more,
    });
    async function add(more: Partial<BegunFile> = {}): Promise<BegunFile> {
      const one = file(more);
      expect(await stage.store.addFile(one, QUOTAS)).toBe('added');
      return one;
    }
    async function whole(more: Partial<BegunFile> = {}): Promise<FileId> {
      const { id: made, chunks } = await add(more);
      for (let index = 0; index < chunks; index += 1) expect(await stage.store.markChunk(made, index, `h${index}`)).toBe('marked');
      return made;
    }
    /** A new share that binds these. */
    const binding = (ids: readonly FileId[], { bindFor = ann, dueAt = NOW + 500 }: { bindFor?: PersonKey; dueAt?: number } = {}) => {
      const share = { ...aShare(newId(stage.of)), files: ids };
      return { share, commit: commitOf(share, { files: { ids, bindFor, dueAt } }) };
    };

    test('a record says which chunks are there; the same one again changes nothing, another one is refused', async () => {
      const one = await add();
      expect(await stage.store.loadFile(one.id)).toEqual({ ...one, share: null, hashes: new Map() });
      expect(await stage.store.addFile(one, QUOTAS)).toBe('taken');
      const marks = [
        [1, 'b'],
        [1, 'b'],
        [1, 'x'],
        [0, 'a'],
      ] as const;
      const answers = [];
      for (const [index, hash] of marks) answers.push(await stage.store.markChunk(one.id, index, hash));
      expect(answers).toEqual(['marked', 'marked', 'other', 'marked']);
      expect([...(await stage.store.loadFile(one.id))!.hashes]).toEqual([
        [0, 'a'],
        [1, 'b'],
      ]);
      expect(await stage.store.markChunk(id(), 0, 'a')).toBe('gone');
      expect(await stage.store.loadFile(id())).toBeNull();
    });

    test('quotas count what lies: files and bytes of a person, bytes of the tenant; what is dropped counts no more', async () => {
      const [one] = [await add({ bytes: 600 }), await add({ bytes: 400 })];
      expect(await stage.store.addFile(file({ bytes: 1 }), QUOTAS)).toBe('person');
      expect(await stage.store.addFile(file({ owner: ben, bytes: 501 }), QUOTAS)).toBe('tenant');
      await add({ owner: ben, bytes: 500 });
      expect(await stage.store.dropFile(one.id)).toBe(true);
      expect([await stage.store.dropFile(one.id), await stage.store.loadFile(one.id)]).toEqual([false, null]);
      for (const _ of [1, 2]) await add({ bytes: 10 });
      expect(await stage.store.addFile(file({ bytes: 1 }), QUOTAS)).toBe('person');
      expect(new Set(await stage.store.filesOf(stage.of as TenantTag, ben))).toHaveLength(1);
      expect(await stage.store.filesOf(stage.of as TenantTag, ann)).toHaveLength(3);
    });

    test('a commit binds a whole file of the sender, once', async () => {
      const [one, two] = [await whole(), await whole()];
      const first = binding([one, two]);
      expect(await stage.store.commit(first.commit)).toEqual({ ok: true });
      expect((await stage.store.loadFile(one))?.share).toBe(first.share.id);
      expect((await stage.store.load(first.share.id))?.files).toEqual([one, two]);
      // Another share; and with a further file that would do.
      for (const ids of [[one], [await whole(), two]]) {
        const other = binding(ids);
        expect(await stage.store.commit(other.commit)).toEqual({ ok: false, reason: 'files' });
        expect(await stage.store.load(other.share.id)).toBeNull();
      }
      // Sealed anew, it keeps them.
      const again = { ...next(first.share, first.share.state), files: [one, two] };
      expect(await stage.store.commit(commitOf(again, { files: { ids: [one, two], bindFor: ann, dueAt: NOW + 600 } }))).toEqual({
        ok: true,
      });
      expect(await stage.store.dropFile(one, 'bound')).toBe(false);
    });

    test('half an upload, another person’s file and one that was never begun are bound to nothing, and nothing of the commit is there', async () => {
      const half = await add();
      await stage.store.markChunk(half.id, 1, 'b');
      const good = await whole();
      for (const [ids, bindFor] of [
        [[good, half.id], ann],
        [[good], ben],
        [[good, id()], ann],
      ] as const) {
        const { share, commit } = binding(ids, { bindFor });
        expect(await stage.store.commit(commit)).toEqual({ ok: false, reason: 'files' });
        expect(await stage.store.load(share.id)).toBeNull();
      }
      expect((await stage.store.loadFile(good))?.share).toBeNull();
    });

    test('of two shares that want one file at once, one gets it', async () => {
      const one = await whole();
      const answers = await Promise.all([binding([one]), binding([one])].map(({ commit }) => stage.store.commit(commit)));
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(answers).toContainEqual({ ok: false, reason: 'files' });
    });

    test('a file is due when it said, when the commit of its share says, and never again once it is dropped', async () => {
      const mine = async (now: number): Promise<FileId[]> =>
        (await stage.store.dueFiles(now, 10_000)).filter((one) => one.slice(0, 6) === stage.of);
      const [one, two] = [await whole({ untilAt: NOW + 10 }), (await add({ untilAt: NOW + 20 })).id];
      expect([await mine(NOW + 9), await mine(NOW + 10), await mine(NOW + 20)]).toEqual([[], [one], [one, two]]);
      const { share, commit } = binding([one], { dueAt: NOW + 300 });
      await stage.store.commit(commit);
      expect(await mine(NOW + 299)).toEqual([two]);
      await stage.store.commit({ ...endOf(share), files: { ids: [one], bindFor: null, dueAt: NOW + 5 } });
      expect(await mine(NOW + 5)).toEqual([one]);
      await stage.store.putOffFile(one, NOW + 400);
      expect(await mine(NOW + 399)).toEqual([two]);
      await stage.store.dropFile(one);
      await stage.store.putOffFile(one, NOW);
      expect(await mine(NOW + 1_000)).toEqual([two]);
      // The end of a share whose file is gone.
      await stage.store.commit({
        ...commitOf(next({ ...share, version: 2 }, share.state)),
        files: { ids: [one], bindFor: null, dueAt: NOW },
      });
      expect(await mine(NOW + 1_000)).toEqual([two]);
    });

    test('one that nothing has bound waits longer when its share does, never shorter, and one that is bound or gone does not', async () => {
      const [one, bound] = [await whole(), await whole()];
      const { commit } = binding([bound]);
      await stage.store.commit(commit);
      expect(await stage.store.keepFile(one, NOW + 500)).toBe(true);
      expect(await stage.store.loadFile(one)).toMatchObject({ untilAt: NOW + 500, share: null });
      const due = async (now: number) => (await stage.store.dueFiles(now, 10_000)).includes(one);
      expect([await due(NOW + 499), await due(NOW + 500)]).toEqual([false, true]);
      expect(await Promise.all([one, bound, id()].map((each) => stage.store.keepFile(each, NOW + 400)))).toEqual([false, false, false]);
      expect((await stage.store.loadFile(one))?.untilAt).toBe(NOW + 500);
    });

    test('all of them are counted', async () => {
      const before = await stage.store.countFiles();
      await add({ bytes: 70 });
      expect(await stage.store.countFiles()).toEqual({ files: before.files + 1, bytes: before.bytes + 70 });
    });
  });
}
