// The two costly functions: Ed25519 verification and scrypt, as nt2 calls them and as JavaScript alone would do them.

import { ed25519 } from '@noble/curves/ed25519.js';
import { libsodium } from '../../src/app/runtime.ts';
import { verifyEd25519 } from '../../src/crypto/note/ed25519.ts';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { SCRYPT_LOG_N, scryptInThread } from '../../src/crypto/age/scrypt.ts';
import { scryptNative } from '../support/actors.ts';
import { median, whole, type Row } from './table.ts';

const TURN_MS = 500;
const TURNS = 3;

/** One after the other on one core: what nt2 checks, with its strictness, beside noble's strict one. */
export async function measureCrypto(): Promise<Row[]> {
  const secret = ed25519.utils.randomSecretKey();
  const message = randomBytes(400);
  const signature = ed25519.sign(message, secret);
  const publicKey = ed25519.getPublicKey(secret);
  const native: number[] = [];
  const noble: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    native.push(await perSecond(() => verifyEd25519({ publicKey, message, signature })));
    noble.push(await perSecond(async () => ed25519.verify(signature, message, publicKey, { zip215: false })));
  }
  const [mine, base] = [median(native), median(noble)];
  const params = { N: 2 ** SCRYPT_LOG_N, r: 8, p: 1, dkLen: 64 };
  const [password, salt] = [randomBytes(32), randomBytes(16)];
  const inNode = await milliseconds(() => scryptNative(password, salt, params));
  const inJavaScript = await milliseconds(() => scryptInThread(password, salt, params));
  return [
    {
      what: `Ed25519 verifications, strict, on one core, by ${libsodium.ok ? 'libsodium' : 'WebCrypto'} (baseline: noble)`,
      nt2: `${whole(mine)} /s`,
      baseline: `${whole(base)} /s`,
      ratio: mine / base,
    },
    {
      what: `scrypt of words, N = 2^${SCRYPT_LOG_N}, in Node (baseline: noble, as the pages run it)`,
      nt2: `${whole(inNode)} ms`,
      baseline: `${whole(inJavaScript)} ms`,
      ratio: inNode / inJavaScript,
    },
  ];
}

async function perSecond(check: () => Promise<boolean>): Promise<number> {
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < TURN_MS) {
    if (!(await check())) throw new Error('a right signature was refused');
    count += 1;
  }
  return (count * 1_000) / (performance.now() - started);
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
