// The ways through nt2 that are counted, act by act, each with the time that the machine then takes until the person can go on. Nothing of
// vitest is in here: `npm run bench -- --only paths` takes them too.

import type { BrowserContext, Page } from 'playwright-core';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as asking } from '../../src/web/messages/asker.ts';
import { go } from '../../src/web/messages/go.ts';
import { messages } from '../support/page-messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { openChat, type Chat, type Who } from './chat.ts';
import { painted } from '../support/painted.ts';
import { countActs } from './counting.ts';

export interface Step {
  readonly act: string;
  /** Until the next act is possible, in ms. */
  readonly ms: number;
}

/** What one person did on one way. */
export interface Walked {
  readonly steps: readonly Step[];
  /** As their browser has counted it: presses, pastes and commands. */
  readonly acts: readonly string[];
  /** How often they came from chat to a page. */
  readonly sittings: number;
}

export interface Walker {
  readonly profile: BrowserContext;
  /** Null for a person outside chat. */
  readonly chat: Chat | null;
  /** Begins to count anew. */
  begin(): void;
  /** One act, and what it waits for. */
  step<T>(act: string, press: () => Promise<T>, ready: (of: T) => Promise<unknown>): Promise<T>;
  walked(): Walked;
}

/** `who`: null for a person outside chat. */
export async function openWalker(profile: BrowserContext, url: string, who: Who | null): Promise<Walker> {
  const acts = await countActs(profile);
  const chat = who === null ? null : await openChat(profile, url, who);
  let steps: Step[] = [];
  let [from, sittings] = [0, 0];
  profile.on('page', () => (sittings += 1));
  return {
    profile,
    chat,
    begin() {
      steps = [];
      [from, sittings] = [acts.length, 0];
    },
    async step(act, press, ready) {
      const started = performance.now();
      const of = await press();
      await ready(of);
      steps.push({ act, ms: performance.now() - started });
      return of;
    },
    walked: () => ({ steps, acts: acts.slice(from), sittings }),
  };
}

/** Longer than anything takes on a busy machine: what has not come by then does not come, and a walk that waits on would say nothing. */
const LONGEST_MS = 120_000;

async function within(seen: Promise<unknown>, look: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`never there: ${look}`)), LONGEST_MS);
  });
  await Promise.race([seen, late]).finally(() => clearTimeout(timer));
}

/** Until it has been painted; looked for inside the page, because a driver that polls comes late. A page that goes on to another is asked anew. */
async function watch(page: Page, look: string): Promise<void> {
  for (;;) {
    try {
      await within(page.evaluate(`(${painted})(() => ${look})`), look);
      return;
    } catch (error) {
      if (page.isClosed() || !/context|navigat/i.test(String(error))) throw error;
    }
  }
}
const canPress = (page: Page, name: string): Promise<unknown> =>
  watch(
    page,
    `[...document.querySelectorAll('button, a')].some((one) => one.textContent.startsWith(${JSON.stringify(name)}) && one.ariaDisabled !== 'true')`,
  );
const says = (page: Page, text: string): Promise<unknown> => watch(page, `document.body.textContent.includes(${JSON.stringify(text)})`);

const press = (page: Page, name: string) => async (): Promise<void> => {
  await page.bringToFront();
  await page.getByRole('button', { name, exact: true }).click();
};
const paste = (page: Page, secret: string) => (): Promise<void> => page.getByLabel(senderSays.enter.value, { exact: true }).fill(secret);

export function chatOf({ chat }: Walker): Chat {
  if (chat === null) throw new Error('not in chat');
  return chat;
}

/** Follows a link of chat into a new tab. */
const follow = (walker: Walker, inside: string, name: string) => async (): Promise<Page> => {
  const { page, pane } = chatOf(walker);
  await page.bringToFront();
  const link = pane
    .getByRole('article')
    .filter({ hasText: inside })
    .last()
    .getByRole('link', { name: new RegExp(`^${name}`) });
  const [opened] = await Promise.all([walker.profile.waitForEvent('page'), link.click()]);
  return opened;
};

