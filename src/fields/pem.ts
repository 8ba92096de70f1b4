// What a key or certificate in PEM is: its algorithm and size, whether a passphrase locks it, until when it is good.

import { algorithmOf, bitsOf, childrenOf, curveOf, parseDerTime, tlvAt, topOf } from './der.ts';
import type { CheckFinding } from './hint.ts';
import { parsePem, type PemBlock } from './pem-blocks.ts';

interface Held {
  /** “a private key (RSA, 2048 bits)” */
  readonly what: string;
  readonly kind: 'private' | 'public' | 'certificate' | 'other';
  /** Null: it cannot be told. */
  readonly isLocked?: boolean | null;
  readonly rsaBits?: number | null;
  /** Epoch ms. */
  readonly until?: number | null;
}

const DAY_MS = 86_400_000;
const OPENSSH = 'openssh-key-v1\0';

const key = (algorithm: string | null, isLocked: boolean | null, rsaBits: number | null = null): Held => {
  const size = rsaBits === null ? algorithm : `${algorithm ?? 'RSA'}, ${rsaBits} bits`;
  return { what: size === null ? 'a private key' : `a private key (${size})`, kind: 'private', isLocked, rsaBits };
};

/** The modulus is the second of a key's numbers. */
function rsaBits(bytes: Uint8Array, at = 0): number | null {
  const outer = tlvAt(bytes, at);
  const modulus = outer?.tag === 0x30 ? childrenOf(bytes, outer)[1] : undefined;
  return modulus?.tag === 0x02 ? bitsOf(bytes, modulus) : null;
}

function pkcs8({ bytes }: PemBlock): Held {
  const [, identifier, inner] = topOf(bytes) ?? [];
  const algorithm = algorithmOf(bytes, identifier);
  return key(algorithm, false, algorithm === 'RSA' && inner?.tag === 0x04 ? rsaBits(bytes, inner.from) : null);
}

function traditional({ label, headers, bytes }: PemBlock): Held {
  const [algorithm = ''] = label.split(' ');
  if (headers.includes('ENCRYPTED')) return key(algorithm, true);
  if (algorithm === 'RSA') return key('RSA', false, rsaBits(bytes));
  const named = (topOf(bytes) ?? []).find(({ tag }) => tag === 0xa0);
  const curve = named === undefined ? null : curveOf(bytes, childrenOf(bytes, named)[0]);
  return key(curve === null ? algorithm : `${algorithm} ${curve}`, false);
}

/** PROTOCOL.key of OpenSSH: cipher, key derivation, its options, number of keys, then the public key, whose first string is its type. */
function openssh({ bytes }: PemBlock): Held {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = OPENSSH.length;
  const textAt = (from: number, length: number): string => String.fromCharCode(...bytes.subarray(from, from + Math.min(length, 64)));
  if (textAt(0, at) !== OPENSSH) return key(null, null);
  const next = (): string => {
    if (at + 4 > bytes.length) return '';
    const length = view.getUint32(at);
    const text = textAt(at + 4, length);
    at += 4 + length;
    return text;
  };
  const cipher = next();
  next();
  next();
  at += 8;
  const type = at + 4 <= bytes.length ? textAt(at + 4, Math.min(view.getUint32(at), 64)) : '';
  return key(type === '' ? 'OpenSSH' : (type.match(/^[a-z0-9@.-]+/)?.[0] ?? 'OpenSSH'), cipher === '' ? null : cipher !== 'none');
}

function certificate({ bytes }: PemBlock): Held {
  const [signed] = topOf(bytes) ?? [];
  // Version (where it stands), number, algorithm, issuer, validity.
  const parts = signed === undefined ? [] : childrenOf(bytes, signed);
  const validity = parts[parts[0]?.tag === 0xa0 ? 4 : 3];
  const until = validity === undefined ? undefined : childrenOf(bytes, validity)[1];
  return { what: 'a certificate', kind: 'certificate', until: until === undefined ? null : parseDerTime(bytes, until) };
}

function heldIn(block: PemBlock): Held {
  switch (block.label) {
    case 'PRIVATE KEY':
      return pkcs8(block);
    case 'ENCRYPTED PRIVATE KEY':
      return key(null, true);
    case 'RSA PRIVATE KEY':
    case 'EC PRIVATE KEY':
    case 'DSA PRIVATE KEY':
      return traditional(block);
    case 'OPENSSH PRIVATE KEY':
      return openssh(block);
    case 'PGP PRIVATE KEY BLOCK':
      return { what: 'a private key of PGP', kind: 'private', isLocked: null };
    case 'CERTIFICATE':
    case 'X509 CERTIFICATE':
    case 'TRUSTED CERTIFICATE':
      return certificate(block);
    case 'PUBLIC KEY':
    case 'RSA PUBLIC KEY':
    case 'PGP PUBLIC KEY BLOCK':
      return { what: 'a public key', kind: 'public' };
    case 'CERTIFICATE REQUEST':
    case 'NEW CERTIFICATE REQUEST':
      return { what: 'a certificate request', kind: 'public' };
    default:
      return { what: /^[A-Z0-9 ]{1,40}$/.test(block.label) ? `a block ${block.label}` : 'a block', kind: 'other' };
  }
}

/** “a private key (RSA, 2048 bits) and 2 certificates” */
function listOf(held: readonly Held[]): string {
  const counts = new Map<string, number>();
  for (const { what } of held) counts.set(what, (counts.get(what) ?? 0) + 1);
  const said = [...counts].map(([what, count]) => (count === 1 ? what : `${count} times ${what}`));
  return said.length < 2 ? (said[0] ?? '') : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`;
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

export function checkPem(value: string, now: number): readonly CheckFinding[] {
  if (/^PuTTY-User-Key-File-\d:/.test(value)) {
    const isLocked = !/^Encryption:[ ]?none\r?$/m.test(value.slice(0, 400));
    return [{ check: 'pem.holds', says: 'a private key of PuTTY' }, ...(isLocked ? [] : [{ check: 'pem.unlocked' }])];
  }
  // A document that holds a key, as those of Google Cloud do, has its own check.
  if (value.startsWith('{')) return [];
  const parsed = parsePem(value);
  if (parsed.kind === 'none') return [];
  if (parsed.kind === 'flat') return [{ check: 'pem.flat', fix: parsed.fix }];
  if (parsed.kind !== 'blocks') return [{ check: `pem.${parsed.kind}` }];
  const held = parsed.blocks.map(heldIn);
  const isPrivate = held.some(({ kind }) => kind === 'private');
  const found: CheckFinding[] = [{ check: 'pem.holds', says: listOf(held) }];
  if (held.some(({ kind, isLocked }) => kind === 'private' && isLocked === false)) found.push({ check: 'pem.unlocked' });
  if (!isPrivate && held.every(({ kind }) => kind !== 'other')) found.push({ check: 'pem.public' });
  const weak = held.find((one) => one.rsaBits !== undefined && one.rsaBits !== null && one.rsaBits < 2_048);
  if (weak !== undefined) found.push({ check: 'pem.weak', says: String(weak.rsaBits) });
  const first = held.reduce((least, { until }) => Math.min(least, until ?? Infinity), Infinity);
  if (first < now) found.push({ check: 'pem.expired', says: dayOf(first) });
  else if (first < now + 30 * DAY_MS) found.push({ check: 'pem.expires', says: dayOf(first) });
  if (held.filter(({ kind }) => kind === 'private').length > 1) found.push({ check: 'text.two' });
  return found;
}
