// What is said above the button for a share that another browser of this person was accepted in, or asked from.

import { messages } from '../../messages/after-accept.ts';
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
