// The ways of a share that are counted, act by act. Nothing of vitest is in here: `npm run bench -- --only paths` takes them too.

import type { Page } from 'playwright-core';
import { en } from '../../src/bot/messages/messages.ts';
import { go } from '../../src/web/messages/go.ts';
import { messages } from '../support/page-messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { canPress, chatOf, follow, paste, press, says, type Walker } from './counted-walker.ts';

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
