// The cards of a share that reminds of itself: to the person whose turn it is, and to the person who began it.

import { describe, expect, it } from 'vitest';
import { cardFor } from '../../src/bot/cards/surface.ts';
import { notificationCard } from '../../src/bot/cards/notification.ts';
import { asksForAction } from '../../src/core/lifecycle/notifications.ts';
import { OUTSIDER, type Share } from '../../src/core/share.ts';
import { cardText, endings, known, LABEL, labels, NOTE, sam, shareIn, states, voice } from './fixtures.ts';

const DEADLINE = '1970-01-02T00:00:00.000Z';
const asked = (of: 'person' | 'link'): Partial<Share> => ({
  asked: { of, fields: [], gate: null, remindedAt: 0, reason: '' },
  ...(of === 'link' && { sender: OUTSIDER }),
});

describe('J5: a share that still waits', () => {
  it.each([
    ['not accepted', shareIn(states.offered), 'Sam'],
    ['not accepted, locked already', shareIn(states.sealed), 'Sam'],
    ['not opened', shareIn(states.ready), 'Sam'],
    ['a link that nobody has opened', shareIn(states.ready, { mode: 'link', recipient: null, place: null }), 'someone outside this chat'],
    ['a request that is not answered', shareIn(states.accepted, asked('person')), 'Alex'],
    ['a request by link that is not answered', shareIn(states.accepted, asked('link')), 'someone outside this chat'],
    ['an answer that is not opened', shareIn(states.ready, asked('person')), 'Alex'],
  ])('%s: both are told what waits, for whom, until when, and how to get on', (_what, share, other) => {
    const [nudge, waiting] = (['nudge', 'waiting'] as const).map((news) => notificationCard(voice, share, news));
    expect(cardText(nudge!)).toBe(`Still waiting for you\n“${LABEL}” is waiting for you. Expires ${DEADLINE}.`);
    expect(cardText(waiting!)).toBe(`Still waiting for ${other}\n“${LABEL}” is waiting for ${other}. Expires ${DEADLINE}.`);
    expect([nudge!.fallback, waiting!.fallback]).toEqual(['Something is still waiting for you.', `It’s still waiting for ${other}.`]);
    for (const card of [nudge!, waiting!]) {
      // Of these only those are drawn that wait for someone who can be told.
      const isDrawn = asksForAction(card === nudge ? 'nudge' : 'waiting', share);
      expect([labels(card), card.tone]).toEqual([isDrawn ? ['Open'] : [], 'plain']);
      expect(JSON.stringify(card)).not.toContain(NOTE);
      // Told without a mention: it is a direct message already.
      expect(JSON.stringify(card)).not.toContain('"kind":"person"');
    }
  });

  it('their button stands exactly as long as it waits for that person', () => {
    for (const state of [...Object.values(states), ...endings])
      for (const news of ['nudge', 'waiting'] as const)
        for (const context of [voice, known]) {
          const share = shareIn(state);
          const isOver = state.status === 'ended' || state.status === 'claimed';
          const waits = !isOver && (news === 'nudge' || state.status !== 'accepted');
          expect(labels(notificationCard(context, share, news)), `${news} ${state.status}`).toEqual(waits ? ['Open'] : []);
          expect(asksForAction(news, share)).toBe(waits);
        }
  });

  it('a name is text: it mentions nobody, and no label can pass for the sentence around it', () => {
    const share = shareIn(states.offered, { recipient: { ...sam, name: '<!channel> {until}\n# “x”' }, label: '{other} waits' });
    for (const news of ['nudge', 'waiting'] as const) {
      const card = notificationCard(voice, share, news);
      expect(card.title).not.toMatch(/\n/);
      expect(cardText(card)).toContain('“{other} waits”');
      expect(card.fallback).not.toContain('{other}');
    }
    // And the cards that stand in chat stay as they were: a reminder changes nothing.
    const reminded = { ...share, watched: ['not-accepted'] } as const;
    for (const surface of ['place', 'recipient', 'sender'] as const)
      expect(cardFor(voice, reminded, surface)).toEqual(cardFor(voice, share, surface));
  });
});
