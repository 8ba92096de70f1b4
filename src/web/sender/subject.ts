// What a sender compares: one acceptance, or one prekey that was taken for the share, by the person under whose name and account it was shown. What differs in any of it is another subject.

import { escapeInvisible } from '../../core/text-safety.ts';
import type { AcceptanceView, ShareView } from '../../client/answers/share-view.ts';
import type { AheadKey } from '../crypto/taken-prekey.ts';

export interface Subject {
  readonly acceptance: AcceptanceView;
  /** base64 of the device key. */
  readonly device: string;
  /** As the screen shows it. */
  readonly name: string;
  readonly ref: string;
  /** The note of the prekey, where it is one; `acceptance` then has its device and key, and no note. */
  readonly prekey: string | null;
}

/** Null until the recipient has accepted. */
export function subjectOf({ acceptance, recipient, recipientRef }: ShareView): Subject | null {
  if (acceptance === null) return null;
  return { acceptance, device: acceptance.device ?? '', ...shownPerson(recipient, recipientRef), prekey: null };
}

/** A prekey, under the name and account that the server gives now. */
export function aheadSubject({ device, key, madeAt, note }: AheadKey, { recipient, recipientRef }: ShareView): Subject {
  return { acceptance: { at: madeAt, device, key, note: null }, device, ...shownPerson(recipient, recipientRef), prekey: note };
}

/** As a screen shows them, and one account whatever its name. */
export const shownPerson = (recipient: string | null, ref: string | null) => ({ name: escapeInvisible(recipient ?? ''), ref: ref ?? '' });

/** Accepted with the very prekey that is compared: the words are the same, and so is what is sealed. */
export function isSameKey(a: Subject, b: Subject): boolean {
  const same = a.device === b.device && a.acceptance.key === b.acceptance.key && a.name === b.name && a.ref === b.ref;
  return same && (a.prekey !== null || b.prekey !== null);
}

/** One text for each subject. */
export function idOf({ acceptance, device, name, ref, prekey }: Subject): string {
  return JSON.stringify([device, acceptance.key, acceptance.note, name, ref, prekey]);
}