/** The command, and the way to the form: by the button at /go where this browser is not known yet. */
async function beginShare(sender: Walker, label: string, isKnown: boolean): Promise<Page> {
  const chat = chatOf(sender);
  await chat.go('engineering');
  sender.begin();
  const name = en.buttons.enter;
  await sender.step(
    'command',
    () => chat.type(`/nt2 share @contractor ${label}`),
    () => says(chat.page, `“${label}” for Contractor`),
  );
  const next = isKnown ? senderSays.enter.seal : go.steps.enter;
  const page = await sender.step(name, follow(sender, `“${label}” for Contractor`, name), (opened) => canPress(opened, next));
  if (!isKnown) await sender.step(`${name}, at /go`, press(page, go.steps.enter), () => canPress(page, senderSays.enter.seal));
  return page;
}

/**
 * Both for the first time, with their pages left open. `compare`: what the two do with their words before the sender's one press;
 * null: the sender chose to send when it is accepted.
 */
export async function walkFirstTime(
  { sender, recipient }: { readonly sender: Walker; readonly recipient: Walker },
  {
    label,
    secret,
    compare = async () => {},
  }: { readonly label: string; readonly secret: string; readonly compare?: ((mine: Page, theirs: Page) => Promise<void>) | null },
) {
  const { wait, compare: words } = { wait: senderSays.wait, compare: senderSays.compare };
  const mine = await beginShare(sender, label, false);
  const send = senderSays.whenAccepted.button;
  if (compare === null) {
    await sender.step('paste', paste(mine, secret), () => canPress(mine, send));
    await sender.step(send, press(mine, send), () => says(mine, wait.title('Contractor')));
  } else await sender.step('paste', paste(mine, secret), () => says(mine, senderSays.meanwhile.told('Contractor')));

  const chat = chatOf(recipient);
  await chat.go('nt2');
  const card = 'Alex has a credential for you';
  await chat.message(card).waitFor();
  recipient.begin();
  await recipient.step(
    en.buttons.open,
    () => chat.press(card, en.buttons.open),
    () => canPress(chat.page, en.buttons.page),
  );
  const theirs = await recipient.step(en.buttons.page, follow(recipient, en.answers.go.title, en.buttons.page), (opened) =>
    canPress(opened, go.steps.accept),
  );
  // What goes by itself can be here before the wait for it was ever painted.
  await recipient.step(go.steps.accept, press(theirs, go.steps.accept), () =>
    compare === null ? canPress(theirs, messages.copy.it) : says(theirs, messages.waiting.title('Alex')),
  );

  const sent = (): Promise<unknown> => says(mine, senderSays.status.titles.ready('Contractor'));
  if (compare === null) await sent();
  else {
    await canPress(mine, words.match);
    await compare(mine, theirs);
    await sender.step(words.match, press(mine, words.match), sent);
  }
  await canPress(theirs, messages.copy.it);
  await recipient.step(messages.copy.it, press(theirs, messages.copy.it), () => says(theirs, messages.copy.done(label)));
  return { mine, theirs, senderFirst: sender.walked(), recipientFirst: recipient.walked() };
}

/** The same two again: the browser of one is compared, and has left its keys. */
export async function walkAgain(
  { sender, recipient }: { readonly sender: Walker; readonly recipient: Walker },
  { label, secret }: { readonly label: string; readonly secret: string },
) {
  const mine = await beginShare(sender, label, true);
  await sender.step('paste', paste(mine, secret), () => canPress(mine, senderSays.enter.seal));
  await sender.step(senderSays.enter.seal, press(mine, senderSays.enter.seal), () =>
    says(mine, senderSays.status.titles.sealed('Contractor')),
  );

  const chat = chatOf(recipient);
  await chat.go('nt2');
  const card = 'Alex has a credential for you';
  await chat
    .message(card)
    .getByRole('link', { name: new RegExp(`^${en.buttons.open}`) })
    .waitFor();
  recipient.begin();
  const theirs = await recipient.step(en.buttons.open, follow(recipient, card, en.buttons.open), (opened) =>
    canPress(opened, messages.accept.show),
  );
  await recipient.step(messages.accept.show, press(theirs, messages.accept.show), () => canPress(theirs, messages.opened.copy));
  await recipient.step(messages.opened.copy, press(theirs, `${messages.opened.copy} ${label}`), () =>
    says(theirs, messages.copy.done(label)),
  );
  return { mine, theirs, senderWithPrekey: sender.walked(), recipientWithPrekey: recipient.walked() };
}

