// Searches in a person's own shares: by state, words and time, over pages. Both stores find the same.

import { describe, expect, test } from 'vitest';
import { searchLimits } from '../../../src/core/limits.ts';
import { filtered, foldText, listedFor } from '../../../src/core/lists.ts';
import { LIST_STATES, type ListFilter, type ListPlace } from '../../../src/core/ports/list-store.ts';
import type { Person, PersonKey, Share, State, TenantTag } from '../../../src/core/share.ts';
import { aShare, commitOf, endOf, newId, next, person, seal } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

const ALL: ListFilter = { states: LIST_STATES, terms: [], since: 0 };

export function testSearch(stage: Stage): void {
  describe('search', () => {
    const ann: Person = { key: person('p:t:ann'), name: 'Ann Árpád' };
    const ben: Person = { key: person('p:t:ben'), name: 'Ben' };
    const eve: Person = { key: person('p:t:eve'), name: 'Eve' };
    let made = 0;

    async function begin(label: string, more: Partial<Share> = {}): Promise<Share> {
      made += 1;
      const share: Share = {
        ...aShare(newId(stage.of), Date.now() - 5_000_000 + made),
        expiresAt: Date.now() + 3_600_000,
        mode: 'sealed',
        sender: ann,
        recipient: ben,
        state: { status: 'offered', payload: null },
        label,
        ...more,
      };
      expect(await stage.store.commit(commitOf(share, { listFor: listedFor(share) }))).toEqual({ ok: true });
      return share;
    }
    async function step(share: Share, state: State): Promise<Share> {
      const after = next(share, state);
      const listFor = state.status === 'ended' ? listedFor(after) : [];
      expect(await stage.store.commit(commitOf(after, { listFor }))).toEqual({ ok: true });
      return after;
    }
    const expire = (share: Share) => step(share, { status: 'ended', cause: 'expired', at: 1, seal: null, acceptance: null, claim: null });
    const find = async (who: PersonKey, only: Partial<ListFilter>, limit = 50, before: ListPlace | null = null) => {
      const listed = await stage.store.list(stage.of as TenantTag, who, filtered({ ...ALL, ...only }, limit, before));
      return { ids: listed.places.map(({ id }) => id), more: listed.more, last: listed.places.at(-1) ?? null };
    };
    const ids = async (who: PersonKey, only: Partial<ListFilter>) => (await find(who, only)).ids;

    test('J3: each share stands in one state for each of its people, and moves with its steps', async () => {
      const states = async () => {
        const of = async (who: PersonKey) =>
          (await Promise.all(LIST_STATES.map(async (state) => ((await ids(who, { states: [state] })).length > 0 ? [state] : [])))).flat();
        return [await of(ann.key), await of(ben.key), await of(eve.key)];
      };
      let share = await begin('One');
      // It waits for both: Ann has typed nothing yet, and Ben has not accepted.
      expect(await states()).toEqual([['mine'], ['mine'], []]);
      const payload = { hash: 'cGF5', size: 9, at: 1 };
      share = await step(share, { status: 'offered', payload });
      expect(await states()).toEqual([['others'], ['mine'], []]);
      const acceptance = { at: 1, device: 'ZGV2aWNl', key: 'age1', signedNote: null };
      share = await step(share, { status: 'accepted', payload, acceptance });
      expect(await states()).toEqual([['mine'], ['others'], []]);
      share = await step(share, { status: 'ready', seal, acceptance, failures: 0 });
      expect(await states()).toEqual([['others'], ['mine'], []]);
      await step(share, { status: 'ended', cause: 'delivered', at: 1, seal, acceptance, claim: null });
      expect(await states()).toEqual([['ended'], ['ended'], []]);
      await stage.store.clearList(stage.of as TenantTag, ann.key);
      await stage.store.clearList(stage.of as TenantTag, ben.key);
      await expire(await begin('Two'));
      expect(await states()).toEqual([['unread'], ['unread'], []]);
    });

    test('J3: is found by parts of label and of the other person, in any case, width and order; a person’s own name finds nothing', async () => {
      const [stripe, bank, other] = [
        await begin('Stripe  Webhook key'),
        await begin('ＢＡＮＫ details\u200b für Ülkü'),
        await begin('stripe test', { sender: eve }),
      ];
      const terms = (text: string): string[] => foldText(text).split(' ');
      expect(await ids(ann.key, { terms: terms('WEBHOOK stripe') })).toEqual([stripe.id]);
      expect(await ids(ann.key, { terms: terms('bank ÜLKÜ') })).toEqual([bank.id]);
      expect(await ids(ann.key, { terms: terms('ben strip') })).toEqual([stripe.id]);
      expect(await ids(ann.key, { terms: terms('árpád') })).toEqual([]);
      expect(await ids(ben.key, { terms: terms('ÁRPÁD') })).toEqual([bank.id, stripe.id]);
      expect(await ids(ben.key, { terms: terms('stripe eve') })).toEqual([other.id]);
      // No sign means anything but itself.
      for (const sign of ['%', '_', '.', '.*', '%a', '[a-z]', '^', '$', '*', '"', "'", '\\'])
        expect(await ids(ann.key, { terms: [sign] }), sign).toEqual([]);
    });

    test('J3: pages hold still, count what follows, and begin where they are asked to', async () => {
      const before = Date.now() - 20_000_000;
      const old = await begin('key of long ago', { createdAt: before });
      const at = Date.now() - 9_000_000;
      const all: Share[] = [];
      for (let n = 0; n < 25; n += 1) all.push(await begin(`key ${n}`, n < 12 ? { createdAt: at } : {}));
      await begin('something else');
      const found: string[] = [];
      for (let last: ListPlace | null = null, more = 1; more > 0;) {
        const page = await find(ben.key, { terms: ['key'], since: before + 1 }, 10, last);
        found.push(...page.ids);
        expect(page.more).toBe(25 - found.length);
        ({ more, last } = page);
      }
      expect(found.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
      expect((await find(ben.key, { terms: ['key'] })).ids.at(-1)).toBe(old.id);
    });

    test('J3: of a search more than a few hundred that follow are not counted, and each is reached all the same', async () => {
      const size = searchLimits.counted + 30;
      await Promise.all(Array.from({ length: size }, (_, n) => begin(`many ${n}`)));
      const first = await find(ben.key, { terms: ['many'] }, 10);
      expect([first.ids.length, first.more]).toEqual([10, searchLimits.counted]);
      const second = await find(ben.key, { terms: ['many'] }, 50, first.last);
      expect([second.ids.length, second.more]).toEqual([50, size - 60]);
      expect(new Set([...first.ids, ...second.ids]).size).toBe(60);
    });

    test('J3: what is written without listing it is found as it stands, and what was erased is found by nothing', async () => {
      const share = await begin('Erasable label');
      const ended = await step(share, { status: 'ended', cause: 'declined', at: 1, seal: null, acceptance: null, claim: null });
      const nobody: Person = { key: person('nobody:nobody:nobody'), name: '—' };
      const erased: Share = { ...next(ended, ended.state), label: '', sender: nobody };
      expect(await stage.store.commit(commitOf(erased, { listFor: listedFor(erased) }))).toEqual({ ok: true });
      for (const who of [ann.key, ben.key])
        for (const terms of [['erasable'], ['árpád'], ['ben']]) expect(await ids(who, { terms }), terms[0]).toEqual([]);
      expect(await ids(ben.key, {})).toEqual([share.id]);
    });
  });
}

/** Many shares of one person, of which the oldest waits: `open` of them wait, all others have ended. Answers the oldest. */
export async function fillLists(stage: Pick<Stage, 'store' | 'of'>, { size, who }: { size: number; who: Person }): Promise<Share> {
  const now = Date.now();
  let oldest: Share | null = null;
  for (let from = 0; from < size; from += 200) {
    const some = Array.from({ length: Math.min(200, size - from) }, (_, n): Share => {
      const at = from + n;
      const recipient = { key: person(`p:t:other${at % 50}`), name: `Other ${at % 50}` };
      return {
        ...aShare(newId(stage.of), now - 40_000_000 + at),
        expiresAt: now + 3_600_000,
        sender: who,
        recipient,
        label: `key number ${at}`,
      };
    });
    oldest ??= some[0] ?? null;
    await Promise.all(some.map((share) => stage.store.commit(commitOf(share, { listFor: listedFor(share) }))));
    const over = some.filter((share) => share.id !== oldest?.id).map((share) => endOf(share));
    await Promise.all(over.map((commit) => stage.store.commit({ ...commit, listFor: listedFor(commit.share) })));
  }
  if (oldest === null) throw new Error('nothing to fill with');
  return oldest;
}
