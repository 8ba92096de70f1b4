// The key that travels in a link's fragment: made, written with a checksum, and read back however a mail program or a person mangled it.

import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { toIdentity } from '../age/recipients.ts';
import { encodeBase32, toBytes, concat, randomBytes, sha256, decodeBase32, encodeUtf8, type Bytes } from '../bytes.ts';
import type { Signer } from '../note/signer.ts';
import { signerFromSeed } from '../note/signer.ts';

/** Of a share or of a request: the checksums differ, so that neither is taken for the other. */
type FragmentUse = 'link' | 'request';

const VERSION = '1';
const KEY_CHARS = 52;
const CHECK_CHARS = 4;
const LENGTH = VERSION.length + KEY_CHARS + CHECK_CHARS;
/** Longer texts are no links; the search below is linear, but no person should have to wait for it. */
const LONGEST = 8_192;

/** `missing`: no key in there. `damaged`: cut or changed. `version`: made by a newer nt2. */
export type BadLink = { readonly ok: false; readonly reason: 'damaged' | 'missing' | 'version' };

/** The key of a link: 32 random bytes. */
export function generateLinkKey(): Bytes {
  return randomBytes(32);
}

/** The age identity of a link: `AGE-SECRET-KEY-1…`. */
export function linkIdentity(key: Uint8Array, id: string): string {
  return toIdentity(derive(key, id, 'nt2/v1/link/age'));
}

/** Signs the proof that this browser knows the link. */
export function linkProofSigner(key: Uint8Array, id: string): Promise<Signer> {
  return signerFromSeed(derive(key, id, 'nt2/v1/link/opener'));
}

/** Seals what the page says before anything is opened: who sent it, what it is, until when. 32 bytes. */
export function linkCoverKey(key: Uint8Array, id: string): Uint8Array {
  return derive(key, id, 'nt2/v1/link/cover');
}

/** What follows the `#`: version, key, checksum; 57 letters and digits. */
export function formatFragment(key: Uint8Array, id: string, use: FragmentUse = 'link'): string {
  return VERSION + encodeBase32(toBytes(key, 32)) + checksum(key, id, use);
}

/**
 * Finds the key in what is left of a fragment. Repairs percent-encoding (also of itself), case, white space, invisible characters,
 * full-width letters, hyphens, anything before or after, and 0, 1, 8 typed for o, l, b. Nothing unrepaired passes the checksum but by a chance of 2^-20.
 */
export function parseFragment(raw: string, id: string, use: FragmentUse = 'link'): { readonly ok: true; readonly key: Bytes } | BadLink {
  if (raw.length > LONGEST) return { ok: false, reason: 'damaged' };
  const decoded = percentDecoded(raw);
  // As it came (a stray percent sign), with white space as an end (a word after it), and without (a line break inside).
  for (const text of new Set([raw, decoded, joined(decoded)].map(letters))) {
    for (const run of text.match(/[0-9a-z]+/g) ?? []) {
      for (let at = 0; at + LENGTH <= run.length; at += 1) {
        const key = parseExact(run.slice(at, at + LENGTH), id, use);
        if (key !== null) return { ok: true, key };
      }
    }
  }
  const rest = letters(joined(decoded));
  if (/(?:^|[^0-9a-z])[2-9][0-9a-z]{56,}(?:$|[^0-9a-z])/.test(rest)) return { ok: false, reason: 'version' };
  return { ok: false, reason: /[0-9a-z]/.test(rest) ? 'damaged' : 'missing' };
}

/**
 * Parses what a person typed or pasted: a whole link (also inside a sentence or wrapped in another link), or the key alone.
 * @param id the share that the page stands on; needed for a key alone, and not compared with the id in a link.
 */
export function parseLink(text: string, id?: string): { readonly ok: true; readonly id: string; readonly key: Bytes } | BadLink {
  if (text.length > LONGEST) return { ok: false, reason: 'damaged' };
  const decoded = percentDecoded(text);
  for (const candidate of [decoded, joined(decoded)].map(letters)) {
    const found = /\/s\/([a-z2-7]{32})(?![a-z0-9])(.*)$/su.exec(candidate);
    if (found === null) continue;
    const parsed = parseFragment(found[2] as string, found[1] as string);
    return parsed.ok ? { ok: true, id: found[1] as string, key: parsed.key } : parsed;
  }
  if (id === undefined) return { ok: false, reason: 'missing' };
  const parsed = parseFragment(decoded, id);
  return parsed.ok ? { ok: true, id, key: parsed.key } : parsed;
}

function derive(key: Uint8Array, id: string, info: string): Uint8Array {
  return hkdf(nobleSha256, toBytes(key, 32), encodeUtf8(id), encodeUtf8(info), 32);
}

function checksum(key: Uint8Array, id: string, use: FragmentUse): string {
  return encodeBase32(sha256(concat(encodeUtf8(`nt2/v1/${use}/check\n${id}`), key))).slice(0, CHECK_CHARS);
}

function parseExact(run: string, id: string, use: FragmentUse): Bytes | null {
  if (!/^[1il]/.test(run)) return null;
  const body = run.slice(1).replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('8', 'b');
  const key = decodeBase32(body.slice(0, KEY_CHARS));
  return key !== null && body.slice(KEY_CHARS) === checksum(key, id, use) ? key : null;
}

/** Lower case, full-width forms folded, without what cannot be seen and without hyphens. */
function letters(s: string): string {
  return s
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}\p{Pd}]/gu, '')
    .toLowerCase();
}

/** Without white space, and without what mail programs put at a line break: a soft `=`, marks of quotation. */
function joined(s: string): string {
  return s.replace(/=?\r?\n[\s>|]*/gu, '').replace(/\s/gu, '');
}

/** `%23`, `%2523` and so on, until nothing changes. Broken sequences stay as they are. */
function percentDecoded(s: string): string {
  let decoded = s;
  for (let round = 0; round < 5; round += 1) {
    const next = decoded.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      }
    });
    if (next === decoded) break;
    decoded = next;
  }
  return decoded;
}
