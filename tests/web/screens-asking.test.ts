// The pages of a person who asks, and of the one in chat who is asked: in a real Chromium on the real server.

import { beforeEach, describe, expect, test } from 'vitest';
import { messages } from '../../src/web/messages/asker.ts';
import { generateDeviceKey, generateRecipientKey } from '../../src/crypto/keys/device.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { signPrekey } from '../../src/crypto/keys/prekey.ts';
import { signerFromKey } from '../../src/crypto/note/signer.ts';
import { tagOf, tenantOf } from '../../src/core/share.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { accepting, newBrowser } from '../support/actors.ts';
import { alice, bob, useStage, watch, type Stage } from './harness.ts';
import { requested } from './asking.ts';
import { heading, press, two } from './hands.ts';
import { look } from './look.ts';

let stage: Stage;

useStage((opened) => {
  stage = opened;
});

// Each test begins with a person whose browsers have left no keys.
beforeEach(() => stage.app.shares.withdrawPrekeys(tenantOf(alice.key), alice.key, null));

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
        await look(mine, 'the link of a request', { isRare: true });
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
        await look(again, 'asked from another browser', { isRare: true });
        await press(again, messages.elsewhere.button);
        await heading(again, messages.waiting.title('Bob'));
        const dead = await stage.enter(b, alice, linked.id);
        await heading(dead, messages.link.lostTitle);
        await look(dead, 'a link from another browser', { isRare: true });
        await press(dead, messages.ask.back);
        await heading(dead, messages.takenBack[0]);
        await look(dead, 'taken back', { isRare: true });
        expect((await stage.app.store.load(linked.id))?.state).toMatchObject({ cause: 'revoked', seal: null });

        // Answered, it opens only in the browser that asked last; in another one it can be taken back, and is deleted unread.
        const theirs = await stage.enter(a, bob, named.id);
        await theirs.getByLabel('Value', { exact: true }).first().fill('rk_live_canary');
        await press(theirs, senderSays.compare.match);
        await heading(theirs, senderSays.status.titles.ready('Alice'));
        const first = await stage.enter(a, alice, named.id);
        await heading(first, messages.opensElsewhere.title);
        expect(await first.textContent('main')).not.toContain('canary');
        await look(first, 'opens in another browser', { isRare: true });
        await press(first, messages.ask.back);
        await heading(first, messages.takenBack[0]);
        expect((await stage.app.store.load(named.id))?.state).toMatchObject({ cause: 'revoked' });
      }),
  );

  test(
    'whose browser was withdrawn with the key that was taken: one step left, from the browser they have; nothing was given to the lost one',
    { timeout: 60_000 },
    () =>
      two(stage, async (a, b) => {
        const before = await requested(stage, { giver: bob });
        const lost = await stage.enter(a, alice, before.id);
        await press(lost, messages.ask.button);
        await heading(lost, messages.waiting.title('Bob'));
        await expect.poll(() => stage.app.store.freePrekeys(tagOf(before.id), alice.key, Date.now()), { timeout: 20_000 }).not.toEqual([]);
        const share = await requested(stage, { giver: bob });
        expect(share.asked?.ahead).toBe('taken');
        await stage.app.shares.withdrawPrekeys(tenantOf(alice.key), alice.key, null);
        const theirs = await stage.enter(b, bob, share.id);
        await theirs.getByLabel('Value', { exact: true }).first().fill('rk_live_5');
        await press(theirs, senderSays.enter.seal);
        await heading(theirs, senderSays.wait.titleAsked('Alice'));
        await look(theirs, 'entered, and the asker has one more step', { isRare: true });
        expect((await stage.app.store.load(share.id))?.state).toMatchObject({ status: 'offered' });
        const mine = await stage.enter(b, alice, share.id);
        await heading(mine, messages.lostKey.title);
        await look(mine, 'the key is gone', { isRare: true });
        await press(mine, messages.lostKey.button);
        await heading(mine, messages.waiting.title('Bob'));
        expect((await stage.app.store.load(share.id))?.state.status).toBe('accepted');
      }),
  );

  test(
    'P5: with a key left before: no press to ask; a server that hands out another’s key gets nothing sealed; answered, it comes to another browser of the asker, and nothing is typed twice',
    { timeout: 90_000 },
    () =>
      two(stage, async (a, b) => {
        const before = await requested(stage, { giver: bob });
        const first = await stage.enter(a, alice, before.id);
        await press(first, messages.ask.button);
        await heading(first, messages.waiting.title('Bob'));
        const left = () => stage.app.store.freePrekeys(tagOf(before.id), alice.key, Date.now());
        await expect.poll(left, { timeout: 20_000 }).not.toEqual([]);

        const share = await requested(stage, { giver: bob });
        const mine = await stage.enter(a, alice, share.id);
        await heading(mine, messages.waiting.title('Bob'));
        const words = await mine.locator('.word').allTextContents();
        await look(mine, 'asked with a key left before');

        // The same six stand beside the form of the person who is asked, before anything is entered.
        const theirs = await stage.enter(b, bob, share.id);
        await theirs.getByText(senderSays.compare.leadAsked('Alice')).waitFor();
        await expect.poll(() => theirs.locator('.word').allTextContents()).toEqual(words);
        await look(theirs, 'compared beside what is asked for');
        await press(theirs, senderSays.compare.without);
        await theirs.getByText(senderSays.errors.empty).first().waitFor();
        expect((await stage.app.store.load(share.id))?.state).toMatchObject({ status: 'offered', payload: null });
        const pair = await generateDeviceKey();
        const [tag, device, madeAt] = [share.id.slice(0, 6), pair.publicKey, Date.now()];
        const { recipient: key } = await generateRecipientKey();
        /** The same form, from a server that lies about the key. */
        const lied = async (person: string) => {
          const prekey = { tag, person, device, key, madeAt, untilAt: madeAt + 86_400_000 };
          const note = await signPrekey(prekey, new URL(stage.url).host, signerFromKey(pair));
          const lying = await b.newPage();
          watch(lying);
          await lying.route('**/prekey', (route) => route.fulfill({ json: { prekey: { device, note } } }));
          await lying.goto(theirs.url());
          return lying;
        };
        const offered = async () => expect((await stage.app.store.load(share.id))?.state.status).toBe('offered');
        const own = await lied(hashB64(alice.key));
        await expect.poll(() => own.locator('.word').allTextContents()).toHaveLength(6);
        expect(await own.locator('.word').allTextContents()).not.toEqual(words);
        await own.close();
        const foreign = await lied(hashB64(bob.key));
        await foreign.getByText(senderSays.wait.leadRefused('Alice')).waitFor();
        expect(await foreign.locator('.word').count()).toBe(0);
        await look(foreign, 'what is asked for, and a key that does not add up', { isRare: true });

        // It had none to give when the form came: the press asks again, and nobody is said to have lost their key.
        await theirs.route('**/prekey', (route) => route.fulfill({ json: { prekey: null } }), { times: 1 });
        await theirs.reload();
        await theirs.getByLabel('Value', { exact: true }).first().fill('rk_live_3');
        await press(theirs, senderSays.enter.seal);
        await heading(theirs, senderSays.compare.title);
        await offered();

        // What was entered is kept in this browser, and encrypted for nobody yet.
        await foreign.reload();
        await heading(foreign, senderSays.wait.titleRefused);
        await offered();
        await foreign.close();
        await theirs.reload();
        await heading(theirs, senderSays.compare.title);
        expect(await theirs.locator('.word').allTextContents()).toEqual(words);
        await look(theirs, 'comparing with who asked', { isRare: true });
        await press(theirs, senderSays.compare.without);
        await heading(theirs, senderSays.status.titles.ready('Alice'));
        await heading(mine, 'Ready to open');
        const other = await stage.enter(b, alice, share.id);
        await heading(other, messages.away.title('Bob'));
        await look(other, 'answered for another browser', { isRare: true });
        await press(other, messages.away.button);
        await heading(theirs, senderSays.compare.anewTitle);
        await look(theirs, 'another acceptance', { isRare: true });
        await press(theirs, senderSays.compare.anewButton);
        await heading(theirs, senderSays.compare.title);
        await press(theirs, senderSays.compare.differ);
        await heading(theirs, senderSays.compare.differTitle);
        await look(theirs, 'words that differ', { isRare: true });
        await press(theirs, senderSays.compare.back);
        await heading(theirs, senderSays.compare.title);
        await press(theirs, senderSays.compare.without);
        await heading(other, 'Ready to open');
        await press(other, 'Show it');
        await press(other, 'Reveal STRIPE_KEY');
        expect(await other.locator('.value pre').first().textContent()).toBe('rk_live_3');
      }),
  );
});
