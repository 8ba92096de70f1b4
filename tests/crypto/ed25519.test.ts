// Strict Ed25519: the cases of "Taming the Many EdDSAs" (torsion in A or R, unreduced S, other spellings of points), built here from their definitions.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KNOWN_CASES, loadLibsodium, parseCase } from '../../src/app/libsodium.ts';
import { setBackend, type SignedMessage } from '../../src/crypto/backend.ts';
import { concat, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { plainVerify } from '../../src/crypto/note/ed25519-plain.ts';
import { verifyEd25519 } from '../../src/crypto/note/ed25519.ts';
import { refuseKeys } from './refusing.ts';
import { flipped, hex } from './support.ts';
import { assertProperty } from '../support/property.ts';

const { Point } = ed25519;
const L = Point.Fn.ORDER;
const P = 2n ** 255n - 19n;
const TORSION = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');

const le = (n: bigint): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => Number((n >> BigInt(8 * i)) & 255n));
const fromLe = (bytes: Uint8Array): bigint => bytes.reduceRight((n, byte) => (n << 8n) | BigInt(byte), 0n);
const noble = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  ed25519.verify(signature, message, publicKey, { zip215: false });

/** A signature whose A and R carry multiples of a point of order eight; `extra` is added to S without reduction. */
function forged({ a, r, inA, inR, extra = 0n, at = 0 }: { a: bigint; r: bigint; inA: number; inR: number; extra?: bigint; at?: number }) {
  const point = (scalar: bigint, torsion: number) =>
    (scalar === 0n ? Point.ZERO : Point.BASE.multiply(scalar)).add(torsion === 0 ? Point.ZERO : TORSION.multiplyUnsafe(BigInt(torsion)));
  const publicKey = point(a, inA).toBytes();
  const R = point(r, inR).toBytes();
  const message = encodeUtf8(`message ${at}`);
  const k = fromLe(sha512(concat(R, publicKey, message))) % L;
  return { publicKey, message, signature: concat(R, le(((r + k * a) % L) + extra)), k };
}

const A = 0x1234567890abcdefn;
const R = 0xfedcba0987654321n;

const toUtf8 = (message: Uint8Array | string): Uint8Array => (typeof message === 'string' ? encodeUtf8(message) : message);
const libsodium = loadLibsodium();
// Null where no build for this machine is among the packages, or where it cannot be loaded: `nt2` then verifies by WebCrypto.
const byLibsodium = libsodium.ok ? libsodium.verifyEquation : null;
if (!libsodium.ok) console.log(`Not held against libsodium here: ${libsodium.reason}`);

type Way = 'WebCrypto' | 'noble' | 'libsodium';
const WAYS: readonly (readonly [title: string, way: Way])[] = [
  ['by WebCrypto', 'WebCrypto'],
  ['B1: by noble, where the platform refuses every public key', 'noble'],
  ...(byLibsodium ? [['by libsodium', 'libsodium'] as const] : []),
];

