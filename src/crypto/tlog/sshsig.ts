// A signature over a whole file by the log's key, in the form that `ssh-keygen -Y verify` takes (OpenSSH, PROTOCOL.sshsig).

import { encodeBase64, toBytes, concat, equal, sha256, decodeBase64, encodeUtf8, type Bytes } from '../bytes.ts';
import { verifyEd25519 } from '../note/ed25519.ts';
import type { Signer } from '../note/signer.ts';
import type { VerifierKey } from './checkpoint.ts';

/** The namespace of receipts: a signature for one purpose is not valid for another. */
export const RECEIPT_NAMESPACE = 'nt2-receipt';
export const REPORT_NAMESPACE = 'nt2-report';

const MAGIC = 'SSHSIG';
const KEY_TYPE = 'ssh-ed25519';
const HASH = 'sha256';
const LINE = 70;
const ARMOR = /^-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/]{1,76}={0,2}\n)+)-----END SSH SIGNATURE-----\n$/;

/** `form`: none that is made here. `purpose`: made for something else. `key`: by none of the keys. `file`: by one of them, over another file. */
export type SshFault = 'signature.form' | 'signature.purpose' | 'signature.key' | 'signature.file';

/** Armored signature over `file`; ends with a line break. */
export async function signSsh({
  file,
  namespace,
  key,
}: {
  readonly file: Uint8Array | string;
  readonly namespace: string;
  readonly key: Signer;
}): Promise<string> {
  const signature = await key.sign(signedText(file, namespace));
  const blob = concat(
    encodeUtf8(MAGIC),
    uint32(1),
    string(wireKey(key.publicKey)),
    string(namespace),
    string(''),
    string(HASH),
    string(concat(string(KEY_TYPE), string(signature))),
  );
  const lines = encodeBase64(blob).match(new RegExp(`.{1,${LINE}}`, 'g')) as string[];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
}

/** Whether one of `keys` has signed this very file, for this purpose. */
export async function verifySsh({
  file,
  signature,
  namespace,
  keys,
}: {
  readonly file: Uint8Array | string;
  readonly signature: string;
  readonly namespace: string;
  readonly keys: readonly VerifierKey[];
}): Promise<{ readonly ok: true; readonly key: VerifierKey } | { readonly ok: false; readonly code: SshFault }> {
  const read = parseArmored(signature);
  if (read === null) return { ok: false, code: 'signature.form' };
  if (!equal(read.namespace, encodeUtf8(namespace))) return { ok: false, code: 'signature.purpose' };
  const key = keys.find(({ publicKey }) => equal(read.key, wireKey(publicKey)));
  if (key === undefined) return { ok: false, code: 'signature.key' };
  const held = await verifyEd25519({
    publicKey: toBytes(key.publicKey, 32),
    message: signedText(file, namespace),
    signature: read.signature,
  });
  return held ? { ok: true, key } : { ok: false, code: 'signature.file' };
}

function parseArmored(armored: string): Readonly<Record<'key' | 'namespace' | 'signature', Bytes>> | null {
  const blob = decodeBase64((ARMOR.exec(armored)?.[1] ?? '').replaceAll('\n', ''));
  const head = concat(encodeUtf8(MAGIC), uint32(1));
  if (blob === null || !equal(blob.subarray(0, head.length), head)) return null;
  const [key, namespace, reserved, hash, signed, ...more] = strings(blob.subarray(head.length)) ?? [];
  const [type, signature, ...rest] = strings(signed ?? encodeUtf8('')) ?? [];
  if (!key || !namespace || !reserved || !hash || !type || !signature || more.length + rest.length + reserved.length > 0) return null;
  const isKnown = equal(hash, encodeUtf8(HASH)) && equal(type, encodeUtf8(KEY_TYPE)) && signature.length === 64;
  return isKnown ? { key, namespace, signature } : null;
}

/** Null when it is not strings to its end. */
function strings(bytes: Bytes): Bytes[] | null {
  const found: Bytes[] = [];
  for (let at = 0; at < bytes.length;) {
    if (bytes.length - at < 4) return null;
    const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
    const end = at + 4 + length;
    if (end > bytes.length) return null;
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return found;
}

function signedText(file: Uint8Array | string, namespace: string): Bytes {
  const hash = sha256(typeof file === 'string' ? encodeUtf8(file) : file);
  return concat(encodeUtf8(MAGIC), string(namespace), string(''), string(HASH), string(hash));
}

/** A line of ssh-keygen's `allowed_signers`: this key, under its log's name, for this namespace only. */
export function allowedSigner({ name, publicKey }: VerifierKey, namespace: string): string {
  return `${name} namespaces="${namespace}" ${KEY_TYPE} ${encodeBase64(wireKey(publicKey))}\n`;
}

function wireKey(publicKey: string): Bytes {
  return concat(string(KEY_TYPE), string(toBytes(publicKey, 32)));
}

/** Length, then bytes (RFC 4251, section 5). */
function string(value: Uint8Array | string): Bytes {
  const bytes = typeof value === 'string' ? encodeUtf8(value) : value;
  return concat(uint32(bytes.length), bytes);
}

function uint32(n: number): Bytes {
  return Uint8Array.of(n >>> 24, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff);
}
