// What browsers state and sign: the four events that a page writes and the server reads, so that both agree to the letter.

import { ackHash } from './ack.ts';
import { isBase64 } from '../bytes.ts';
import { isRecipient } from '../age/recipients.ts';
import { eventValue, eventValues, parseEvent, formatEvent, type EventLine, type EventText, type EventType } from './event.ts';
import type { Proof } from '../share-terms.ts';

/** A salted hash in place of a proof key (sealed) or a knowledge proof (claimed). */
export interface Commitment {
  readonly proof: Proof;
  /** base64, 32 bytes. */
  readonly commitment: string;
}

interface Statement {
  readonly share: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface Accepted extends Statement {
  /** base64 of the device key. */
  readonly device: string;
  /** The recipient key as `age1…`; null in words modes without a second layer. */
  readonly key: string | null;
}

export interface NamedPrekey {
  /** base64 of the device key that signed the note. */
  readonly device: string;
  /** base64 SHA-256 of the note. */
  readonly hash: string;
}

export interface Sealed extends Statement {
  /** The outer layer: the recipient key, or `words` or `link`. */
  readonly for: string;
  /** Where `for` is a prekey: whose it is. Null where the recipient made the key for this share, and in the other modes. */
  readonly prekey: NamedPrekey | null;
  /** base64 SHA-256 of the files, and bytes of payload.age. */
  readonly capsule: string;
  readonly payload: string;
  readonly size: number;
  /** base64 SHA-256 of the acknowledgement. */
  readonly ack: string;
  /** base64, 16 bytes, when there are words. */
  readonly salt: string | null;
  /** At most one of each, link before words. */
  readonly openers: readonly Commitment[];
  /** base64 of the sender's device key; null when the server states it (modal entry). */
  readonly device: string | null;
}

export interface Claimed extends Statement {
  readonly device: string;
  /** base64, 32 bytes: the hash of the claim secret. Null in notes of version 1, which no server accepts now. */
  readonly lease: string | null;
  readonly proofs: readonly Commitment[];
}

export interface Delivered extends Statement {
  readonly device: string;
  /** base64url: the preimage. */
  readonly ack: string;
}

// Each writer reads its own text back: what does not fit is a defect of the caller and throws RangeError.

export function formatAccepted({ share, at, device, key }: Accepted): string {
  return write('accepted', { share, at }, 'device', [['device', device], ...optional('key', key)], parseAccepted);
}

export function parseAccepted(text: string): Accepted | null {
  const event = read('accepted', text);
  if (event?.by !== 'device') return null;
  const device = eventValue(event, 'device');
  const key = eventValue(event, 'key');
  if (!isBytes(device, 32) || (key !== null && !isRecipient(key)) || eventValue(event, 'evidence') !== null) return null;
  return { ...head(event), device, key };
}

export function formatSealed({
  share,
  at,
  prekey = null,
  capsule,
  payload,
  size,
  ack,
  salt,
  openers,
  device,
  ...rest
}: Omit<Sealed, 'prekey'> & Partial<Pick<Sealed, 'prekey'>>): string {
  const lines: EventLine[] = [
    ['for', rest.for],
    ...optional('prekey', prekey && `${prekey.device} ${prekey.hash}`),
    ['capsule', capsule],
    ['payload', payload],
    ['size', String(size)],
    ['ack', ack],
    ...optional('salt', salt),
    ...commitmentLines('opener', openers),
    ...optional('device', device),
  ];
  return write('sealed', { share, at }, device === null ? 'server' : 'device', lines, parseSealed);
}

export function parseSealed(text: string): Sealed | null {
  const event = read('sealed', text);
  if (event === null) return null;
  const value = (key: string): string | null => eventValue(event, key);
  const [to, capsule, payload, size, ack, salt, device] = ['for', 'capsule', 'payload', 'size', 'ack', 'salt', 'device'].map(value);
  const openers = parseCommitments(event, 'opener');
  const prekey = parseNamedPrekey(value('prekey'));
  if (prekey === undefined || (prekey !== null && (event.by === 'server' || to === 'link' || to === 'words'))) return null;
  if (!isBytes(capsule, 32) || !isBytes(payload, 32) || !isBytes(ack, 32) || openers === null) return null;
  if (typeof to !== 'string' || typeof size !== 'string' || !/^[1-9]\d{0,8}$/.test(size)) return null;
  if (device === undefined || (device === null) !== (event.by === 'server') || (device !== null && !isBytes(device, 32))) return null;
  const has = (proof: Proof): boolean => openers.some((opener) => opener.proof === proof);
  // The outer layer, the proof keys and the salt must agree: a link has a proof key, words have one and their salt.
  if (has('link') !== (to === 'link') || (to === 'words' && !has('words')) || has('words') !== (salt !== null)) return null;
  if ((to !== 'link' && to !== 'words' && !isRecipient(to)) || salt === undefined || (salt !== null && !isBytes(salt, 16))) return null;
  return { ...head(event), for: to, prekey, capsule, payload, size: Number(size), ack, salt, openers, device };
}

export function formatClaimed({ share, at, device, lease, proofs }: Claimed): string {
  const lines: EventLine[] = [['device', device], ...optional('lease', lease), ...commitmentLines('proof', proofs)];
  return write('claimed', { share, at }, 'device', lines, parseClaimed);
}

export function parseClaimed(text: string): Claimed | null {
  const event = read('claimed', text);
  if (event?.by !== 'device') return null;
  const device = eventValue(event, 'device');
  const lease = eventValue(event, 'lease');
  const proofs = parseCommitments(event, 'proof');
  if (!isBytes(device, 32) || (lease !== null && !isBytes(lease, 32)) || proofs === null) return null;
  return { ...head(event), device, lease, proofs };
}

export function formatDelivered({ share, at, device, ack }: Delivered): string {
  const lines: EventLine[] = [
    ['device', device],
    ['ack', ack],
  ];
  return write('delivered', { share, at }, 'device', lines, parseDelivered);
}

export function parseDelivered(text: string): Delivered | null {
  const event = read('delivered', text);
  if (event?.by !== 'device') return null;
  const device = eventValue(event, 'device');
  const ack = eventValue(event, 'ack');
  return isBytes(device, 32) && ack !== null && ackHash(ack) !== null ? { ...head(event), device, ack } : null;
}

function write(
  type: EventType,
  { share, at }: Statement,
  by: EventText['by'],
  lines: readonly EventLine[],
  check: (text: string) => object | null,
): string {
  const text = formatEvent({ type, share, at, by, lines });
  if (check(text) === null) throw new RangeError(`not a statement: ${type}`);
  return text;
}

function read(type: EventType, text: string): EventText | null {
  const event = parseEvent(text);
  return event?.type === type ? event : null;
}

function head({ share, at }: EventText): Statement {
  return { share, at };
}

function optional(key: string, value: string | null): EventLine[] {
  return value === null ? [] : [[key, value]];
}

function commitmentLines(key: string, commitments: readonly Commitment[]): EventLine[] {
  const sorted = [...commitments].sort((a, b) => (a.proof < b.proof ? -1 : 1));
  return sorted.map(({ proof, commitment }) => [key, `${proof} ${commitment}`]);
}

/** Undefined when it is malformed. */
function parseNamedPrekey(value: string | null): NamedPrekey | null | undefined {
  if (value === null) return null;
  const [device, hash, ...rest] = value.split(' ');
  return isBytes(device, 32) && isBytes(hash, 32) && rest.length === 0 ? { device, hash } : undefined;
}

function parseCommitments(event: EventText, key: string): Commitment[] | null {
  const commitments: Commitment[] = [];
  for (const value of eventValues(event, key)) {
    const [proof, commitment, ...rest] = value.split(' ');
    if ((proof !== 'link' && proof !== 'words') || !isBytes(commitment, 32) || rest.length > 0) return null;
    commitments.push({ proof, commitment });
  }
  const order = commitments.map(({ proof }) => proof).join();
  return ['', 'link', 'words', 'link,words'].includes(order) ? commitments : null;
}

function isBytes(value: string | null | undefined, length: 16 | 32): value is string {
  return typeof value === 'string' && isBase64(value, length);
}
