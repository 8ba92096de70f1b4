// A signature over a whole file by the log's key, in the form that `ssh-keygen -Y verify` takes (OpenSSH, PROTOCOL.sshsig).

import { b64, bytesOf, concat, sha256, utf8, type Bytes } from '../bytes.ts';
import type { Signer } from '../notes/note.ts';
import type { VerifierKey } from './checkpoint.ts';

/** The namespace of receipts: a signature for one purpose is none for another. */
export const RECEIPT_NAMESPACE = 'nt2-receipt';

const MAGIC = 'SSHSIG';
const KEY_TYPE = 'ssh-ed25519';
const HASH = 'sha256';
const LINE = 70;

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
  const hash = sha256(typeof file === 'string' ? utf8(file) : file);
  const signature = await key.sign(concat(utf8(MAGIC), string(namespace), string(''), string(HASH), string(hash)));
  const blob = concat(
    utf8(MAGIC),
    uint32(1),
    string(wireKey(key.publicKey)),
    string(namespace),
    string(''),
    string(HASH),
    string(concat(string(KEY_TYPE), string(signature))),
  );
  const lines = b64(blob).match(new RegExp(`.{1,${LINE}}`, 'g')) as string[];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
}

/** A line of ssh-keygen's `allowed_signers`: this key, under its log's name, for this namespace only. */
export function allowedSigner({ name, publicKey }: VerifierKey, namespace: string): string {
  return `${name} namespaces="${namespace}" ${KEY_TYPE} ${b64(wireKey(publicKey))}\n`;
}

function wireKey(publicKey: string): Bytes {
  return concat(string(KEY_TYPE), string(bytesOf(publicKey, 32)));
}

/** Length, then bytes (RFC 4251, section 5). */
function string(value: Uint8Array | string): Bytes {
  const bytes = typeof value === 'string' ? utf8(value) : value;
  return concat(uint32(bytes.length), bytes);
}

function uint32(n: number): Bytes {
  return Uint8Array.of(n >>> 24, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff);
}
