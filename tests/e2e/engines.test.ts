// The short form of every walk in Firefox and in Safari's engine: the main path of one pair, and a mode of another.
// A campaign takes all of main-path, modes, damaged-links and wrong-turns by every pair.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isCampaign } from '../support/campaign.ts';
import { engineMissing, type Engine } from '../support/engines/engines.ts';
import type { Page } from 'playwright-core';
import type { ShareId } from '../../src/core/share.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { browserMessages } from '../../src/web/messages/devices.ts';
import { go } from '../../src/web/messages/go.ts';
import { messages as home } from '../../src/web/messages/home.ts';
import { mineMessages as mine } from '../../src/web/messages/mine.ts';
import { accepting, credential, newBrowser, sealing } from '../support/actors.ts';
import { acceptHere, passGo } from './go.ts';
import { enterBy } from './chat.ts';
import { messages } from '../support/page-messages.ts';
import { keyboardFaults } from '../web/keyboard.ts';
import { lookIn } from './look-in.ts';
import { walkMainPath } from './main-walk.ts';
import { copyIt, enter, heading, readyLink, readySealed, reveal, seal, show, takeLink } from './people.ts';
import { isHere, nameOf } from './scenes.ts';
import { openStage, type Cast, type Side, type Stage } from './stage.ts';
import { alex, begun, contractor, waitingLink } from './waiting.ts';

const others = (['firefox', 'webkit'] as const).filter((engine) => engineMissing[engine] === null);
const casts = (...all: readonly (readonly [sender: Engine, recipient: Engine])[]): [title: string, cast: Cast][] =>
  all.map(([sender, recipient]): Cast => ({ sender, recipient })).flatMap((cast) => (isHere(cast) ? [[nameOf(cast), cast]] : []));

if (!isCampaign)
  console.log(
    'left to a campaign: a damaged link and wrong words in other engines, the main path from Firefox to WebKitGTK, words from WebKitGTK to Chromium, a link from Firefox to Chromium and in WebKitGTK alone, the pages beside shares in WebKitGTK, browsers that are started again',
  );