describe.each(WAYS)('strict Ed25519 %s', (_, way) => {
  let refusing: ReturnType<typeof refuseKeys>;
  let equations = 0;
  beforeAll(() => {
    refusing = refuseKeys({ imported: (_key, format) => way !== 'WebCrypto' && format === 'raw' });
    if (way !== 'libsodium' || !byLibsodium) return;
    setBackend({
      verifyEquation: (signed) => {
        equations += 1;
        return byLibsodium(signed);
      },
    });
  });
  afterAll(() => {
    setBackend({ verifyEquation: null });
    // Each way has gone by itself: WebCrypto was asked neither under libsodium nor, with success, under noble.
    expect(refusing.refused.imports > 0).toBe(way === 'noble');
    expect(equations > 0).toBe(way === 'libsodium');
    refusing.restore();
  });

  test('agrees with noble (zip215: false) on honest signatures and on every flipped bit of them', async () => {
    await assertProperty(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ maxLength: 60 }),
        fc.nat(767),
        async (seed, message, bit) => {
          const publicKey = ed25519.getPublicKey(seed);
          const signature = ed25519.sign(message, seed);
          expect(await verifyEd25519({ publicKey, message, signature })).toBe(true);
          const both = flipped(concat(publicKey, signature), bit);
          const [changedKey, changed] = [both.slice(0, 32), both.slice(32)];
          expect(await verifyEd25519({ publicKey: changedKey, message, signature: changed })).toBe(noble(changedKey, message, changed));
          expect(noble(changedKey, message, changed)).toBe(false);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('agrees with noble on random bytes in place of keys and signatures', async () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    await assertProperty(
      fc.asyncProperty(bytes(32), bytes(64), async (publicKey, signature) => {
        const message = encodeUtf8('m');
        expect(await verifyEd25519({ publicKey, message, signature })).toBe(noble(publicKey, message, signature));
      }),
      { numRuns: 60 },
    );
  });

  test('a built signature without torsion is a signature', async () => {
    const sound = forged({ a: A, r: R, inA: 0, inR: 0 });
    expect(noble(sound.publicKey, sound.message, sound.signature)).toBe(true);
    expect(await verifyEd25519(sound)).toBe(true);
  });

  test('S + L is refused, as is L itself', async () => {
    for (const extra of [L, 2n * L, 7n * L]) expect(await verifyEd25519(forged({ a: A, r: R, inA: 0, inR: 0, extra }))).toBe(false);
    const { publicKey, message, signature } = forged({ a: A, r: R, inA: 0, inR: 0 });
    expect(await verifyEd25519({ publicKey, message, signature: concat(signature.subarray(0, 32), le(L)) })).toBe(false);
  });

  test('a public key of small order is refused in all its spellings, whatever it would verify', async () => {
    const ys = [0n, 1n, P - 1n, P, P + 1n, fromLe(TORSION.toBytes()), fromLe(TORSION.multiplyUnsafe(3n).toBytes())];
    for (const y of ys) {
      for (const sign of [0n, 1n]) {
        const publicKey = le((y & (2n ** 255n - 1n)) | (sign << 255n));
        // With A of small order, S = 0 and R = -[k]A holds for some message: try until it would.
        for (let at = 0; at < 12; at += 1) {
          const signature = concat(le(1n), new Uint8Array(32));
          const message = encodeUtf8(`message ${at}`);
          expect(await verifyEd25519({ publicKey, message, signature })).toBe(false);
          expect(noble(publicKey, message, signature)).toBe(false);
        }
      }
    }
  });

  test('an R of small order is refused, where verifiers of the world disagree', async () => {
    for (let inR = 0; inR < 8; inR += 1) expect(await verifyEd25519(forged({ a: A, r: 0n, inA: 0, inR }))).toBe(false);
  });

  test('another spelling of R or A (y not below p, -0) is refused', async () => {
    const { publicKey, message, signature } = forged({ a: A, r: R, inA: 0, inR: 0 });
    for (const y of [P, P + 1n, P + 2n, P + 18n, (1n << 255n) | 1n, (1n << 255n) | (P - 1n)]) {
      expect(await verifyEd25519({ publicKey, message, signature: concat(le(y), signature.subarray(32)) })).toBe(false);
      expect(await verifyEd25519({ publicKey: le(y), message, signature })).toBe(false);
      expect(noble(le(y), message, signature)).toBe(false);
    }
  });

  test('torsion in A or R: never accepts what noble refuses, and without the cofactor the equation must hold exactly', async () => {
    let exact = 0;
    let cofactorOnly = 0;
    for (let at = 0; at < 48; at += 1) {
      const inA = at % 8;
      const inR = Math.floor(at / 8) % 8;
      const built = forged({ a: A, r: R, inA, inR, at });
      const holds = (Number(built.k % 8n) * inA + inR) % 8 === 0;
      const accepted = await verifyEd25519(built);
      expect(accepted).toBe(holds);
      if (accepted) expect(noble(built.publicKey, built.message, built.signature)).toBe(true);
      if (holds) exact += 1;
      else cofactorOnly += 1;
    }
    expect(exact).toBeGreaterThan(0);
    expect(cofactorOnly).toBeGreaterThan(0);
  });

  test('looks at Buffers without changing them', async () => {
    const built = forged({ a: A, r: R, inA: 0, inR: 0 });
    const turned = { ...built, publicKey: Buffer.from(built.publicKey), signature: Buffer.from(built.signature) };
    turned.publicKey[31]! |= 0x80;
    turned.signature[31]! |= 0x80;
    const before = [turned.publicKey.toString('hex'), turned.signature.toString('hex')];
    await verifyEd25519(turned);
    expect([turned.publicKey.toString('hex'), turned.signature.toString('hex')]).toEqual(before);
  });

  test('a key that is no point, and wrong lengths, are a no and not an error', async () => {
    const { publicKey, message, signature } = forged({ a: A, r: R, inA: 0, inR: 0 });
    expect(await verifyEd25519({ publicKey: hex(`02${'00'.repeat(31)}`), message, signature })).toBe(false);
    for (const length of [0, 31, 33]) expect(await verifyEd25519({ publicKey: new Uint8Array(length), message, signature })).toBe(false);
    for (const length of [0, 63, 65]) expect(await verifyEd25519({ publicKey, message, signature: new Uint8Array(length) })).toBe(false);
  });
});

describe.runIf(byLibsodium)('libsodium beside WebCrypto and noble', () => {
  const ask = async (signed: SignedMessage): Promise<Record<Way, boolean>> => {
    const web = await verifyEd25519(signed);
    setBackend({ verifyEquation: byLibsodium });
    const sodium = await verifyEd25519(signed);
    setBackend({ verifyEquation: ({ message, ...rest }) => plainVerify({ ...rest, message: toUtf8(message) }) });
    const plain = await verifyEd25519(signed);
    setBackend({ verifyEquation: null });
    return { WebCrypto: web, noble: plain, libsodium: sodium };
  };

  test('the three give one answer on honest signatures, on those with torsion, on unreduced S, and on all of them damaged', async () => {
    const answers = { yes: 0, no: 0 };
    const scalar = fc.bigInt({ min: 1n, max: L - 1n });
    const damage = fc.oneof(
      fc.constant(null),
      fc.record({ part: fc.constantFrom('publicKey', 'message', 'signature'), at: fc.nat(63), by: fc.integer({ min: 1, max: 255 }) }),
    );
    const built = fc.record({ a: scalar, r: scalar, inA: fc.nat(7), inR: fc.nat(7), extra: fc.constantFrom(0n, 0n, 0n, L), at: fc.nat(9) });
    await assertProperty(
      fc.asyncProperty(fc.boolean(), built, damage, async (isPlain, parts, change) => {
        const { publicKey, message, signature } = forged(isPlain ? { ...parts, inA: 0, inR: 0 } : parts);
        const signed = { publicKey: publicKey.slice(), message: message.slice(), signature: signature.slice() };
        if (change) {
          const bytes = signed[change.part];
          bytes[change.at % bytes.length]! ^= change.by;
        }
        const { WebCrypto: web, ...others } = await ask(signed);
        expect(others).toEqual({ noble: web, libsodium: web });
        if (web) expect(noble(signed.publicKey, signed.message, signed.signature)).toBe(true);
        answers[web ? 'yes' : 'no'] += 1;
      }),
      { numRuns: 150 },
    );
    expect(Math.min(answers.yes, answers.no)).toBeGreaterThan(0);
  });

  test('what the server asks libsodium before it trusts it: one of each case, with the answers of WebCrypto', async () => {
    for (const [answer, bytes] of KNOWN_CASES) {
      const signed = parseCase(bytes);
      expect(await ask(signed)).toEqual({ WebCrypto: answer, noble: answer, libsodium: answer });
    }
    // Three of them are there to tell the equation with the cofactor from the one without: noble's own `verify` takes them.
    const cofactor = KNOWN_CASES.filter(([answer, bytes]) => {
      const { publicKey, message, signature } = parseCase(bytes);
      return !answer && noble(publicKey, message, signature);
    });
    expect(cofactor).toHaveLength(3);
  });

  test('verifies messages of every length beside the frame that short ones are copied into', async () => {
    const secretKey = new Uint8Array(32).fill(7);
    for (const length of [0, 1, 1_333, 1_334, 3_999, 4_000, 4_001, 4_096, 70_000]) {
      const message = Uint8Array.from({ length }, (_value, i) => i % 251);
      const signed = { publicKey: ed25519.getPublicKey(secretKey), message, signature: ed25519.sign(message, secretKey) };
      expect(byLibsodium?.(signed), `${length} bytes`).toBe(true);
      const text = '—'.repeat(length);
      const overText = { ...signed, signature: ed25519.sign(encodeUtf8(text), secretKey) };
      expect(byLibsodium?.({ ...overText, message: text }), `${length} dashes`).toBe(true);
      expect(byLibsodium?.({ ...overText, message: `${text}-` }), `${length} dashes and a hyphen`).toBe(false);
      // The frame still holds the message before: nothing of it may count.
      expect(byLibsodium?.({ ...signed, message: concat(message, encodeUtf8('x')) }), `${length} bytes and one`).toBe(false);
      expect(byLibsodium?.(length === 0 ? signed : { ...signed, message: message.subarray(1) }), `without the first`).toBe(length === 0);
    }
  });

  test('reads keys, messages and signatures that lie within a larger buffer', async () => {
    const { publicKey, message, signature } = forged({ a: A, r: R, inA: 0, inR: 0 });
    const within = (bytes: Uint8Array): Uint8Array => concat(new Uint8Array(7), bytes, new Uint8Array(9)).subarray(7, 7 + bytes.length);
    expect(byLibsodium!({ publicKey: within(publicKey), message: within(message), signature: within(signature) })).toBe(true);
  });
});

test('without a build for this machine, libsodium is not there and the reason is a sentence', () => {
  expect(loadLibsodium('./nowhere/')).toEqual({
    ok: false,
    reason: `no build of libsodium for ${process.platform}-${process.arch} lies beside nt2.`,
  });
});

test('a file that cannot be loaded is not libsodium, and ends nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-libsodium-'));
  const place = join(folder, `${process.platform}-${process.arch}`);
  mkdirSync(place);
  writeFileSync(join(place, 'sodium-native.node'), 'not a library');
  const loaded = loadLibsodium(`${pathToFileURL(folder).href}/`);
  rmSync(folder, { recursive: true });
  expect(loaded).toEqual({ ok: false, reason: 'libsodium lies beside nt2 and cannot be loaded on this system.' });
});
