import { describe, expect, it } from 'vitest';

import { en } from '../../src/bot/messages/messages.ts';
import { channelCard } from '../../src/bot/cards/channel.ts';
import { recipientCard } from '../../src/bot/cards/recipient.ts';
import { senderCard } from '../../src/bot/cards/sender.ts';
import { cardFor } from '../../src/bot/cards/surface.ts';
import { notificationCard, staleNotificationCard } from '../../src/bot/cards/notification.ts';
import { displayState } from '../../src/bot/cards/names.ts';
import { asksForAction } from '../../src/core/lifecycle/notifications.ts';
import { NOTIFICATION_KINDS, SURFACES, type NotificationKind, type ShareId } from '../../src/core/share.ts';
import {
  alex,
  cardText,
  endings,
  everyShare,
  HELD,
  known,
  LABEL,
  labels,
  lineText,
  NOTE,
  sam,
  shareIn,
  states,
  voice,
} from './fixtures.ts';

/** What a button of a card that chat keeps may lead to. */
const PLAIN = /^https:\/\/nt2\.example\/s\/[a-z2-7]{32}\?as=(?:sender|recipient)$/;
const everyCard = everyShare().flatMap((share) =>
  [voice, known].flatMap((context) => [
    ...SURFACES.map((surface) => ({ share, what: surface as string, card: cardFor(context, share, surface) })),
    ...NOTIFICATION_KINDS.flatMap((news) =>
      [notificationCard, staleNotificationCard].map((draw) => ({ share, what: news as string, card: draw(context, share, news) })),
    ),
  ]),
);

