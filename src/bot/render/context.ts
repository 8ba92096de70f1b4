// What every card needs to speak: the language, the platform's name, the public address; and the names of a share's people.

import type { Share } from '../../core/share.ts';
import { limits } from '../../core/limits.ts';
import type { Button, Line, Span } from '../port.ts';
import type { Messages } from '../messages/messages.ts';
import { interpolate, interpolateText, sanitize } from '../text.ts';

export interface RenderContext {
  readonly messages: Messages;
  /** What people call the platform. */
  readonly platform: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
}

export type StateName = keyof Messages['states'];

/** The end cause of an ended share, its status otherwise. */
export function displayState({ state }: Share): StateName {
  return state.status === 'ended' ? state.cause : state.status;
}

/** Names as plain text: for titles, notifications and labels of buttons. */
export function displayNames({ messages }: RenderContext, share: Share): { sender: string; recipient: string; what: string } {
  return {
    sender: sanitize(share.sender.name, limits.name),
    recipient: share.recipient ? sanitize(share.recipient.name, limits.name) : messages.sender.somebody,
    what: share.label === '' ? messages.kinds[share.kind] : sanitize(share.label, limits.label),
  };
}

/** Names as spans. Only people in `mention` may be mentioned; of the others stands the name. */
export function nameSpans(context: RenderContext, share: Share, mention: 'sender' | 'recipient' | 'nobody'): Record<string, Span> {
  const names = displayNames(context, share);
  return {
    sender: mention === 'sender' ? { kind: 'person', person: share.sender } : names.sender,
    recipient: mention === 'recipient' && share.recipient ? { kind: 'person', person: share.recipient } : names.recipient,
    what: names.what,
    until: { kind: 'time', at: share.expiresAt },
  };
}

/** The address of a share: it opens nothing by itself. */
export const shareUrl = (context: RenderContext, share: Pick<Share, 'id'>): string => `${context.publicUrl}/s/${share.id}`;

export const modalLine = (context: RenderContext): Line => interpolate(context.messages.modalEntry, { platform: context.platform });

type Acting = Extract<Button, { kind: 'act' }>;

export function actionButton(action: Acting['action'], share: Pick<Share, 'id'>, label: string, tone?: Acting['tone']): Acting {
  return { kind: 'act', action, ref: share.id, label, ...(tone && { tone }) };
}

/** A button that says which of several it is for. */
export function numbered({ messages }: RenderContext, button: string, n: string): string {
  return sanitize(interpolateText(messages.buttons.one, { button, n }), 60);
}
