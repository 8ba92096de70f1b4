// Strict Ed25519: the cases of "Taming the Many EdDSAs" (torsion in A or R, unreduced S, other spellings of points), built here from their definitions.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concat, encodeUtf8 } from '../../src/crypto/bytes.ts';
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

describe.each([
  ['by the platform', false],
  ['B1: by noble, where the platform refuses every public key', true],
])('strict Ed25519 %s', (_, isRefused) => {
  let refusing: ReturnType<typeof refuseKeys>;
  beforeAll(() => {
    refusing = refuseKeys({ imported: (_key, format) => isRefused && format === 'raw' });
  });
  afterAll(() => {
    expect(refusing.refused.imports > 0).toBe(isRefused);
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

  test('a key that is no point, and wrong lengths, are a no and not an error', async () => {
    const { publicKey, message, signature } = forged({ a: A, r: R, inA: 0, inR: 0 });
    expect(await verifyEd25519({ publicKey: hex(`02${'00'.repeat(31)}`), message, signature })).toBe(false);
    for (const length of [0, 31, 33]) expect(await verifyEd25519({ publicKey: new Uint8Array(length), message, signature })).toBe(false);
    for (const length of [0, 63, 65]) expect(await verifyEd25519({ publicKey, message, signature: new Uint8Array(length) })).toBe(false);
  });
});