describe('cards', () => {
  it('T12, T13: no card in any state holds a key, a hash, a note of a browser or a way in', () => {
    for (const { card } of everyCard) {
      const text = JSON.stringify(card);
      for (const held of HELD) expect(text).not.toContain(held);
      expect(text).not.toMatch(/\/go|#[^e]/);
      for (const button of card.buttons) if (button.kind === 'open') expect(button.url).toMatch(PLAIN);
    }
  });

  it('fit the port: one-line titles, at most ten buttons, short refs, no empty line, no hole left open', () => {
    expect(everyCard.length).toBeGreaterThan(2_000);
    for (const { card } of everyCard) {
      expect(card.title).not.toMatch(/\n/);
      expect(card.buttons.length).toBeLessThanOrEqual(10);
      for (const button of card.buttons) if (button.kind === 'act') expect(button.ref.length).toBeLessThanOrEqual(80);
      for (const line of card.body) expect(lineText(line).trim()).not.toBe('');
      expect(`${cardText(card)}${card.fallback}`).not.toMatch(/[{}]/);
    }
  });

  it('a notification never tells label or note: it may show on a locked screen', () => {
    for (const { card } of everyCard) {
      expect(card.fallback).not.toBe('');
      expect(card.fallback).not.toContain(LABEL);
      expect(card.fallback).not.toContain(NOTE);
    }
  });

  it('bystanders in a channel read neither label nor note, and only the recipient is mentioned', () => {
    for (const share of everyShare()) {
      const card = channelCard(voice, share);
      const text = JSON.stringify(card);
      expect(text).not.toContain(LABEL);
      expect(text).not.toContain(NOTE);
      for (const span of card.body.flat()) if (typeof span === 'object' && span.kind === 'person') expect(span.person).toEqual(sam);
    }
  });

  it('the card in the channel carries the address while it lives, and neither address nor button after the end', () => {
    for (const state of Object.values(states)) {
      const card = channelCard(voice, shareIn(state));
      expect(cardText(card)).toContain('https://nt2.example/s/abcdef22222222222222222222222222');
      expect(labels(card)).toEqual(['Open']);
    }
    for (const state of endings) {
      const card = channelCard(voice, shareIn(state));
      expect(cardText(card)).not.toContain('/s/');
      expect(card.buttons).toEqual([]);
    }
  });

  it('the recipient has what the state allows', () => {
    const buttons = (state: keyof typeof states): string[] => labels(recipientCard(voice, shareIn(states[state])));
    expect(buttons('offered')).toEqual(['Open', 'Decline']);
    expect(buttons('sealed')).toEqual(['Open', 'Decline']);
    // With words a press in chat accepts.
    expect(labels(recipientCard(voice, shareIn(states.offered, { mode: 'words' })))).toEqual(['Accept', 'Decline']);
    // Sealed to a key that a browser of theirs has left: the page accepts and shows in one, and a press here accepts.
    expect(buttons('sealedAhead')).toEqual(['Open', 'Accept', 'Decline']);
    expect(buttons('readyAhead')).toEqual(['Open', 'Decline']);
    expect(buttons('accepted')).toEqual(['Go to the page', 'Decline']);
    expect(buttons('ready')).toEqual(['Open', 'Decline']);
    expect(buttons('claimed')).toEqual(['Go to the page']);
    // A person who has declined may want no more from there.
    for (const state of endings) {
      const more = state.status === 'ended' && state.cause === 'declined' ? ['Block Alex'] : [];
      expect(labels(recipientCard(voice, shareIn(state)))).toEqual(['Receipt', ...more]);
    }
  });

  it('I8: no one is offered to block whom they have blocked, nor more time than a share can have', () => {
    const declined = shareIn(endings.find((state) => state.status === 'ended' && state.cause === 'declined')!);
    const blocked = { ...voice, blocked: new Set([alex.key]) };
    expect(labels(recipientCard(blocked, declined))).toEqual(['Receipt']);
    const asked = { of: 'person', fields: [], gate: null, remindedAt: 0, reason: '' } as const;
    const request = { ...declined, asked, sender: sam, recipient: alex };
    expect(labels(senderCard(voice, request))).toContain('Block Alex');
    expect(labels(senderCard(blocked, request))).not.toContain('Block Alex');
    for (const state of Object.values(states))
      expect(labels(senderCard({ ...voice, waitsLongest: () => true }, shareIn(state)))).not.toContain(en.buttons.extend);
  });

  it('I8: cards for one person are told apart by a number that each side reads alike, in a channel without a label', () => {
    const numbers = ['2', '3', '4', '5'].map((last) => {
      const share = shareIn(states.offered, { id: `abcdef2222222222222222222222222${last}` as ShareId });
      const titles = SURFACES.map((surface) => cardFor(voice, share, surface).title.split(' · ')[1]);
      expect(new Set(titles).size).toBe(1);
      return titles[0];
    });
    expect(new Set(numbers).size).toBe(4);
    for (const number of numbers) expect(number).toMatch(/^no\. \d{4}$/);
  });

  it('the recipient reads who, what, why and until when before they accept', () => {
    const text = cardText(recipientCard(voice, shareIn(states.offered)));
    for (const part of ['Alex', LABEL, NOTE, '1970-01-02']) expect(text).toContain(part);
  });

  it('sealed to a prekey, the sender reads that they are done, and both where it opens', () => {
    const [sealed, ready] = [shareIn(states.sealedAhead), shareIn(states.readyAhead)];
    expect(cardText(senderCard(voice, sealed))).toMatch(/You’re done/);
    for (const share of [sealed, ready]) {
      expect(cardText(senderCard(voice, share))).toMatch(/in a browser where they accepted before/);
      expect(cardText(recipientCard(voice, share))).toMatch(/where you accepted before.*For another browser, @?Alex has to send it again/);
    }
    // A passphrase to tell is spoken of where there is one, and there alone.
    expect(cardText(senderCard(voice, sealed))).not.toMatch(/passphrase/);
    const words = shareIn(states.sealedAhead, { mode: 'sealed+words' });
    for (const card of [senderCard(voice, words), recipientCard(voice, words)]) expect(cardText(card)).toMatch(/passphrase/);
  });

  it('the sender has what the state allows', () => {
    const buttons = (state: keyof typeof states, more = {}): string[] => labels(senderCard(voice, shareIn(states[state], more)));
    expect(buttons('offered')).toEqual(['Enter the secret', 'One more day', 'Take back']);
    expect(buttons('entered')).toEqual(['Status', 'One more day', 'Take back']);
    expect(buttons('accepted')).toEqual(['Enter the secret', 'One more day', 'Take back']);
    expect(buttons('acceptedEntered')).toEqual(['Send it now', 'One more day', 'Take back']);
    expect(buttons('sealed')).toEqual(['Status', 'One more day', 'Take back']);
    expect(buttons('ready')).toEqual(['Status', 'One more day', 'Take back']);
    expect(buttons('claimed')).toEqual(['Status']);
    for (const state of endings) {
      const again = state.status === 'ended' && state.cause !== 'delivered' ? ['Share again'] : [];
      expect(labels(senderCard(voice, shareIn(state)))).toEqual([...again, 'Receipt', 'Status']);
    }
    expect(buttons('offered', { mode: 'link', recipient: null })).toEqual(['Get a one-time link', 'One more day', 'Take back']);
    // Sealed in chat means sealed to a key that does not exist before the recipient has accepted.
    expect(buttons('offered', { entry: 'modal' })).toEqual(['Status', 'One more day', 'Take back']);
    expect(buttons('offered', { entry: 'modal', mode: 'words' })).toEqual(['Enter it here', 'One more day', 'Take back']);
    expect(buttons('accepted', { entry: 'modal' })).toEqual(['Enter it here', 'One more day', 'Take back']);
  });

  it('every card of a share that is typed in chat says who sees it, until it is over', () => {
    for (const share of everyShare().filter(({ entry, state }) => entry === 'modal' && state.status !== 'ended')) {
      for (const surface of SURFACES)
        expect(cardText(cardFor(voice, share, surface))).toContain('Chatter and this server see it on its way');
    }
  });

  it('a sentence that begins with someone without a name begins like a sentence', () => {
    const lines = everyShare().flatMap((share) => cardText(senderCard(voice, share)).split('\n'));
    expect(lines.filter((line) => line.startsWith('Someone outside this chat')).length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.startsWith('somebody'))).toEqual([]);
  });

  it('each end says what happened, in its own words', () => {
    for (const draw of [channelCard, recipientCard, senderCard]) {
      const texts = endings.map((state) => cardText(draw(voice, shareIn(state))));
      expect(new Set(texts).size).toBe(endings.length);
    }
  });

  it('what was not confirmed is never called opened, and the sender is asked to change the secret', () => {
    const unconfirmed = shareIn({ status: 'ended', cause: 'unconfirmed', at: 1, claim: null, seal: null, acceptance: null });
    for (const draw of [channelCard, recipientCard, senderCard]) expect(cardText(draw(voice, unconfirmed))).not.toContain('proved');
    expect(cardText(senderCard(voice, unconfirmed))).toContain('change the secret');
  });

  it('names and labels with tricks in them are shown for what they are', () => {
    const share = shareIn(states.offered, { label: 'a\u202Eb', note: 'c\u200Bd\n\ne', sender: { ...sam, name: 'Al\u2066ex' } });
    const text = cardText(recipientCard(voice, share));
    expect(text).toContain('a⟨U+202E⟩b');
    expect(text).toContain('c⟨U+200B⟩d e');
    expect(recipientCard(voice, share).title).toBe('Al⟨U+2066⟩ex has a credential for you · no. 7658');
  });
});

