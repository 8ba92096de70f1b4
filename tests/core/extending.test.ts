// More time: who may give it, how much, and that clocks, logs, receipts and stores follow.

import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../src/crypto/events/event.ts';
import type { ShareCommand } from '../../src/core/lifecycle/command.ts';
import { decide, nextDeadline } from '../../src/core/lifecycle/decide.ts';
import { limits } from '../../src/core/limits.ts';
import { alex, casey, HOUR, mallory, NOW, shareIn } from './fixtures.ts';
import { TENANT } from '../support/world.ts';
import { code, must, openShares } from './shares-world.ts';

const DAY = 24 * HOUR;
const ask = (more: Partial<Extract<ShareCommand, { kind: 'extend' }>> = {}): ShareCommand => ({
  kind: 'extend',
  by: alex.key,
  expiresAt: null,
  mostMs: 14 * DAY,
  ...more,
});
const run = (status: 'offered' | 'accepted' | 'ready' | 'claimed' | 'ended', command = ask(), now = NOW) =>
  decide(shareIn('sealed', status)!, command, { now, storage: 'test' });

describe('J4: more time', () => {
  it('is given while it waits, by the person who began it, in one event, and every card says so', () => {
    for (const status of ['offered', 'accepted', 'ready'] as const) {
      const before = shareIn('sealed', status)!;
      const { refusal, change } = run(status);
      expect(refusal).toBeNull();
      expect(change?.share).toMatchObject({ state: before.state, expiresAt: before.expiresAt + DAY, version: before.version + 1 });
      expect(nextDeadline(change!.share)).toBe(before.expiresAt + DAY);
      const [leaf] = change!.leaves;
      expect(leaf).toMatch(/^nt2\/event\/v2\ntype extended\n/);
      expect(parseEvent(leaf!)?.lines).toEqual([['expires', new Date(before.expiresAt + DAY).toISOString()]]);
      const cards = change!.share.outbox.filter(({ id }) => id.startsWith(`${before.id}.${before.version + 1}.`));
      expect(cards.map((message) => message.kind === 'surface' && message.surface)).toEqual(['place', 'recipient', 'sender']);
      expect(change?.ciphertext).toEqual({});
    }
  });

  it('is refused to everyone else, on the screen, and after the end, and then nothing is written', () => {
    for (const { key } of [casey, mallory])
      expect(run('ready', ask({ by: key }))).toEqual({ refusal: { ok: false, code: 'share.not_sender' }, change: null });
    expect(run('claimed')).toEqual({ refusal: { ok: false, code: 'share.already_opened' }, change: null });
    expect(run('ended')).toEqual({ refusal: { ok: false, code: 'share.gone' }, change: null });
    // Its time is over though no one has swept it: it ends in this very commit.
    const late = run('ready', ask(), NOW + DAY);
    expect([late.refusal?.code, late.change?.share.state]).toMatchObject(['share.gone', { status: 'ended', cause: 'expired' }]);
  });

  it('never ends sooner, never waits beyond seven days from now or beyond what the operator allows, and is repeated without a trace', () => {
    const { expiresAt } = shareIn('sealed', 'ready')!;
    const until = (at: number, more = {}) => run('ready', ask({ expiresAt: at, ...more })).refusal?.code ?? 'ok';
    for (const at of [expiresAt - 1, expiresAt + 1, NOW, 0, -1, NaN, Infinity, NOW + limits.expiry.max + 1])
      expect(until(at), String(at)).toBe('input.expiry');
    expect([until(NOW + limits.expiry.max), until(expiresAt + 60_000)]).toEqual(['ok', 'ok']);
    expect(run('ready', ask({ expiresAt }))).toEqual({ refusal: null, change: null });
    expect(until(NOW + 2 * DAY + 1, { mostMs: 2 * DAY })).toBe('input.expiry');
    expect(until(NOW + 2 * DAY, { mostMs: 2 * DAY })).toBe('ok');
    // A day more, or as much as there is.
    expect(run('ready', ask({ mostMs: DAY + HOUR })).change?.share.expiresAt).toBe(NOW + DAY + HOUR);
    expect(run('ready', ask({ mostMs: DAY + 59_999 })).refusal?.code).toBe('share.longest');
    expect(run('ready', ask({ mostMs: DAY })).refusal?.code).toBe('share.longest');
  });

  it('moves the sweep, is told to both, and brings no further tries of words', async () => {
    const { world, ready } = await openShares();
    const { share } = await ready('sealed');
    const [id, first] = [share.id, share.expiresAt];
    expect(code(await world.shares.extend(id, casey.key, null))).toBe('share.not_sender');
    must(await world.shares.extend(id, alex.key, first + 3 * DAY));
    for (const { key } of [alex, casey]) expect(must(await world.shares.view(id, [key])).expiresAt).toBe(first + 3 * DAY);
    world.now = first + 1;
    must(await world.shares.expireIfDue(id));
    expect((await world.shares.find(id))?.state.status).toBe('ready');
    expect(
      must(await world.shares.search(TENANT, casey.key, { states: ['mine'], text: '', since: 0, before: null, limit: 9 })).shares,
    ).toHaveLength(1);
    world.now = first + 3 * DAY;
    expect(code(await world.shares.extend(id, alex.key, null))).toBe('share.gone');
    expect((await world.shares.find(id))?.state).toMatchObject({ status: 'ended', cause: 'expired' });
  });

  it('and an end in the same moment leave one of the two, whichever comes first', async () => {
    const { world, ready } = await openShares();
    for (let n = 0; n < 6; n += 1) {
      const { share } = await ready('sealed');
      const [extended, other] = await Promise.all([
        world.shares.extend(share.id, alex.key, null),
        n % 2 === 0 ? world.shares.revoke(share.id, alex.key) : world.shares.decline(share.id, casey.key),
      ]);
      const end = (await world.shares.find(share.id))!;
      // The end always comes through: what was extended before it ends all the same.
      expect([code(other), end.state.status]).toEqual(['ok', 'ended']);
      expect(end.expiresAt).toBe(share.expiresAt + (extended.ok ? DAY : 0));
    }
  });
});
