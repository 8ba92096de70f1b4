// One visit each: sealed to a key that the recipient's browser has left before, and accepted and shown in one press. And what becomes of it when
// that browser is not there, was never compared, or the server lies.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { TENANT } from '../../src/adapters/playground/config.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { encodeBase64, hashB64 } from '../../src/crypto/bytes.ts';
import { generateDeviceKey, generateRecipientKey } from '../../src/crypto/keys/device.ts';
import { signPrekey } from '../../src/crypto/keys/prekey.ts';
import { signerFromKey } from '../../src/crypto/note/signer.ts';
import type { PersonKey, TenantTag } from '../../src/core/share.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { newId } from '../support/shares.ts';
import { openChat, type Chat } from './chat.ts';
import { statusOf } from './comparing.ts';
import { actsOn, countInChat, PATHS } from './counting.ts';
import { walkFirstTime } from './counted-paths.ts';
import { walkFirstRequest, walkRequest } from './counted-requests.ts';
import { chatOf, openWalker } from './counted-walker.ts';
import { expectCount } from './expect-count.ts';
import { acceptHere } from './go.ts';
import { intercept } from './intercept.ts';
import { accept, begin, codeOf, enter, FOR_CONTRACTOR, heading, idOf, LABEL, openBoth, reveal, seal, show } from './people.ts';
import { press } from './press.ts';
import { ANY_STORE, once, openStage, PATIENCE_MS, type Stage } from './stage.ts';

const CONTRACTOR = `${TENANT}:contractor` as PersonKey;
const KIND = messages.kinds.credential;

