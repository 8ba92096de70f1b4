// What a sender compares: one acceptance, by the person under whose name and account it was shown. What differs in any of it is another subject.

import { escapeInvisible } from '../../core/text-safety.ts';
import type { AcceptanceView, ShareView } from '../api/view.ts';

export interface Subject {
  readonly acceptance: AcceptanceView;
  /** base64 of the device key. */
  readonly device: string;
  /** As the screen shows it. */
  readonly name: string;
  readonly ref: string;
}

/** Null until the recipient has accepted. */
export function subjectOf({ acceptance, recipient, recipientRef }: ShareView): Subject | null {
  if (acceptance === null) return null;
  return { acceptance, device: acceptance.device ?? '', name: escapeInvisible(recipient ?? ''), ref: recipientRef ?? '' };
}

/** One text for each subject. */
export function idOf({ acceptance, device, name, ref }: Subject): string {
  return JSON.stringify([device, acceptance.key, acceptance.note, name, ref]);
}
