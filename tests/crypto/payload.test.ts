import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encryptTo } from '../../src/crypto/age/age.ts';
import { encodeUtf8 } from '../../src/crypto/bytes.ts';
import { encodeItems } from '../../src/crypto/capsule/items.ts';
import { generatePayloadKey, openPayload, paddedSize, sealPayload } from '../../src/crypto/capsule/payload.ts';
import { credential, flipped } from './support.ts';
import { assertProperty } from '../support/property.ts';

const lock = await generatePayloadKey();
const overhead = encodeItems(credential('')).length;

describe('payload', () => {
  test('what was locked is what opens, small and large', async () => {
    for (const value of ['', 'sk_live_1', 'x'.repeat(5_000), 'ü✓𝄞'.repeat(9_000)]) {
      const bytes = await sealPayload(credential(value), lock.recipient);
      expect(await openPayload(bytes, lock.identity)).toEqual(credential(value));
    }
  });

  test('padding hides the length: one size up to 4096 bytes, and one size within each class above', async () => {
    const size = async (length: number): Promise<number> =>
      (await sealPayload(credential('x'.repeat(length - overhead)), lock.recipient)).length;
    const smallest = await size(overhead);
    for (const length of [overhead + 1, 1_000, 4_095, 4_096]) expect(await size(length)).toBe(smallest);
    for (const [from, to] of [[4_097, 4_352] as const, [100_353, 102_400] as const]) {
      expect(paddedSize(from)).toBe(to);
      expect(await size(from)).toBe(await size(to));
      expect(await size(to + 1)).toBeGreaterThan(await size(to));
    }
  });

  test('PADMÉ: never shorter, at most 12 % longer, idempotent, growing', () => {
    assertProperty(
      fc.property(fc.integer({ min: 1, max: 400_000 }), (length) => {
        const padded = paddedSize(length);
        expect(padded).toBeGreaterThanOrEqual(length);
        if (length > 4_096) expect(padded).toBeLessThanOrEqual(length * 1.12);
        expect(paddedSize(padded)).toBe(padded);
        expect(paddedSize(length + 1)).toBeGreaterThanOrEqual(padded);
      }),
    );
  });

  test('every flipped bit of a payload fails', async () => {
    const bytes = await sealPayload(credential('secret'), lock.recipient);
    await assertProperty(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        await expect(openPayload(flipped(bytes, bit), lock.identity)).rejects.toMatchObject({ name: 'CapsuleError' });
      }),
      { numRuns: 200 },
    );
    for (let bit = 0; bit < 180 * 8; bit += 5) await expect(openPayload(flipped(bytes, bit), lock.identity)).rejects.toThrow('capsule: ');
  });

  test('the wrong key is told from damage', async () => {
    const bytes = await sealPayload(credential('secret'), lock.recipient);
    await expect(openPayload(bytes, (await generatePayloadKey()).identity)).rejects.toMatchObject({ code: 'wrong_key' });
    await expect(openPayload(bytes.slice(0, -1), lock.identity)).rejects.toMatchObject({ code: 'damaged' });
    await expect(openPayload(new Uint8Array(), lock.identity)).rejects.toMatchObject({ code: 'damaged' });
  });

  test('a payload that is not padded, padded otherwise, or holds something else is refused', async () => {
    const json = encodeItems(credential('secret'));
    const padded = (bytes: Uint8Array, length: number): Uint8Array => {
      const whole = new Uint8Array(length);
      whole.set(bytes);
      return whole;
    };
    const cases = [
      json,
      padded(json, 4_097),
      padded(json, 8_192),
      padded(encodeUtf8('{"v":1,"items":[]}'), 4_096),
      padded(encodeUtf8('{'), 4_096),
      padded(Uint8Array.of(0xff), 4_096),
      new Uint8Array(4_096),
    ];
    for (const plain of cases) {
      await expect(openPayload(await encryptTo(plain, lock.recipient), lock.identity)).rejects.toMatchObject({ code: 'damaged' });
    }
    expect(await openPayload(await encryptTo(padded(json, 4_096), lock.recipient), lock.identity)).toEqual(credential('secret'));
  });

  test('no error carries the secret (T13)', async () => {
    const bytes = await sealPayload(credential('canary-5517'), lock.recipient);
    const error: unknown = await openPayload(flipped(bytes, bytes.length * 8 - 1), lock.identity).catch((cause: unknown) => cause);
    expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain('canary');
    await expect(sealPayload({ v: 1, items: [] }, lock.recipient)).rejects.toThrow(RangeError);
  });
});
