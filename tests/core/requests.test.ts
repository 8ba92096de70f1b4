import { describe, expect, it } from 'vitest';

import { asksForAction } from '../../src/core/lifecycle/requests.ts';
import type { NotificationKind, Share } from '../../src/core/share.ts';
import { act, actions, mallory, outcome, shareIn } from './fixtures.ts';

const all = actions('sealed');
const REF = { refHash: 'H'.repeat(43) + '=' };

/** Says all that waits, as chat would. */
function sayAll(share: Share): Share {
  let now = share;
  for (const message of share.outbox) now = act(now, { kind: 'mark-sent', message, ref: `ref of ${message.id}`, ...REF });
  expect(now.outbox).toEqual([]);
  return now;
}
const past = (share: Share): NotificationKind[] => share.outbox.flatMap((message) => (message.kind === 'past' ? [message.news] : []));

describe('U7: news that ask for something', () => {
  it('are remembered by where they stand, and drawn again when there is nothing to do any more', () => {
    const accepted = sayAll(act(sayAll(shareIn('sealed', 'offered')!), all.accept));
    expect(Object.keys(accepted.asking ?? {})).toEqual(['accepted']);

    const sealed = act(accepted, all.seal);
    expect(past(sealed)).toEqual(['accepted']);
    const ready = sayAll(sealed);
    expect(Object.keys(ready.asking ?? {})).toEqual(['ready']);

    const claimed = act(ready, all.claim);
    expect(past(claimed)).toEqual(['ready']);
    expect(sayAll(claimed).asking).toEqual({});
  });

  it.each(['revoke', 'decline'] as const)('are past also when it ends by %s, and at its expiry', (name) => {
    const rung = sayAll(outcome(shareIn('sealed', 'ready')!, { ...all.claim, by: mallory.key }).change!.share);
    expect(Object.keys(rung.asking ?? {}).toSorted()).toEqual(['intruder', 'ready']);
    expect(past(act(rung, all[name])).toSorted()).toEqual(['intruder', 'ready']);
    expect(past(act(rung, { kind: 'tick' }, rung.expiresAt)).toSorted()).toEqual(['intruder', 'ready']);
  });

  it('that were still on their way when it was over are drawn again right behind', () => {
    const ended = act(shareIn('sealed', 'accepted')!, all.revoke);
    const kinds = ended.outbox.filter((message) => message.kind !== 'surface' && message.news === 'accepted').map(({ kind }) => kind);
    expect(kinds).toEqual(['news', 'past']);
    const [news, rest] = [
      ended.outbox.find((message) => message.kind === 'news')!,
      ended.outbox.find((message) => message.kind === 'past')!,
    ];
    const told = act(ended, { kind: 'mark-sent', message: news, ref: 'dm/1', ...REF });
    expect(told.asking).toEqual({ accepted: 'dm/1' });
    expect(act(told, { kind: 'mark-sent', message: rest, ref: 'dm/1', ...REF }).asking).toEqual({});
    // Chat would not have it: then there is nothing to come back to.
    expect(act(told, { kind: 'mark-undeliverable', message: rest }).asking).toEqual({});
  });

  it('that nobody can find again are not looked for', () => {
    const accepted = act(shareIn('sealed', 'offered')!, all.accept);
    const message = accepted.outbox.find(({ kind }) => kind === 'news')!;
    expect(act(accepted, { kind: 'mark-sent', message, ref: '', ...REF }).asking).toBeUndefined();
  });

  it('never ask for anything after the end', () => {
    const { state } = shareIn('sealed', 'ended')!;
    for (const news of ['accepted', 'ready', 'ended', 'failing', 'intruder', 'unreachable'] as const)
      expect(asksForAction(news, state)).toBe(false);
  });
});
