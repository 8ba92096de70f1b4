// How a share, its people and its state are called in a card.

import { limits } from '../../core/limits.ts';
import { awaitsApproval, OUTSIDER, type Party, type Share, type ShareId } from '../../core/share.ts';
import type { Messages } from '../messages/messages.ts';
import type { Span } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolateText, sanitize } from '../text.ts';

export type StateName = keyof Messages['states'];

/** The end cause of an ended share, its status otherwise. A request with a prekey stands as one whose key was made for it. */
export function displayState({ state, asked }: Share): StateName {
  if (state.status === 'ended') return state.cause;
  if (asked !== undefined && state.status === 'sealed') return 'ready';
  return asked?.ahead === 'taken' && state.status === 'offered' ? 'accepted' : state.status;
}

/** The holder of a request's link, whom nobody can name. */
const isOutsider = ({ sender }: Share): boolean => sender.key === OUTSIDER.key;

/** How it stands with the second person who has to agree; null: it is past that, or nobody has to. */
export function approvalState(share: Share): 'open' | 'refused' | 'expired' | null {
  if (awaitsApproval(share)) return 'open';
  const answer = share.approval?.answer;
  return answer === undefined || answer === 'given' ? null : answer;
}

/** What the state is called. */
export function stateText({ messages }: RenderContext, share: Share): string {
  const approval = approvalState(share);
  if (approval !== null) return messages.approval.states[approval];
  if (share.isUntold && share.state.status === 'offered') return messages.untold;
  const state = displayState(share);
  const states: Messages['states'] = share.asked ? { ...messages.states, ...messages.request.states } : messages.states;
  return states[state];
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Four digits of the id. Several cards for one person are told apart by them, in a channel too, where no label may stand. */
export function numberOf(id: ShareId): string {
  const number = Array.from(id.slice(-6)).reduce((sum, letter) => sum * 32 + BASE32.indexOf(letter), 0);
  return String(number % 10_000).padStart(4, '0');
}

/** The title of a card that stands in chat. */
export const titleOf = (context: RenderContext, share: Share, title: string): string =>
  interpolateText(context.messages.numberedTitle, {
    title: interpolateText(title, displayNames(context, share)),
    number: numberOf(share.id),
  });

/** Names as plain text: for titles, notifications and labels of buttons. */
export function displayNames({ messages }: RenderContext, share: Share): { sender: string; recipient: string; what: string } {
  return {
    sender: isOutsider(share) ? messages.sender.somebody : sanitize(share.sender.name, limits.name),
    recipient: share.recipient ? sanitize(share.recipient.name, limits.name) : messages.sender.somebody,
    what: share.label === '' ? messages.kinds[share.kind] : sanitize(share.label, limits.label),
  };
}

/** Names as spans. Only the person given as `mention` is mentioned; the other is named in plain text. */
export function nameSpans(context: RenderContext, share: Share, mention: Party | 'nobody'): Record<string, Span> {
  const names = displayNames(context, share);
  return {
    sender: mention === 'sender' && !isOutsider(share) ? { kind: 'person', person: share.sender } : names.sender,
    recipient: mention === 'recipient' && share.recipient ? { kind: 'person', person: share.recipient } : names.recipient,
    what: names.what,
    until: { kind: 'time', at: share.expiresAt },
  };
}
