// What every card needs to speak: the language, the platform's name, the public address; and the names of a share's people.

import type { Share } from '../../core/share.ts';
import { limits } from '../../core/limits.ts';
import type { Button, Line, Span } from '../port.ts';
import type { Words } from '../words.ts';
import { fill, fillText, shown } from './fill.ts';

export interface Voice {
  readonly words: Words;
  /** What people call the platform. */
  readonly platform: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
}

export type StateName = keyof Words['states'];

/** The end cause of an ended share, its status otherwise. */
export function stateOf({ state }: Share): StateName {
  return state.status === 'ended' ? state.cause : state.status;
}

/** Names as plain text: for titles, notifications and labels of buttons. */
export function namesOf({ words }: Voice, share: Share): { sender: string; recipient: string; what: string } {
  return {
    sender: shown(share.sender.name, limits.name),
    recipient: share.recipient ? shown(share.recipient.name, limits.name) : words.sender.somebody,
    what: share.label === '' ? words.kinds[share.kind] : shown(share.label, limits.label),
  };
}

/** Names as spans. Only people in `mention` may be mentioned; of the others stands the name. */
export function spansOf(voice: Voice, share: Share, mention: 'sender' | 'recipient' | 'nobody'): Record<string, Span> {
  const names = namesOf(voice, share);
  return {
    sender: mention === 'sender' ? { person: share.sender } : names.sender,
    recipient: mention === 'recipient' && share.recipient ? { person: share.recipient } : names.recipient,
    what: names.what,
    until: { at: share.expiresAt },
  };
}

/** The address of a share: it opens nothing by itself. */
export const addressOf = (voice: Voice, share: Pick<Share, 'id'>): string => `${voice.publicUrl}/s/${share.id}`;

export const modalLine = (voice: Voice): Line => fill(voice.words.modalEntry, { platform: voice.platform });

type Acting = Extract<Button, { kind: 'act' }>;

export function act(action: Acting['action'], share: Pick<Share, 'id'>, label: string, tone?: Acting['tone']): Acting {
  return { kind: 'act', action, ref: share.id, label, ...(tone && { tone }) };
}

/** A button that says which of several it is for. */
export function numbered({ words }: Voice, button: string, n: string): string {
  return shown(fillText(words.buttons.one, { button, n }), 60);
}
