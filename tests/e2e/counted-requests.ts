// The ways of a request that are counted, act by act, as those of a share are. Nothing of vitest is in here: the bench takes them too.

import type { Page } from 'playwright-core';
import { en } from '../../src/bot/messages/messages.ts';
import { messages as asking } from '../../src/web/messages/asker.ts';
import { go } from '../../src/web/messages/go.ts';
import { messages } from '../support/page-messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import type { Who } from './chat.ts';
import { canPress, chatOf, follow, paste, press, says, type Walker } from './counted-walker.ts';

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

const ask = async (asker: Walker, of: Who, label: string, ready: (chat: Page) => Promise<unknown>): Promise<void> => {
  const chat = chatOf(asker);
  await chat.go('nt2');
  asker.begin();
  await asker.step(
    'command',
    () => chat.type(`/nt2 request @${of.toLowerCase()} ${label}`),
    () => ready(chat.page),
  );
};

const send = (giver: Walker, mine: Page, button: string, to: Who): Promise<void> =>
  giver.step(button, press(mine, button), () => says(mine, senderSays.status.titles.ready(to)));

const copy = (asker: Walker, theirs: Page, label: string): Promise<void> =>
  asker.step(messages.copy.it, press(theirs, messages.copy.it), () => says(theirs, messages.copy.done(label)));

interface Two {
  readonly asker: Walker;
  readonly giver: Walker;
}

interface Wish {
  readonly label: string;
  readonly secret: string;
}

/**
 * The recipient of a share asks its sender, with a key that their browser has left: nobody visits anything to ask, and the giver has compared
 * that browser before.
 */
export async function walkRequest({ asker, giver }: Two, { label, secret }: Wish) {
  await ask(asker, 'Alex', label, (chat) => says(chat, `Alex has been asked for “${label}”`));

  const mine = await beginGiving(giver, 'Contractor asks you for a credential', true);
  await giver.step('paste', paste(mine, secret), () => canPress(mine, senderSays.enter.seal));
  await send(giver, mine, senderSays.enter.seal, 'Contractor');

  const [{ page, message }, card] = [chatOf(asker), 'You asked Alex for a credential'];
  await page.bringToFront();
  await message(card)
    .getByRole('link', { name: new RegExp(`^${en.buttons.open}`) })
    .waitFor();
  const theirs = await asker.step(en.buttons.open, follow(asker, card, en.buttons.open), (opened) => canPress(opened, messages.copy.it));
  await copy(asker, theirs, label);
  return { mine, theirs, askerWithPrekey: asker.walked(), giverWithPrekey: giver.walked() };
}

/**
 * Both in a browser that is not known: Alex asks, who has left no keys, and keeps the page open; Sam gives, who was never here. `compare`: what
 * the two do with their words before the giver's one press.
 */
export async function walkFirstRequest(
  { asker, giver }: Two,
  { label, secret, compare = async () => {} }: Wish & { readonly compare?: (mine: Page, theirs: Page) => Promise<void> },
) {
  const { finish } = en.request.buttons;
  await ask(asker, 'Sam', label, (chat) => canPress(chat, finish));
  const { accept } = go.askedSteps.person;
  const theirs = await asker.step(finish, follow(asker, en.request.answers.created.title, finish), (opened) => canPress(opened, accept));
  await asker.step(accept, press(theirs, accept), () => says(theirs, asking.waiting.title('Sam')));

  const mine = await beginGiving(giver, 'Alex asks you for a credential', false);
  await giver.step('paste', paste(mine, secret), () => canPress(mine, senderSays.compare.match));
  await compare(mine, theirs);
  await send(giver, mine, senderSays.compare.match, 'Alex');

  await canPress(theirs, messages.copy.it);
  await copy(asker, theirs, label);
  return { mine, theirs, askerFirst: asker.walked(), giverFirst: giver.walked() };
}
