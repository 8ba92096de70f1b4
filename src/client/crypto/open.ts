// Opening what a claim released. Nothing is shown before everything agrees: statement, created event, capsule, payload, acknowledgement.

import { ackHash } from '../../crypto/events/ack.ts';
import { hashB64, decodeBase64, type Bytes } from '../../crypto/bytes.ts';
import { openCapsule, type CapsuleIdentity } from '../../crypto/capsule/capsule.ts';
import { CapsuleError } from '../../crypto/capsule/capsule-error.ts';
import { deviceName } from '../../crypto/keys/device.ts';
import { eventValue, parseEvent } from '../../crypto/events/event.ts';
import { verifyNote } from '../../crypto/note/note.ts';
import { openPayload } from '../../crypto/capsule/payload.ts';
import { parseSealed, type Sealed } from '../../crypto/events/statements.ts';
import type { PassphraseKeys } from '../../crypto/passphrase/passphrase.ts';
import type { ShareView } from '../answers/share-view.ts';
import type { LinkKey } from './claim.ts';
import type { WebKey } from '../../crypto/webcrypto.ts';
import type { OpenedShare } from './opened-share.ts';
import { isLink, isSealed, needsPassphrase } from '../../crypto/share-terms.ts';

/** Of a browser, which lets nobody read it out, or the text of an age identity. */
export interface OpeningKey {
  readonly privateKey: WebKey | string;
  /** `age1…` */
  readonly recipient: string;
}

/** `words`: sound, but the words are others. `no_key`: accepted elsewhere. The rest is for the server's `broken`. */
export type OpenFault = 'words' | 'no_key' | 'capsule' | 'payload' | 'mismatch';

export class OpenError extends Error {
  override readonly name = 'OpenError';
  readonly fault: OpenFault;
  constructor(fault: OpenFault) {
    super(`open: ${fault}`);
    this.fault = fault;
  }
}

/** What was sealed, from the signed note of the sender's device (or the server's text, when it was typed in chat). */
async function verifySealed(view: ShareView, host: string): Promise<Sealed> {
  const { seal } = view;
  if (seal === null) throw new OpenError('mismatch');
  const { device } = seal;
  const text =
    device === null ? seal.statement : await verifyNote({ note: seal.statement, name: deviceName(host, device), publicKey: device });
  const sealed = text === null ? null : parseSealed(text);
  const signed = sealed !== null && sealed.share === view.id && sealed.device === device && sealed.salt === seal.scryptSalt;
  // Only a share that was to be typed in chat may have been sealed by the server.
  if (!signed || (device === null && view.entry !== 'modal')) throw new OpenError('mismatch');
  return sealed;
}

function checkCreated(view: ShareView): void {
  const created = parseEvent(view.created);
  const right =
    created?.type === 'created' &&
    created.share === view.id &&
    eventValue(created, 'mode') === view.mode &&
    eventValue(created, 'entry') === view.entry;
  if (!right) throw new OpenError('mismatch');
}

/** @throws OpenError */
export async function openClaim({
  view,
  capsule,
  payload,
  link,
  words,
  host,
  loadKey,
}: {
  readonly view: ShareView;
  /** base64 */
  readonly capsule: string;
  readonly payload: Bytes | string;
  readonly link: LinkKey | null;
  readonly words: PassphraseKeys | null;
  /** What every note is bound to. */
  readonly host: string;
  /** The key of this device that the share is sealed to; null: it has none. */
  readonly loadKey: () => Promise<OpeningKey | null>;
}): Promise<OpenedShare> {
  checkCreated(view);
  const sealed = await verifySealed(view, host);
  const capsuleBytes = decodeBase64(capsule);
  const payloadBytes = typeof payload === 'string' ? decodeBase64(payload) : payload;
  if (capsuleBytes === null || payloadBytes === null) throw new OpenError('capsule');
  if (hashB64(payloadBytes) !== sealed.payload) throw new OpenError('payload');

  const target = await openWith(view, sealed, { link, loadKey });
  if (needsPassphrase(view.mode) && words === null) throw new OpenError('words');
  const content = await openCapsule({
    bytes: capsuleBytes,
    with: target,
    words: words ?? undefined,
    expect: { share: view.id, policy: hashB64(view.created), payload: sealed.payload, capsule: sealed.capsule },
  }).catch((error: unknown) => {
    throw faultOf(error);
  });
  if (ackHash(content.ack) !== sealed.ack) throw new OpenError('mismatch');
  const items = await openPayload(payloadBytes, content.identity).catch((error: unknown) => {
    throw error instanceof CapsuleError ? new OpenError('payload') : error;
  });
  return { items, ack: content.ack };
}

async function openWith(
  view: ShareView,
  sealed: Sealed,
  { link, loadKey }: { readonly link: LinkKey | null; readonly loadKey: () => Promise<OpeningKey | null> },
): Promise<CapsuleIdentity> {
  if (isSealed(view.mode)) {
    const key = await loadKey();
    if (key === null) throw new OpenError('no_key');
    if (sealed.for !== key.recipient) throw new OpenError('mismatch');
    return { kind: 'sealed', key: key.privateKey };
  }
  if (sealed.for !== (isLink(view.mode) ? 'link' : 'words')) throw new OpenError('mismatch');
  if (!isLink(view.mode)) return { kind: 'words' };
  if (link === null) throw new OpenError('no_key');
  return { kind: 'link', linkKey: link };
}

/** What the capsule says against itself. Anything else is this device's fault, and no reason to have the share deleted as broken. */
function faultOf(error: unknown): unknown {
  if (!(error instanceof CapsuleError)) return error;
  if (error.code === 'wrong_words') return new OpenError('words');
  return new OpenError(error.code === 'mismatch' ? 'mismatch' : 'capsule');
}