describe.skipIf(others.length === 0)('in other engines', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('sqlite');
  });
  afterAll(() => stage.close());
  afterEach(() => stage.check());

  it.each(casts(['webkit', 'firefox'], ...(isCampaign ? ([['firefox', 'webkit']] as const) : [])))(
    'B1: the main path from %s, from a slash command to a dead link and its receipt, each screen looked at',
    async (_name, cast) => {
      stage.play(cast);
      const { state } = await stage.share(await walkMainPath(stage, lookIn(cast)));
      expect(state).toMatchObject({ status: 'ended', cause: 'delivered' });
    },
  );

  it.each(casts(['chromium', 'firefox'], ...(isCampaign ? ([['webkit', 'chromium']] as const) : [])))(
    'sealed and words, from %s: opens in the browser that accepted, and is copied by the press that opens it',
    async (_name, cast) => {
      stage.play(cast);
      const { theirs, secret, words, id } = await readySealed(stage, { opens: 'both' });
      stage.hide(words ?? '');
      await copyIt(theirs, words);
      expect(await reveal(theirs)).toBe(secret);
      await stage.until(id, 'ended');
    },
  );

  it.each(isCampaign ? casts(['firefox', 'chromium'], ['webkit', 'webkit']) : [])(
    'a link, from %s: seen whole, and opens once for whoever has it',
    async (_name, cast) => {
      stage.play(cast);
      const { mine, link, secret, id } = await readyLink(stage);
      await lookIn(cast)(mine, 'sender', 'link');
      await takeLink(mine);
      const page = await (await stage.profile()).newPage();
      await page.goto(link);
      await page.waitForURL(`${stage.url}/s/${id}`);
      await copyIt(page);
      expect(await reveal(page)).toBe(secret);
      await stage.until(id, 'ended');
    },
  );

  it.each(isCampaign ? others : [])(
    'T4, T9: a damaged link and wrong words, in %s: told before anything is lost, and it opens afterwards; each screen by the keyboard alone',
    async (engine) => {
      stage.play({ sender: engine, recipient: engine });
      const byKeyboard = async (screen: string): Promise<void> => expect(await keyboardFaults(page), screen).toEqual([]);
      const { link, secret, words, id } = await waitingLink(stage, { words: true });
      const page = await (await stage.profile()).newPage();
      await page.goto(link.slice(0, -1));
      await heading(page, messages.damaged.title).waitFor();
      await byKeyboard('damaged');
      await page.getByLabel(messages.key.label).fill(`See ${link} – thanks!`);
      await page.getByRole('button', { name: messages.key.button }).click();
      await show(page, 'not those words at all');
      await page.getByText(messages.words.wrong(9)).waitFor();
      await byKeyboard('wrong words');
      expect((await stage.share(id)).state).toMatchObject({ status: 'ready', failures: 1 });
      await show(page, words);
      expect(await reveal(page)).toBe(secret);
      await byKeyboard('revealed');
    },
  );

  it.skipIf(!isCampaign || engineMissing.webkit !== null)(
    'front page, /go, /devices, /mine, a lost key, an error and a receipt from disk, in WebKitGTK: whole down to 320 px',
    async () => {
      const cast: Cast = { sender: 'webkit', recipient: 'webkit' };
      stage.play(cast);
      const page = await (await stage.profile()).newPage();
      const see = async (name: string, shown: string | RegExp): Promise<void> => {
        await heading(page, shown).waitFor();
        await lookIn(cast)(page, 'recipient', name);
      };
      await page.goto(stage.url);
      await see('front page', home.title);
      await page.goto(`${stage.url}/verify`);
      await see('verify', /./);
      await page.goto(`${stage.url}/s/x?${'y'.repeat(60_000)}`);
      await see('error', 'This address is too long');

      // Accepted in another browser, and so is what was sealed.
      const share = await begun(stage, 'sealed', { note: 'For the Friday deploy' });
      const host = new URL(stage.url).host;
      const { input, key } = await accepting(await newBrowser(host), share, Date.now());
      expect(await stage.app.shares.accept(share.id, contractor.key, input)).toMatchObject({ ok: true });
      const items = credential(stage.secret());
      const sealed = await sealing(await newBrowser(host), share, { at: Date.now(), items, recipient: key?.recipient ?? '' });
      expect(await stage.app.shares.seal(share.id, alex.key, sealed.input)).toMatchObject({ ok: true });
      await page.goto(await stage.button(contractor, share.id));
      await page.getByLabel(go.keep).waitFor();
      await see('go', /./);
      await passGo(page);
      await see('lost key', messages.elsewhere.title);
      await page.goto(`${stage.url}/devices`);
      await see('devices', browserMessages.title);
      await page.goto(`${stage.url}/mine`);
      await see('mine', mine.title);
    },
  );

  // In a campaign, because it starts five browsers; not in WebKit, whose browser keeps nothing when it is driven.
  const keeping = !isCampaign ? [] : casts(['firefox', 'firefox'], ['chromium', 'chromium']);
  it.each(keeping)(
    'B1: both browsers are closed and started again in between, from %s: their keys are still there',
    async (_name, cast) => {
      stage.play(cast);
      const secret = stage.secret();
      const open = async (side: Side, id: ShareId): Promise<Page> =>
        enterBy(await stage.keptProfile(side, side), await stage.button(side === 'sender' ? alex : contractor, id));
      const leave = async (...pages: readonly Page[]): Promise<void> =>
        void (await Promise.all(pages.map((page) => page.context().close())));

      const { id } = await begun(stage, 'sealed');
      const mine = await open('sender', id);
      await enter(mine, secret);
      await heading(mine, senderSays.wait.title('Contractor')).waitFor();
      await leave(mine);
      const theirs = await open('recipient', id);
      await acceptHere(theirs);
      await heading(theirs, messages.waiting.title('Alex')).waitFor();
      await leave(theirs);

      const again = await open('sender', id);
      await seal(again);
      await stage.until(id, 'ready');
      await leave(again);
      const opened = await open('recipient', id);
      await show(opened);
      expect(await reveal(opened)).toBe(secret);
    },
  );
});
