// Every card that nt2 puts into a chat, in the toy chat of `nt2 try`: read in light and dark, pressed by keyboard alone, whole at 320 px.

import { expect, test } from 'vitest';
import { createChatState } from '../../src/adapters/playground/chat-state.ts';
import { keyOf } from '../../src/adapters/playground/config.ts';
import { createOutbound } from '../../src/adapters/playground/outbound.ts';
import { renderState } from '../../src/adapters/playground/render.ts';
import { notificationCard } from '../../src/bot/cards/notification.ts';
import { cardFor } from '../../src/bot/cards/surface.ts';
import { togetherCard } from '../../src/bot/cards/together.ts';
import type { Card } from '../../src/bot/port.ts';
import { NOTIFICATION_KINDS, SURFACES } from '../../src/core/share.ts';
import { cardText, everyShare, known, labels, shareIn, states, voice } from '../bot/fixtures.ts';
import { requestAhead, requestIn } from '../core/fixtures.ts';
import { complaints, useStage, watch, type Stage } from './harness.ts';
import { look } from './look.ts';

/** A campaign, and who keeps stills look at all of them; `npm test` at one in eight, another shape each. */
const isLong = process.env['NT2_CAMPAIGN'] !== undefined || process.env['NT2_STILLS'] !== undefined;

let stage: Stage;
useStage((opened) => void (stage = opened), { NT2_PLAYGROUND: 'on' });

/** One of each that differs in more than its number: its first words and what can be pressed. */
function everyCard(): Card[] {
  const requests = [requestIn('offered'), requestIn('accepted'), requestIn('ready'), requestIn('ended'), requestAhead('sealed')];
  const shares = [...everyShare(), ...requests.flatMap((one) => (one === null ? [] : [one]))];
  const all = shares.flatMap((share) => [
    ...[voice, known].flatMap((context) => SURFACES.map((surface) => cardFor(context, share, surface))),
    ...NOTIFICATION_KINDS.map((news) => notificationCard(voice, share, news)),
  ]);
  const one = shareIn(states.offered);
  const ten = [one, ...Array.from({ length: 9 }, () => shareIn(states.offered))] as const;
  const three = [one, shareIn(states.accepted), shareIn(states.ready)] as const;
  const shape = (card: Card): string =>
    [card.tone, cardText(card).split(/[.\n]/, 2).join(), ...labels(card)].join('|').replaceAll(/no\. \d+/g, '');
  return [...new Map([...all, togetherCard(voice, three), togetherCard(voice, ten)].map((card) => [shape(card), card])).values()];
}

test('I10: every card is read in light and dark, pressed by keyboard alone and whole down to 320 px', async () => {
  const room = createChatState({ clock: Date.now });
  const all = everyCard();
  expect(all.length).toBeGreaterThan(40);
  const cards = isLong ? all : all.filter((_, n) => n % 8 === 0 || n >= all.length - 2);
  const outbound = createOutbound(room);
  for (const [n, card] of cards.entries()) await outbound.sendDirect({ key: keyOf('alex'), name: 'Alex' }, card, `card-${n}`);
  const profile = await stage.profile();
  const page = await profile.newPage();
  await page.route('**/playground/state', (route) => route.fulfill({ json: renderState(room) }));
  await page.goto(`${stage.url}/playground`);
  const alex = page.getByRole('region', { name: 'The chat of Alex' });
  await alex.getByRole('navigation').getByRole('button', { name: /^nt2/ }).click();
  await expect.poll(() => alex.getByRole('article').count()).toBe(cards.length);
  watch(page);
  await look(page, 'every card', { columns: 2 });
  // A pane that gets narrow folds its list of conversations away, and with it what had the focus there.
  expect(complaints.splice(0).filter((one) => !one.startsWith('lost the focus'))).toEqual([]);
  await profile.close();
});
