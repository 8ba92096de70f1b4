// What stands behind the # in the link of a request. It reads nothing: one half lets its holder put an answer in, the other half names the
// key that the answer must be sealed to, so that no server can put its own key in that place.
// See docs/protocol/modes.md.

import { concat, encodeBase32, encodeUtf8, hashB64, randomBytes, sha256, toBytes, type Bytes, type Salt } from '../bytes.ts';
import { formatFragment, parseFragment, type BadLink } from './link.ts';

const HALF = 16;

/** The key of a request: the asker's device D and recipient key E, as their signed acceptance names them. */
export interface RequestKey {
  readonly share: string;
  /** base64 */
  readonly device: string;
  /** `age1…` */
  readonly key: string;
}

export interface RequestLink {
  /** 16 bytes: who shows them may put an answer in. */
  readonly secret: Bytes;
  /** 16 bytes: of the key. */
  readonly fingerprint: Bytes;
}

/** 16 random bytes, made by the asker's browser. */
export const newRequestSecret = (): Bytes => randomBytes(HALF);

/** The first 128 bits of SHA-256("nt2/v1/request\n" id "\n" b64(D) "\n" E "\n"). */
export function requestFingerprint({ share, device, key }: RequestKey): Bytes {
  return sha256(encodeUtf8(`nt2/v1/request\n${share}\n${device}\n${key}\n`)).slice(0, HALF);
}

/** base64 SHA-256("nt2/v1/request/gate\n" id "\n" secret): all that the server keeps of the secret. @throws RangeError */
export function requestGate(secret: Salt, share: string): string {
  return hashB64(concat(encodeUtf8(`nt2/v1/request/gate\n${share}\n`), toBytes(secret, HALF)));
}

/** What follows the `#`: version, secret and fingerprint, checksum; 57 letters and digits, as in the link of a share. */
export function formatRequestFragment(secret: Uint8Array, of: RequestKey): string {
  return formatFragment(concat(toBytes(secret, HALF), requestFingerprint(of)), of.share, 'request');
}

/** Reads it back with the repairs of any link. The checksum is another than that of a share's link: neither passes for the other. */
export function parseRequestFragment(raw: string, share: string): ({ readonly ok: true } & RequestLink) | BadLink {
  const parsed = parseFragment(raw, share, 'request');
  if (!parsed.ok) return parsed;
  return { ok: true, secret: parsed.key.slice(0, HALF), fingerprint: parsed.key.slice(HALF) };
}

/** Whether the key that a server names is the one that the link was made for. */
export const isKeyOf = ({ fingerprint }: Pick<RequestLink, 'fingerprint'>, key: RequestKey): boolean =>
  encodeBase32(requestFingerprint(key)) === encodeBase32(fingerprint);
