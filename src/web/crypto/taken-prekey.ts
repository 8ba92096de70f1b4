// What the server names to be sealed to, an acceptance or the prekey of a share: it is the sender's page that decides whether it may be.

import { escapeInvisible } from '../../core/text-safety.ts';
import { verifyPrekey, type Prekey } from '../../crypto/keys/prekey.ts';
import { serverNow } from '../api/use-share.ts';
import { askPrekey, type TakenPrekey } from '../../client/calls/prekeys.ts';
import { withRetry } from '../../client/wire/retry.ts';
import type { AcceptanceView, ShareView } from '../../client/answers/share-view.ts';
import { deviceTrust } from './compared-devices.ts';
import { verifyAcceptance } from '../../client/crypto/seal.ts';
import { here } from '../api/api.ts';

/** Taken for this share, and verified. */
export interface AheadKey {
  readonly device: string;
  readonly key: string;
  readonly madeAt: number;
  readonly note: string;
  /** That very browser was compared for this person. */
  readonly isKnown: boolean;
}

/** Null when its signature, person, tenant or time does not fit this share: nothing is sealed to it. */
function verifyTaken({ id, recipientRef }: ShareView, { device, note }: TakenPrekey): Promise<Prekey | null> {
  return verifyPrekey(note, { host: location.host, tag: id.slice(0, 6), person: recipientRef ?? '', device, now: serverNow() });
}

/** Asks for the prekey of this share. `ahead` null: the share goes the way without, because there is no prekey or the one given is refused. */
export async function takeAhead(view: ShareView): Promise<{ readonly ahead: AheadKey | null; readonly isRefused: boolean }> {
  const answer = await withRetry(() => askPrekey(here, view.id));
  const taken = answer.ok ? answer.value.taken : null;
  if (taken === null) return { ahead: null, isRefused: false };
  const read = await verifyTaken(view, taken);
  if (read === null) return { ahead: null, isRefused: true };
  const { device, key, madeAt } = read;
  const { kind } = await deviceTrust(view.id, device, { name: escapeInvisible(view.recipient ?? ''), ref: view.recipientRef ?? '' });
  return { ahead: { device, key, madeAt, note: taken.note, isKnown: kind === 'known' }, isRefused: false };
}

/** What a sender compares: an acceptance, or a prekey by its note. */
interface Sealable {
  readonly acceptance: AcceptanceView;
  readonly device: string;
  readonly prekey: string | null;
}

/** Whether what stands to be sealed to carries the signature of the very browser, and for this person, that the server names. */
export async function verifySubject(view: ShareView, { acceptance, device, prekey }: Sealable): Promise<boolean> {
  if (prekey === null) return verifyAcceptance(location.host, view.id, acceptance);
  const read = await verifyTaken(view, { device, note: prekey });
  return read !== null && read.key === acceptance.key;
}