describe.each(ANY_STORE)('prekeys, on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  const free = async (id: string) => (await stage.app.store.freePrekeys(id.slice(0, 6) as TenantTag, CONTRACTOR, Date.now())).length;
  const left = (id: string, count = 20) => expect.poll(() => free(id), { timeout: PATIENCE_MS }).toBe(count);
  const open = async (contractor: Chat): Promise<Page> => {
    return contractor.open(FOR_CONTRACTOR, en.buttons.open);
  };
  const offer = messages.accept.title('Alex', KIND);

  /** The contractor has accepted once, and their browser has left its keys. */
  async function acceptedOnce() {
    const { alex, contractor } = await openBoth(stage);
    const first = await begin(alex);
    const theirs = await accept(contractor);
    await left(idOf(first));
    await Promise.all([first.close(), theirs.close()]);
    return { alex, contractor };
  }

  /** The same, by a sender who has nothing to do any more once it is entered. */
  async function sentWhenAccepted() {
    const [sender, recipient] = await Promise.all([
      openWalker(await stage.profile({}, 'sender'), stage.url, 'Alex'),
      openWalker(await stage.profile(), stage.url, 'Contractor'),
    ]);
    const { mine, theirs, senderFirst } = await walkFirstTime(
      { sender, recipient },
      { label: LABEL, secret: stage.secret(), compare: null },
    );
    expectCount('senderUncompared', senderFirst);
    expect(await mine.getByText(senderSays.compare.sealedUncompared('Contractor')).count()).toBe(1);
    await left(idOf(mine));
    await Promise.all([mine.close(), theirs.close()]);
    return { alex: chatOf(sender), contractor: chatOf(recipient) };
  }

  once(
    kind,
    'one visit each, once compared: entered and sent is done, and accepted and shown in one press; the key is spent, and few are made more',
    async () => {
      const [sender, recipient] = await Promise.all([
        openWalker(await stage.profile({}, 'sender'), stage.url, 'Alex'),
        openWalker(await stage.profile(), stage.url, 'Contractor'),
      ]);
      const before = await walkFirstTime({ sender, recipient }, { label: LABEL, secret: stage.secret() });
      expectCount('senderFirst', before.senderFirst);
      expectCount('recipientFirst', before.recipientFirst);
      await left(idOf(before.mine));
      await Promise.all([before.mine.close(), before.theirs.close()]);
      const { alex, contractor } = { alex: chatOf(sender), contractor: chatOf(recipient) };

      const secret = stage.secret();
      await alex.go('engineering');
      const [sent, received] = [await countInChat(alex.page), await countInChat(contractor.page)];
      await alex.type(`/nt2 share @contractor ${LABEL}`);
      const mine = await alex.follow(`“${LABEL}” for Contractor`, en.buttons.enter);
      const id = idOf(mine);
      await enter(mine, secret);
      await heading(mine, senderSays.status.titles.sealed('Contractor')).waitFor();
      await mine.getByText(/^Sent to Contractor without asking you: you compared that browser with Contractor on /).waitFor();
      expect(await actsOn(mine)).toEqual(['paste', senderSays.enter.seal]);
      expect((await sent()) + 2).toBe(PATHS.senderWithPrekey.most);
      await mine.close();

      const theirs = await open(contractor);
      await heading(theirs, offer).waitFor();
      await press(theirs, messages.accept.show);
      await theirs.getByRole('button', { name: `${messages.opened.copy} ${LABEL}` }).click();
      expect(await actsOn(theirs)).toEqual([messages.accept.show, messages.opened.copy]);
      expect((await received()) + 2).toBe(PATHS.recipientWithPrekey.most);
      expect(await reveal(theirs)).toBe(secret);
      expect((await stage.until(id, 'ended')).state).toMatchObject({ cause: 'delivered', seal: { prekey: expect.anything() } });
      expect(await free(id)).toBe(19);
      // Accepted in chat, it opens as ever; and where few are left, the browser leaves new ones.
      for (let n = 0; n < 10; n += 1) await stage.app.store.takePrekey(newId(id.slice(0, 6)), CONTRACTOR, Date.now(), Date.now() + 60_000);
      const more = stage.secret();
      const again = await begin(alex);
      await enter(again, more);
      await heading(again, senderSays.status.titles.sealed('Contractor')).waitFor();
      await contractor.press(FOR_CONTRACTOR, en.buttons.accept);
      await stage.until(idOf(again), 'ready');
      const page = await open(contractor);
      await show(page);
      expect(await reveal(page)).toBe(more);
      await left(id);

      // A request takes one too: nobody visits anything to ask.
      const given = stage.secret();
      const asked = await walkRequest({ asker: recipient, giver: sender }, { label: 'Sandbox key', secret: given });
      expectCount('askerWithPrekey', asked.askerWithPrekey);
      expectCount('giverWithPrekey', asked.giverWithPrekey);
      const answer = asked.theirs;
      await asked.mine.getByText(/^Sent to Contractor without asking you: you compared that browser with Contractor on /).waitFor();
      expect(await reveal(answer, 'Sandbox key')).toBe(given);
      expect((await stage.until(idOf(answer), 'ended')).state).toMatchObject({ cause: 'delivered', seal: { prekey: expect.anything() } });

      // Asked from a browser that is not known, of a person who was never here: both have the same six words before them, and nothing is
      // sealed before the one press.
      const [elsewhere, newcomer] = await Promise.all([
        openWalker(await stage.profile(), stage.url, 'Alex'),
        openWalker(await stage.profile({}, 'sender'), stage.url, 'Sam'),
      ]);
      const compare = async (form: Page, waiting: Page) => {
        await expect.poll(() => codeOf(form)).toHaveLength(6);
        expect(await codeOf(waiting)).toEqual(await codeOf(form));
        expect((await stage.share(idOf(form))).state).toMatchObject({ status: 'accepted', payload: null });
      };
      const wish = { label: 'Sandbox key of Sam', secret: stage.secret(), compare } as const;
      const first = await walkFirstRequest({ asker: elsewhere, giver: newcomer }, wish);
      expectCount('askerFirst', first.askerFirst);
      expectCount('giverFirst', first.giverFirst);
      expect(await reveal(first.theirs, wish.label)).toBe(wish.secret);
    },
  );

  once(
    kind,
    'in another browser it is accepted with a key of its own, and the sender seals anew without typing anything again, also after a reload',
    async () => {
      const { alex, contractor } = await acceptedOnce();
      const secret = stage.secret();
      const mine = await begin(alex);
      const id = idOf(mine);
      await enter(mine, secret);
      await heading(mine, senderSays.compare.title).waitFor();
      await press(mine, senderSays.compare.without);
      await heading(mine, senderSays.status.titles.sealed('Contractor')).waitFor();
      await mine.reload();
      await heading(mine, senderSays.status.titles.sealed('Contractor')).waitFor();

      const phone = await openChat(await stage.profile(), stage.url, 'Contractor');
      await phone.go('nt2');
      const theirs = await phone.open(FOR_CONTRACTOR, en.buttons.newBrowser);
      await heading(theirs, messages.away.title('Alex', KIND)).waitFor();
      await press(theirs, messages.away.button);
      await heading(theirs, messages.waiting.title('Alex')).waitFor();
      expect(await statusOf(stage, id)).toBe('accepted');
      await mine.reload();
      await seal(mine);
      await show(theirs);
      expect(await reveal(theirs)).toBe(secret);
      await contractor.message(FOR_CONTRACTOR).filter({ hasText: en.states.delivered }).waitFor();
    },
  );

  once(kind, 'P5: a browser that was never compared shows the same six words to both before anything is accepted or sealed', async () => {
    // The first one went without: nothing of it counts as compared.
    const { alex, contractor } = await sentWhenAccepted();
    const secret = stage.secret();
    const mine = await begin(alex);
    await mine.getByLabel(senderSays.enter.value, { exact: true }).fill(secret);
    // A key of theirs lies here, and it is no acceptance: the words stand there while the person does.
    await press(mine, senderSays.whenAccepted.button);
    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine)).toHaveLength(6);
    expect(await statusOf(stage, idOf(mine))).toBe('offered');
    const theirs = await contractor.open(FOR_CONTRACTOR, en.buttons.open);
    await expect.poll(() => codeOf(theirs)).toEqual(await codeOf(mine));
    // Accepted meanwhile with that very key, the words on the sender's screen stay, and so does what is sealed.
    await acceptHere(theirs);
    await heading(theirs, messages.waiting.title('Alex')).waitFor();
    await expect.poll(() => codeOf(theirs)).toEqual(await codeOf(mine));
    await seal(mine);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
  });

  once(
    kind,
    'P5: a server that hands out a key of its own, of someone else, or one that is too old: refused, or shown with six other words; nothing is sealed',
    async () => {
      const { alex } = await acceptedOnce();
      const pair = await generateDeviceKey();
      const lie = async (page: Page, person: string, madeAt: number) => {
        const tag = idOf(page).slice(0, 6);
        const { recipient: key } = await generateRecipientKey();
        const prekey = { tag, person, device: pair.publicKey, key, madeAt, untilAt: madeAt + 86_400_000 };
        const note = await signPrekey(prekey, new URL(stage.url).host, signerFromKey(pair));
        return intercept(page, /\/prekey$/, (route) => route.fulfill({ json: { prekey: { device: pair.publicKey, note } } }));
      };
      for (const [person, madeAt] of [
        [hashB64(`${TENANT}:sam`), Date.now()],
        [hashB64(CONTRACTOR), Date.now() - 2 * 86_400_000],
        [encodeBase64(new Uint8Array(32)), Date.now()],
      ] as const) {
        const mine = await begin(alex);
        await lie(mine, person, madeAt);
        await mine.getByLabel(senderSays.enter.value, { exact: true }).fill(stage.secret());
        await press(mine, senderSays.whenAccepted.button);
        await heading(mine, senderSays.wait.title('Contractor')).waitFor();
        await mine.getByText(senderSays.wait.badPrekey('Contractor')).waitFor();
        // It warned, so nothing goes by itself any more.
        await mine.getByText(senderSays.wait.lead('Contractor')).waitFor();
        expect(await statusOf(stage, idOf(mine))).toBe('offered');
        await mine.close();
      }
      const mine = await begin(alex);
      await lie(mine, hashB64(CONTRACTOR), Date.now());
      await enter(mine, stage.secret());
      await heading(mine, senderSays.compare.title).waitFor();
      expect(await statusOf(stage, idOf(mine))).toBe('offered');
      // And the honest server takes no seal to a key that it has not handed out.
      await press(mine, senderSays.compare.without);
      await heading(mine, senderSays.wait.title('Contractor')).waitFor();
      expect(await statusOf(stage, idOf(mine))).toBe('offered');
    },
  );
});
