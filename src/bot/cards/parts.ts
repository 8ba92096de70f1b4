// What the cards have in common: a plain card, buttons, and the lines and the colour that follow from a share's state.

import { CAUSES, type Cause, type Party, type Share } from '../../core/share.ts';
import type { Button, Card, Line, Span, Tone } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize, strong } from '../text.ts';
import { stateText, type StateName } from './names.ts';

/** A card whose notification says its title. */
export function simpleCard({
  title,
  tone = 'plain',
  body,
  rows,
  kept,
  buttons = [],
}: Pick<Card, 'title' | 'body'> & Partial<Pick<Card, 'tone' | 'rows' | 'kept' | 'buttons'>>): Card {
  return { title, tone, body, ...(rows && { rows }), ...(kept && { kept }), buttons, fallback: title };
}

type ActionButton = Extract<Button, { kind: 'act' }>;

export function actionButton(
  action: ActionButton['action'],
  share: Pick<Share, 'id'>,
  label: string,
  tone?: ActionButton['tone'],
): ActionButton {
  return { kind: 'act', action, ref: share.id, label, ...(tone && { tone }) };
}

/** The label of a button that says which of several it is for. */
export function numbered({ messages }: RenderContext, button: string, n: string): string {
  return sanitize(interpolateText(messages.buttons.one, { button, n }), 60);
}

/** Behind it the platform signs in its reader. It says where to go on, and not who they are. */
export const signInAddress = ({ publicUrl, signIn = '' }: RenderContext, to: string): string => `${publicUrl}${signIn}?to=${to}`;

/** The address of a share: it opens nothing by itself. */
export const shareUrl = (context: RenderContext, share: Pick<Share, 'id'>): string => `${context.publicUrl}/s/${share.id}`;

/**
 * Leads a party to the page. Where a browser of theirs is known, by the plain address, which opens nothing by itself: that browser signs in
 * there by its key. Else by a press, which is answered with a single-use link.
 */
export function wayToPage(
  context: RenderContext,
  share: Pick<Share, 'id'>,
  party: Party,
  { label, tone }: { readonly label: string; readonly tone?: 'primary' },
): Button {
  if (context.signIn !== undefined) return { kind: 'open', url: signInAddress(context, `s/${share.id}`), label, ...(tone && { tone }) };
  if (!context.isReaderKnown) return actionButton('browser', share, label, tone);
  return { kind: 'open', url: `${shareUrl(context, share)}?as=${party}`, label, ...(tone && { tone }) };
}

/** Beside a plain address: the way in for a browser that is not known. */
export const newBrowserButtons = ({ messages, isReaderKnown, signIn }: RenderContext, share: Pick<Share, 'id'>): Button[] =>
  isReaderKnown && signIn === undefined ? [actionButton('browser', share, messages.buttons.newBrowser)] : [];

/**
 * The foot of a card: the way to all that its reader sent and received. Only for whom a browser is known, which signs in there as this party
 * of the share; the address opens nothing by itself.
 */
export function mineLines(context: RenderContext, share: Pick<Share, 'id'>, party: Party): Line[] {
  return context.isReaderKnown && context.signIn === undefined
    ? [[{ kind: 'link', text: context.messages.mine, url: mineUrl(context, share, party) }]]
    : [];
}

/** Where a known browser signs in as this party of the share, and sees all that is theirs. */
export const mineUrl = ({ publicUrl }: RenderContext, share: Pick<Share, 'id'>, party: Party): string =>
  `${publicUrl}/mine?by=${share.id}&as=${party}`;

/** Says that the secret is typed in chat. */
export const modalLine = (context: RenderContext): Line => interpolate(context.messages.modalEntry, { platform: context.platform });

/** The foot of a card that stays as it is. */
export const staysLines = ({ messages, stays }: RenderContext): Line[] => (stays ? [[messages.stays]] : []);

export const noteLines = (share: Share): Line[] => (share.note === '' ? [] : [[sanitize(share.note)]]);

/** The state, and beside it what the share is about, where that may be said. */
export function heading(context: RenderContext, share: Share, what?: string): readonly Span[] {
  if (context.stays && what !== undefined) return [strong(what)];
  return [strong(stateText(context, share)), ...(what === undefined ? [] : [` · ${what}`])];
}

/** Only after a decline, so that it does not stand in the way of an answer. */
export const offersBlock = ({ state }: Share): boolean => state.status === 'ended' && state.cause === 'declined';

export const isCause = (state: StateName): state is Cause => (CAUSES as readonly StateName[]).includes(state);

export function toneOf(state: StateName): Tone {
  if (state === 'ready' || state === 'accepted' || state === 'claimed') return 'good';
  if (state === 'broken' || state === 'locked' || state === 'unconfirmed' || state === 'rolled-back') return 'warn';
  return isCause(state) ? 'over' : 'plain';
}
