// What strangers can do to a share: use up nothing, and alert the sender only as often as it helps, before and after the end.

import { describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { MODES, type PersonKey } from '../../src/core/share.ts';
import { act, actions, HOUR, mallory, NOW, OTHER_DEVICE, outcome, shareIn } from './fixtures.ts';

describe('opening', () => {
  it('strangers are logged and rung at most once a minute, and write nothing in between', () => {
    const claim = { ...actions().claim, by: mallory.key };
    const first = outcome(shareIn('sealed', 'ready')!, claim);
    expect(first.answer).toBe('share.not_recipient');
    const rung = first.change!.share;
    expect(outcome(rung, claim, NOW + limits.alertIntervalMs - 1).change).toBeNull();
    expect(outcome(rung, claim, NOW + limits.alertIntervalMs).change).not.toBeNull();
  });

  it('a quiet attempt never hides a loud one', () => {
    const elsewhere = { ...actions().claim, device: OTHER_DEVICE };
    const knocked = outcome(shareIn('sealed', 'ready')!, elsewhere).change!.share;
    expect(knocked.outbox.some((message) => message.kind === 'news' && message.news === 'intruder')).toBe(false);
    const claimed = act(knocked, actions().claim);
    expect(outcome(claimed, elsewhere).change?.share.outbox.at(-1)).toMatchObject({ news: 'intruder' });
  });

  it('T8: a stranger who knows the id can use up nothing, however often they try', () => {
    let share = shareIn('sealed+words', 'ready')!;
    for (let n = 0; n < 500; n += 1) {
      const wrong = { ...actions('sealed+words').claim, by: mallory.key, proofs: [] };
      share = outcome(share, wrong, NOW + n * limits.alertIntervalMs).change?.share ?? share;
    }
    expect(share.state).toMatchObject({ status: 'ready', failures: 0 });
    share = { ...share, expiresAt: NOW + 1_000 * HOUR };
    expect(outcome(share, actions('sealed+words').claim, NOW + 500 * limits.alertIntervalMs).answer).toBe('claimed');
  });

  it('after the end an attempt from any other device is refused and rings the sender, the recipient’s own too', () => {
    const { answer, change } = outcome(shareIn('sealed', 'ended')!, { ...actions().claim, device: OTHER_DEVICE });
    expect(answer).toBe('share.gone');
    expect(change?.leaves[0]).toContain('what after-end');
    expect(change?.share.outbox.at(-1)).toMatchObject({ news: 'intruder' });
  });

  it('P8: a person or a program of another tenant rings nobody and writes no leaf, whatever the state', () => {
    const strangers = ['local:local:ci', 'playground:other:casey', 'slack:demo:casey'] as PersonKey[];
    for (const mode of MODES)
      for (const status of ['offered', 'accepted', 'ready', 'claimed', 'ended'] as const) {
        const share = shareIn(mode, status);
        if (share === null) continue;
        for (const by of strangers) {
          const { answer, change } = outcome(share, { ...actions(mode).claim, by, device: OTHER_DEVICE, proofs: [] });
          expect([mode, status, change]).toEqual([mode, status, null]);
          expect(answer).not.toBe('claimed');
        }
      }
  });

  it('P8: someone of the same tenant who is no party is told of once after the end, and never again', () => {
    const eve = { ...actions().claim, by: mallory.key, device: OTHER_DEVICE };
    let share = shareIn('sealed', 'ended')!;
    let rings = 0;
    for (let minute = 1; minute <= 30 * 24 * 60; minute += 1) {
      const { change } = outcome(share, eve, NOW + minute * limits.alertIntervalMs);
      if (change !== null) rings += 1;
      share = change?.share ?? share;
    }
    expect(rings).toBe(1);
    // And it hides nothing of what the sender must hear.
    const late = { ...actions().claim, device: OTHER_DEVICE };
    expect(outcome(share, late, NOW + 60 * 24 * 60 * limits.alertIntervalMs).change?.share.outbox.at(-1)).toMatchObject({
      news: 'intruder',
    });
  });
});

describe('two kinds of bells', () => {
  it('P17: a person who has nothing but the id hides no attempt with the account of the recipient, before or after the end, and is not hidden', () => {
    const eve = { ...actions().claim, by: mallory.key, device: OTHER_DEVICE };
    const thief = { ...actions().claim, device: OTHER_DEVICE };
    for (const [status, what] of [
      ['claimed', ['person', 'device']],
      ['ended', ['after-end', 'after-end']],
    ] as const)
      for (const [first, second] of [
        [eve, thief],
        [thief, eve],
      ] as const) {
        const share = { ...shareIn('sealed', status)!, outbox: [] };
        const one = outcome(share, first, NOW + 1_000).change!;
        // Chat has said it; the next one has to be said again.
        const two = outcome({ ...one.share, outbox: [] }, second, NOW + 2_000).change;
        const said = [one, two].map((change) => /what (\S+)/.exec(change?.leaves[0] ?? '')?.[1]);
        expect([status, first === eve ? said : said.toReversed()]).toEqual([status, what]);
        expect(two?.share.outbox.at(-1)).toMatchObject({ news: 'intruder' });
        // Each has its own minute.
        for (const again of [first, second]) expect(outcome(two!.share, again, NOW + 3_000).change).toBeNull();
      }
  });
});