describe('news', () => {
  it('has the one button that the moment asks for, and none when it is too late', () => {
    const buttons = (news: NotificationKind, state: keyof typeof states): string[] =>
      labels(notificationCard(voice, shareIn(states[state]), news));
    expect(buttons('accepted', 'accepted')).toEqual(['Enter the secret']);
    expect(buttons('accepted', 'acceptedEntered')).toEqual(['Send it now']);
    expect(buttons('accepted', 'ready')).toEqual([]);
    expect(buttons('ready', 'ready')).toEqual(['Open']);
    expect(buttons('ready', 'claimed')).toEqual([]);
    expect(buttons('failing', 'ready')).toEqual(['Take back']);
    expect(buttons('intruder', 'ready')).toEqual(['Take back']);
    expect(buttons('intruder', 'claimed')).toEqual([]);
  });

  it('U7: acts by a button exactly as long as it asks for something, and as past it says only what became of it', () => {
    for (const share of everyShare())
      for (const news of ['accepted', 'ready', 'failing', 'intruder', 'ended'] as const) {
        expect(labels(notificationCard(voice, share, news)).length > 0, `${news} ${share.state.status}`).toBe(asksForAction(news, share));
        expect(staleNotificationCard(voice, share, news).buttons).toEqual([]);
        expect(cardText(staleNotificationCard(voice, share, news))).toContain(voice.messages.states[displayState(share)]);
      }
  });

  it('an end is told with the sentence that says what to do next', () => {
    for (const state of endings) {
      const share = shareIn(state);
      const sentence = voice.messages.sender.ended[(state as { cause: 'delivered' }).cause].replaceAll('{recipient}', '@Sam');
      for (const context of [voice, known]) expect(cardText(notificationCard(context, share, 'ended'))).toContain(sentence);
    }
  });

  it('a person who cannot be written to is named, with the way that is left', () => {
    const text = (unreachable: ('place' | 'recipient')[]): string =>
      cardText(notificationCard(voice, shareIn(states.offered, { unreachable }), 'unreachable'));
    expect(text(['recipient'])).toContain('I can’t message Sam');
    expect(text(['recipient'])).toContain('the card in #engineering');
    expect(text(['recipient', 'place'])).not.toContain('the card in');
    expect(text(['place'])).toContain('I can’t post in #engineering');
  });
});
