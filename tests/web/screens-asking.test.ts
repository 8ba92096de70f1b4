// The pages of a person who asks, and of the one in chat who is asked: in a real Chromium on the real server.

import { describe, expect, test } from 'vitest';
import { messages } from '../../src/web/messages/asker.ts';
import { messages as senderSays } from '../../src/web/messages/sender.ts';
import { accepting, newBrowser } from '../support/actors.ts';
import { alice, bob, useStage, watch, type Stage } from './harness.ts';
import { requested } from './asking.ts';
import { heading, press, two } from './hands.ts';
import { look } from './look.ts';

let stage: Stage;

useStage((opened) => {
  stage = opened;
});

describe('a person who asks', () => {
  test(
    'by link: gets the link from the keys of their browser alone, again after a reload, passes it on, and opens the answer there',
    { timeout: 60_000 },
    () =>
      two(stage, async (a, b) => {
        const share = await requested(stage, { giver: null });
        const mine = await stage.enter(a, alice, share.id);
        await heading(mine, messages.askByLink.title);
        await look(mine, 'ask by link');
        await press(mine, messages.askByLink.button);
        await heading(mine, messages.link.title);
        const link = await mine.getByLabel(messages.link.label).inputValue();
        await look(mine, 'the link of a request');
        const mail = decodeURIComponent((await mine.getByRole('link', { name: 'Email' }).getAttribute('href')) ?? '');
        expect(mail).toContain(link);
        expect(mail).toContain('Alice asks you for something: Stripe keys');
        await mine.reload();
        await heading(mine, messages.link.title);
        expect(await mine.getByLabel(messages.link.label).inputValue()).toBe(link);

        // A server that says it was asked with other keys gets no link made for them, nor does another browser of the same person.
        const other = (await accepting(await newBrowser(new URL(stage.url).host), share, Date.now())).input;
        const lying = await a.newPage();
        watch(lying);
        await lying.route(`**/api/shares/${share.id}`, async (route) => {
          const answer = await route.fetch();
          const view = (await answer.json()) as { acceptance: object };
          await route.fulfill({ response: answer, json: { ...view, acceptance: { ...view.acceptance, device: other.device } } });
        });
        await lying.goto(mine.url());
        await heading(lying, messages.link.lostTitle);
        await lying.close();

        const outside = await b.newPage();
        watch(outside);
        await outside.goto(link);
        await outside.getByLabel('Value', { exact: true }).first().fill('rk_live_2');
        await press(outside, senderSays.enter.seal);
        await heading(outside, 'Thank you, it’s on its way');
        await heading(mine, 'Ready to open');
        await press(mine, 'Show it');
        await press(mine, 'Reveal STRIPE_KEY');
        expect(await mine.locator('.value pre').first().textContent()).toBe('rk_live_2');
        await mine.getByText('Delivered. The server’s copy has been deleted.').waitFor();
      }),
  );

  test(
    'of a person: six words while they wait; declined with a reason on the page, which the asker reads and nobody has sealed anything',
    { timeout: 60_000 },
    () =>
      two(stage, async (a, b) => {
        const share = await requested(stage, { giver: bob });
        const mine = await stage.enter(a, alice, share.id);
        await heading(mine, 'Ask Bob');
        await press(mine, messages.ask.button);
        await heading(mine, messages.waiting.title('Bob'));
        expect(await mine.locator('.word').count()).toBe(6);
        await look(mine, 'asked and waiting');

        const theirs = await stage.enter(b, bob, share.id);
        await heading(theirs, 'Alice asks you for this');
        await press(theirs, 'Decline');
        await theirs.getByLabel(senderSays.decline.reason).fill('x'.repeat(301));
        await theirs.getByText(senderSays.decline.long(300)).waitFor();
        await theirs.getByLabel(senderSays.decline.reason).fill('Robin has it, ask them.');
        await look(theirs, 'declining a request');
        await press(theirs, 'Decline');
        await heading(theirs, 'Declined');
        await heading(mine, messages.ended.declined[0]);
        await mine.getByText('Robin has it, ask them.').waitFor();
        expect((await stage.app.store.load(share.id))?.state).toMatchObject({ cause: 'declined', seal: null });
      }),
  );

  test(
    'whose browser is lost before the answer asks from another one, or takes it back; a link that was made is dead then, and nothing was given',
    { timeout: 60_000 },
    () =>
      two(stage, async (a, b) => {
        const [named, linked] = [await requested(stage, { giver: bob }), await requested(stage, { giver: null })];
        for (const { id } of [named, linked]) {
          const first = await stage.enter(a, alice, id);
          await first.locator('main .button.primary').click();
          await first.locator('main .button.danger').waitFor();
        }
        const again = await stage.enter(b, alice, named.id);
        await heading(again, messages.elsewhere.title);
        await press(again, messages.elsewhere.button);
        await heading(again, messages.waiting.title('Bob'));
        const dead = await stage.enter(b, alice, linked.id);
        await heading(dead, messages.link.lostTitle);
        await press(dead, messages.ask.back);
        await heading(dead, messages.takenBack[0]);
        expect((await stage.app.store.load(linked.id))?.state).toMatchObject({ cause: 'revoked', seal: null });
      }),
  );
});