/** A giver's way to their form: in a browser that is not known yet, by the answer to their press and the button at /go. */
async function beginGiving(giver: Walker, wanted: string, isKnown: boolean): Promise<Page> {
  const [chat, button] = [chatOf(giver), en.request.buttons.give];
  await chat.go('nt2');
  const card = chat.message(wanted);
  const there = isKnown ? card.getByRole('link', { name: new RegExp(`^${button}`) }) : card.getByRole('button', { name: button });
  await there.waitFor();
  giver.begin();
  if (isKnown) return giver.step(button, follow(giver, wanted, button), (opened) => canPress(opened, senderSays.enter.seal));
  await giver.step(
    button,
    () => chat.press(wanted, button),
    () => canPress(chat.page, en.buttons.page),
  );
  const enter = go.askedSteps.person.enter;
  const page = await giver.step(en.buttons.page, follow(giver, en.answers.go.title, en.buttons.page), (opened) => canPress(opened, enter));
  await giver.step(`${enter}, at /go`, press(page, enter), () => canPress(page, senderSays.compare.match));
  return page;
}

/**
 * The recipient of those asks, with a key that their browser has left: nobody visits anything to ask. `compare`: what a giver who is here for
 * the first time does with them before their one press; null: the giver is the sender of those, who has compared that browser.
 */
export async function walkRequest(
  { asker, giver }: { readonly asker: Walker; readonly giver: Walker },
  {
    label,
    secret,
    of = 'Alex',
    compare = null,
  }: {
    readonly label: string;
    readonly secret: string;
    readonly of?: Who;
    readonly compare?: ((mine: Page, theirs: Page) => Promise<void>) | null;
  },
) {
  const asks = chatOf(asker);
  await asks.go('nt2');
  asker.begin();
  await asker.step(
    'command',
    () => asks.type(`/nt2 request @${of.toLowerCase()} ${label}`),
    () => says(asks.page, `${of} has been asked for “${label}”`),
  );

  const send = compare === null ? senderSays.enter.seal : senderSays.compare.match;
  const mine = await beginGiving(giver, 'Contractor asks you for a credential', compare === null);
  await giver.step('paste', paste(mine, secret), () => canPress(mine, send));
  const card = `You asked ${of} for a credential`;
  const visit = async (button: string, ready: (page: Page) => Promise<unknown>): Promise<Page> => {
    await asks.page.bringToFront();
    await asks
      .message(card)
      .getByRole('link', { name: new RegExp(`^${button}`) })
      .waitFor();
    return asker.step(button, follow(asker, card, button), ready);
  };
  // Who compares has the words of their own page before them, and gets the answer there.
  const waiting = compare && (await visit(en.buttons.page, (opened) => says(opened, asking.waiting.title(of))));
  if (waiting) await compare(mine, waiting);
  await giver.step(send, press(mine, send), () => says(mine, senderSays.status.titles.ready('Contractor')));

  const theirs = waiting ?? (await visit(en.buttons.open, (opened) => canPress(opened, messages.copy.it)));
  await canPress(theirs, messages.copy.it);
  await asker.step(messages.copy.it, press(theirs, messages.copy.it), () => says(theirs, messages.copy.done(label)));
  return { mine, theirs, asker: asker.walked(), giver: giver.walked() };
}

/** A person who has nothing but a link, which somebody sent them. */
export async function walkLink(outsider: Walker, { link, label }: { readonly link: string; readonly label: string }) {
  outsider.begin();
  const page = await outsider.profile.newPage();
  await page.goto(link, { waitUntil: 'commit' });
  await canPress(page, messages.ready.button);
  await outsider.step(messages.ready.button, press(page, messages.ready.button), () => canPress(page, messages.opened.copy));
  await outsider.step(messages.opened.copy, press(page, `${messages.opened.copy} ${label}`), () => says(page, messages.copy.done(label)));
  return { page, outsider: outsider.walked() };
}
