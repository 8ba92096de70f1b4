// What stands above the button that asks, and what goes along with it: of a request by link, the hash of the secret in the link.

import type { ShareView } from '../../../client/answers/share-view.ts';
import { gateFor } from '../../crypto/request-gate.ts';
import { messages } from '../../messages/asker.ts';
import type { AcceptText } from '../accept-text.ts';

export function askText(sender: string): AcceptText {
  const { ask } = messages;
  return { title: ask.title(sender), lead: ask.lead(sender), button: ask.button, decline: ask.back };
}

export function askByLinkText(view: ShareView): AcceptText {
  const { askByLink, ask } = messages;
  return { ...askByLink, decline: ask.back, more: (made) => gateFor(view, made) };
}

/** It was asked with a key of another browser, and answered: the browser it was answered in encrypts it anew. */
export function awayText(sender: string): AcceptText {
  const { away, ask } = messages;
  return { title: away.title(sender), lead: away.lead(sender), button: away.button, decline: ask.back };
}

/** It was asked with a key that is gone, with the browser that was withdrawn. */
export function lostText(sender: string): AcceptText {
  const { lostKey, ask } = messages;
  return { title: lostKey.title, lead: lostKey.lead(sender), button: lostKey.button, decline: ask.back };
}

/** Another browser of the same person takes the place of the one that asked. */
export function elsewhereText(sender: string): AcceptText {
  const { elsewhere, ask } = messages;
  return { title: elsewhere.title, lead: elsewhere.lead(sender), button: elsewhere.button, decline: ask.back };
}
