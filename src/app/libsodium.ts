// libsodium's Ed25519, out of the one file of sodium-native that is built for this machine. Its own loader would bring 17 packages.
// A file that answers one of the known cases wrongly is not used. See docs/decisions/ed25519-by-libsodium.md.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SignedMessage, VerifyEquation } from '../crypto/backend.ts';

export type Libsodium = { readonly ok: true; readonly verifyEquation: VerifyEquation } | { readonly ok: false; readonly reason: string };

/** Each of the three is an `ArrayBuffer`, an offset and a length. */
type Verify = (...parts: readonly (ArrayBufferLike | number)[]) => unknown;

const BUILD = `${process.platform}-${process.arch}/sodium-native.node`;
/** In the packages of a checkout, or beside the bundle. Native code is searched for nowhere else. */
const PLACE = import.meta.url.endsWith('/src/app/libsodium.ts') ? '../../node_modules/sodium-native/prebuilds/' : './prebuilds/';

const MESSAGE = Buffer.from('nt2');
/**
 * Public key and signature over "nt2". Those with a part of order 2, 4 or 8 in R hold only with the cofactor: noble and newer branches of
 * libsodium take them; WebCrypto, Go and nt2 do not. Made as in `tests/crypto/ed25519.test.ts`, which holds them against WebCrypto.
 */
export const KNOWN_CASES: readonly (readonly [answer: boolean, keyAndSignature: string])[] = [
  [
    true,
    'xMEifX//lBqXYEns7617Zj+lEh12nLvXmlPTROR3PpiO58YPcuPGdD3L/jQN1irV2c8TuCaMkXKBjvvZz5TwYfAVQDTSMLA3fWiU0vd6uEN76Qg9wp9/q5xrPEEJN4wM',
  ],
  [
    true,
    'Otcen6QIn7ffgQyL14jeDUdllGkbRgOO1jSOvYQNbo5pEdL6OtC+wYFOwJEYhdGjgE0f5pTDlmp3ZVd2/iazz/WAfokiYFKWIC2aI/7S+XvZSz1YtX2fpHgO0wTegXQN',
  ],
  [
    false,
    'xMEifX//lBqXYEns7617Zj+lEh12nLvXmlPTROR3Ppje7JIEnd0920Lo4Va0BJljAJgYaNvuuNy2hwBvZSC6oaiRMWzejVMnM4PUFPhjoHMMHjmw6UUDYB1cR2MoQiEE',
  ],
  [
    false,
    'xMEifX//lBqXYEns7617Zj+lEh12nLvXmlPTROR3PpjNrj39NLyWrp6m/29wu4qjPG7gVLwSQzF+vSiRE115xJ+CD2L1qHJhgX/gm4of73tuElxFuXQrtRCNsz/36QMI',
  ],
  [
    false,
    'xMEifX//lBqXYEns7617Zj+lEh12nLvXmlPTROR3PphfGDnwjRw5i8I0AcvyKdUqJjDsR9lzbo1+cQQmMGsPnhTkoPf1icxsXEqg+2XgkMVWMkCkwnr23Fg0qOPV1acK',
  ],
  [
    false,
    'xMEifX//lBqXYEns7617Zj+lEh12nLvXmlPTROR3PpiO58YPcuPGdD3L/jQN1irV2c8TuCaMkXKBjvvZz5TwYfAVQDTSMLA3fWiU0vd6uEN76Qg9wp9/q5xrPEEJN4wL',
  ],
];

/** @param place a folder of builds, as a URL or relative to this file, with a slash at its end. */
export function loadLibsodium(place = PLACE): Libsodium {
  const file = fileURLToPath(new URL(place + BUILD, import.meta.url));
  if (!existsSync(file)) return { ok: false, reason: `no build of libsodium for ${process.platform}-${process.arch} lies beside nt2.` };
  const loaded: { exports: { crypto_sign_verify_detached?: Verify } } = { exports: {} };
  try {
    process.dlopen(loaded, file);
  } catch {
    return { ok: false, reason: 'libsodium lies beside nt2 and cannot be loaded on this system.' };
  }
  const verify = loaded.exports.crypto_sign_verify_detached;
  if (!verify) return { ok: false, reason: 'what lies beside nt2 as libsodium verifies no signatures.' };
  const verifyEquation = bindTo(verify);
  const isRight = KNOWN_CASES.every(([answer, bytes]) => verifyEquation(parseCase(bytes)) === answer);
  if (!isRight) return { ok: false, reason: 'the libsodium beside nt2 is not as strict as nt2, so it is not used.' };
  return { ok: true, verifyEquation };
}

export function parseCase(keyAndSignature: string): SignedMessage {
  const bytes = Buffer.from(keyAndSignature, 'base64');
  return { publicKey: bytes.subarray(0, 32), message: MESSAGE, signature: bytes.subarray(32) };
}

/** What is longer than any note that a share can have is handed over where it lies. */
const FRAME_BYTES = 4_096;

/**
 * The binding checks lengths by assertions that end the process: `verifyEd25519` has refused all others before. All three are copied into
 * one frame, because asking a small array for its `buffer` makes V8 move it out of its heap.
 */
function bindTo(verify: Verify): VerifyEquation {
  const frame = Buffer.allocUnsafeSlow(FRAME_BYTES);
  const { buffer } = frame;
  return ({ publicKey: key, message: signed, signature }) => {
    frame.set(signature, 0);
    frame.set(key, 64);
    // UTF-8 takes at most three bytes for each unit of a string.
    const isShort = (typeof signed === 'string' ? 3 * signed.length : signed.length) <= FRAME_BYTES - 96;
    if (!isShort) {
      const message = typeof signed === 'string' ? Buffer.from(signed) : signed;
      const { buffer: own, byteOffset, length } = message;
      return verify(buffer, 0, signature.length, own, byteOffset, length, buffer, 64, key.length) === true;
    }
    let length: number;
    if (typeof signed === 'string') length = frame.write(signed, 96);
    else {
      frame.set(signed, 96);
      ({ length } = signed);
    }
    return verify(buffer, 0, signature.length, buffer, 96, length, buffer, 64, key.length) === true;
  };
}
