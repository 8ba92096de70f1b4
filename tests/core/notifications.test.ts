import { describe, expect, it } from 'vitest';

import { asksForAction } from '../../src/core/lifecycle/notifications.ts';
import { NOTIFICATION_KINDS, type NotificationKind, type Share } from '../../src/core/share.ts';
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
    const kinds = ended.outbox.filter((message) => 'news' in message && message.news === 'accepted').map(({ kind }) => kind);
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
    const share = shareIn('sealed', 'ended')!;
    for (const news of NOTIFICATION_KINDS) expect(asksForAction(news, share)).toBe(false);
  });
});

describe('I8: a reminder', () => {
  const watch = { times: { acceptMs: null, openMs: null, expiryPart: 1 }, quietUntil: null, isBlocked: false };
  const remindedIn = (share: Share): Share => {
    const said = sayAll(share);
    return sayAll(outcome(said, { kind: 'tick', watch }, said.expiresAt - 1).change!.share);
  };

  it('keeps its button for as long as it is that person’s turn, and no longer', () => {
    const offered = remindedIn(shareIn('sealed', 'offered')!);
    expect(Object.keys(offered.asking ?? {}).toSorted()).toEqual(['nudge', 'waiting']);
    // Now it is the sender's turn: neither of the two is true any more.
    expect(past(act(offered, all.accept)).toSorted()).toEqual(['nudge', 'waiting']);
    const ready = remindedIn(shareIn('sealed', 'ready')!);
    for (const next of [act(ready, all.claim), act(ready, all.revoke), act(ready, { kind: 'tick' }, ready.expiresAt)])
      expect(past(next)).toEqual(expect.arrayContaining(['nudge', 'waiting']));
  });

  it('to the sender is past once they have sent it; one that still holds stays', () => {
    const accepted = remindedIn(act(shareIn('sealed', 'offered')!, all.accept));
    expect(accepted.asking).toHaveProperty('nudge');
    expect(past(act(accepted, all.seal))).toContain('nudge');
    const words = remindedIn(shareIn('words', 'offered')!);
    expect(past(act(words, actions('words').seal))).toEqual([]);
  });

  it('that someone cannot be reached keeps its button until the end', () => {
    const share = shareIn('sealed', 'accepted')!;
    const message = share.outbox.find((one) => one.kind === 'surface' && one.surface === 'recipient')!;
    const cut = sayAll(act(share, { kind: 'mark-undeliverable', message }));
    expect(cut.asking).toHaveProperty('unreachable');
    expect(past(act(cut, all.seal))).not.toContain('unreachable');
    expect(past(act(cut, all.revoke))).toContain('unreachable');
  });
});

describe('I8: an end is told once', () => {
  const told = (share: Share): string[] => share.outbox.flatMap((one) => (one.kind === 'news' && one.news === 'ended' ? [one.to] : []));
  const quiet = (share: Share): Share[] => [
    act(share, all.decline),
    act(share, { kind: 'tick' }, share.expiresAt),
    act(act(share, all.claim), all.deliver),
  ];

  it('by the card, where it stands in chat, when nobody has to act', () => {
    for (const ended of quiet(sayAll(shareIn('sealed', 'ready')!))) {
      expect(told(ended)).toEqual([]);
      expect(ended.outbox).toContainEqual(expect.objectContaining({ kind: 'surface', surface: 'sender' }));
    }
  });

  it('by a message, where no card of theirs ever came to stand, and in every case that asks them to act', () => {
    const share = shareIn('sealed', 'ready')!;
    for (const ended of quiet({ ...share, surfaces: {} })) expect(told(ended)).toEqual(['sender']);
    const said = sayAll(share);
    const claimed = act(said, all.claim);
    for (const alarm of [
      act(claimed, { kind: 'tick' }, said.expiresAt + 86_400_000),
      act(claimed, all.break),
      act(said, { kind: 'rollback' }),
    ])
      expect(told(alarm)).toEqual(['sender']);
  });

  it('by a message also when chat will not have the card edited, and once', () => {
    for (const ended of quiet(sayAll(shareIn('sealed', 'ready')!))) {
      const message = ended.outbox.find((one) => one.kind === 'surface' && one.surface === 'sender')!;
      const refused = act(ended, { kind: 'mark-undeliverable', message });
      expect(told(refused)).toEqual(['sender']);
      expect(outcome(refused, { kind: 'mark-undeliverable', message }).change).toBeNull();
    }
    // What rang already does not ring twice, and a card that only changed is no end.
    const broken = act(act(sayAll(shareIn('sealed', 'ready')!), all.claim), all.break);
    const edit = broken.outbox.find((one) => one.kind === 'surface' && one.surface === 'sender')!;
    expect(told(act(broken, { kind: 'mark-undeliverable', message: edit }))).toEqual(['sender']);
    const accepted = act(sayAll(shareIn('sealed', 'offered')!), all.accept);
    const still = accepted.outbox.find((one) => one.kind === 'surface' && one.surface === 'sender')!;
    expect(told(act(accepted, { kind: 'mark-undeliverable', message: still }))).toEqual([]);
  });
});
