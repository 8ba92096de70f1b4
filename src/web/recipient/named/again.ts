// What is said above the button of a share that calls for another sentence than the first look: it was accepted in another browser, asked
// from one, or sealed ahead to this one.

import { messages } from '../../messages/named.ts';
import { messages as common } from '../../messages/share.ts';
import type { ShareView } from '../../api/view.ts';

export interface AcceptText {
  readonly title: string;
  readonly lead: string;
  readonly button: string;
}

/** `again`: accepted in another browser. `away`: sealed to a prekey of another browser. */
export function againText(as: 'again' | 'away', view: ShareView, sender: string): AcceptText {
  const { away, again, askedElsewhere: asked } = messages;
  if (view.asked) return { title: asked.title, lead: asked.lead(sender), button: asked.button };
  return as === 'again'
    ? { title: again.title, lead: again.lead(sender), button: again.button }
    : { title: away.title(sender, common.kinds[view.kind]), lead: away.lead(sender), button: away.button };
}

/** It is sealed for this browser, and one press accepts and shows it. */
export function offerText({ kind }: ShareView, sender: string) {
  const { accept } = messages;
  return { title: accept.title(sender, common.kinds[kind]), lead: accept.leadShow, button: accept.show, decline: accept.decline };
}
