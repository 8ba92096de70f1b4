// The little of DER (X.690) that says what a key or a certificate is.

export interface Tlv {
  readonly tag: number;
  /** Of its content. */
  readonly from: number;
  readonly to: number;
}

/** Null where the bytes end too early, or have a length that no key has. */
export function tlvAt(bytes: Uint8Array, at: number): Tlv | null {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return null;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || count > 3) return null;
  let length = count === 0 ? first : 0;
  for (let n = 0; n < count; n += 1) length = length * 256 + (bytes[at + 2 + n] ?? 0);
  const from = at + 2 + count;
  return from + length > bytes.length ? null : { tag, from, to: from + length };
}

/** What lies inside, one after the other; of broken bytes as far as they go. */
export function childrenOf(bytes: Uint8Array, { from, to }: Pick<Tlv, 'from' | 'to'>): Tlv[] {
  const found: Tlv[] = [];
  for (let at = from; at < to;) {
    const one = tlvAt(bytes, at);
    if (one === null || one.to > to) break;
    found.push(one);
    at = one.to;
  }
  return found;
}

/** The children of the outermost SEQUENCE; null when it is none. */
export function topOf(bytes: Uint8Array): Tlv[] | null {
  const outer = tlvAt(bytes, 0);
  return outer?.tag === 0x30 ? childrenOf(bytes, outer) : null;
}

const hexOf = (bytes: Uint8Array, { from, to }: Tlv): string =>
  [...bytes.subarray(from, to)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const ALGORITHMS: Readonly<Record<string, string>> = {
  '2a864886f70d010101': 'RSA',
  '2a864886f70d01010a': 'RSA',
  '2a8648ce3d0201': 'EC',
  '2a8648ce380401': 'DSA',
  '2b6570': 'Ed25519',
  '2b6571': 'Ed448',
  '2b656e': 'X25519',
  '2b656f': 'X448',
};
const CURVES: Readonly<Record<string, string>> = {
  '2a8648ce3d030107': 'P-256',
  '2b81040022': 'P-384',
  '2b81040023': 'P-521',
  '2b8104000a': 'secp256k1',
};

/** “EC P-256”, of an AlgorithmIdentifier; null for one that is not known here. */
export function algorithmOf(bytes: Uint8Array, identifier: Tlv | undefined): string | null {
  const [oid, parameters] = identifier === undefined ? [] : childrenOf(bytes, identifier);
  const name = oid?.tag === 0x06 ? ALGORITHMS[hexOf(bytes, oid)] : undefined;
  if (name === undefined) return null;
  const curve = parameters?.tag === 0x06 ? CURVES[hexOf(bytes, parameters)] : undefined;
  return curve === undefined ? name : `${name} ${curve}`;
}

export const curveOf = (bytes: Uint8Array, oid: Tlv | undefined): string | null =>
  oid?.tag === 0x06 ? (CURVES[hexOf(bytes, oid)] ?? null) : null;

/** Bits of an INTEGER. */
export function bitsOf(bytes: Uint8Array, { from, to }: Tlv): number {
  let start = from;
  while (start < to && bytes[start] === 0) start += 1;
  return start === to ? 0 : (to - start - 1) * 8 + (32 - Math.clz32(bytes[start] ?? 0));
}

/** Epoch ms, of a UTCTime or a GeneralizedTime. */
export function parseDerTime(bytes: Uint8Array, { tag, from, to }: Tlv): number | null {
  const text = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 20)));
  const year = tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? `20${text.slice(0, 2)}` : `19${text.slice(0, 2)}`) : text.slice(0, 4);
  const rest = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text.slice(tag === 0x17 ? 2 : 4));
  if ((tag !== 0x17 && tag !== 0x18) || rest === null) return null;
  const [, month, day, hour, minute, second] = rest;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? null : time;
}
