// What is said above the button of a share that calls for another sentence than the first look: it was accepted in another browser, or
// sealed ahead to this one.

import { messages } from '../../messages/named.ts';
import { messages as common } from '../../messages/share.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import type { AcceptText } from '../accept-text.ts';

/** `again`: accepted in another browser. `away`: sealed to a prekey of another browser. */
export function againText(as: 'again' | 'away', view: ShareView, sender: string): AcceptText {
  const { away, again } = messages;
  return as === 'again'
    ? { title: again.title, lead: again.lead(sender), button: again.button }
    : { title: away.title(sender, common.kinds[view.kind]), lead: away.lead(sender), button: away.button };
}

/** It is sealed for this browser, and one press accepts and shows it. */
export function offerText({ kind }: ShareView, sender: string) {
  const { accept } = messages;
  return { title: accept.title(sender, common.kinds[kind]), lead: accept.leadShow, button: accept.show, decline: accept.decline };
}
