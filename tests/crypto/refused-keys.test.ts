// Private keys that a browser refuses, though they are keys: nothing is lost by it, nothing is taken for damaged, and every byte is the same.

import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { afterEach, describe, expect, test } from 'vitest';
import { decryptWithKey, encryptTo } from '../../src/crypto/age/age.ts';
import { toIdentity, toRecipient } from '../../src/crypto/age/recipients.ts';
import { encodeBase64, randomBytes, decodeBase64, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { openCapsule, sealCapsule } from '../../src/crypto/capsule/capsule.ts';
import { takenIdentity } from '../../src/crypto/age/identity.ts';
import { generatePayloadKey, openPayload, sealPayload } from '../../src/crypto/capsule/payload.ts';
import { generateRecipientKey, generateDeviceKey, isDeviceKey } from '../../src/crypto/keys/device.ts';
import { linkIdentity, linkProofSigner } from '../../src/crypto/keys/link.ts';
import { isNoneTaken, untilTaken } from '../../src/crypto/refused-keys.ts';
import { signKnowledgeProof, verifyKnowledgeProof } from '../../src/crypto/events/knowledge-proof.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { beginsWithZero, refuseKeys } from './refusing.ts';
import { content, credential, expectOf, HOST, newId } from './support.ts';

let refusing: ReturnType<typeof refuseKeys> | null = null;
const refuse = (how: Parameters<typeof refuseKeys>[0]) => (refusing = refuseKeys(how));
afterEach(() => refusing?.restore());

const zeroFirst = (): Uint8Array => Uint8Array.of(0, ...randomBytes(31));

describe('B1: a key that is drawn', () => {
  test('is drawn again when the platform refuses to make one, and a bounded number of times', async () => {
    const { refused } = refuse({ generate: 3 });
    expect(await isDeviceKey(await generateDeviceKey())).toBe(true);
    expect((await generateRecipientKey()).recipient).toMatch(/^age1/);
    expect(refused.makes).toBe(6);
    refusing?.restore();

    const never = refuse({ generate: Number.POSITIVE_INFINITY });
    for (const make of [generateDeviceKey, generateRecipientKey]) await expect(make()).rejects.toSatisfy(isNoneTaken);
    expect(never.refused.makes).toBe(16);
  });

  test('is not drawn again where the platform has no such curve', async () => {
    let asked = 0;
    const none = untilTaken(() => {
      asked += 1;
      return Promise.reject(new DOMException('no', 'NotSupportedError'));
    });
    await expect(none).rejects.toMatchObject({ name: 'NotSupportedError' });
    expect(asked).toBe(1);
  });

  test('for one file is another one when it is refused, and the file opens', async () => {
    const lock = await generatePayloadKey();
    let left = 2;
    const { refused } = refuse({ imported: (_key, format) => format === 'pkcs8' && (left -= 1) >= 0 });
    const file = await encryptTo(encodeUtf8('secret'), lock.recipient);
    expect(refused.imports).toBe(2);
    expect(await decryptWithKey(file, lock.identity)).toMatchObject({ ok: true, bytes: encodeUtf8('secret') });
  });

  test('for a payload is one that is taken', async () => {
    let left = 1;
    const { refused } = refuse({ imported: (_key, format) => format === 'pkcs8' && (left -= 1) >= 0 });
    const lock = await generatePayloadKey();
    expect(refused.imports).toBe(1);
    expect(await openPayload(await sealPayload(credential('x'), lock.recipient), lock.identity)).toEqual(credential('x'));
  });
});

describe('B1: a key that is given', () => {
  test('all eight spellings of an X25519 key are one recipient, and the first that is taken opens what was sealed to it', async () => {
    const scalar = zeroFirst();
    const recipient = toRecipient(x25519.getPublicKey(scalar));
    const bytes = await sealPayload(credential('x'), recipient);
    const { refused } = refuse({ imported: beginsWithZero });
    const taken = await takenIdentity(toIdentity(scalar));
    expect(taken).toEqual({ recipient, identity: toIdentity(Uint8Array.of(1, ...scalar.slice(1))) });
    expect(await openPayload(bytes, toIdentity(scalar))).toEqual(credential('x'));
    expect(refused.imports).toBeGreaterThan(0);
    refusing?.restore();

    const spelled = new Set<string>();
    refuse({ imported: (key, format) => format === 'pkcs8' && (spelled.add(encodeBase64(key)), true) });
    await expect(takenIdentity(toIdentity(scalar))).rejects.toSatisfy(isNoneTaken);
    expect(spelled.size).toBe(8);
    for (const one of spelled) expect(toRecipient(x25519.getPublicKey(decodeBase64(one) as Uint8Array))).toBe(recipient);
  });

  test('an identity that no spelling of is taken is this browser’s fault: the file is not called damaged', async () => {
    const lock = await generatePayloadKey();
    const payload = await sealPayload(credential('x'), lock.recipient);
    const inside = await content();
    const link = { kind: 'link', linkKey: randomBytes(32) } as const;
    const capsule = await sealCapsule({ content: inside, to: link });
    refuse({ imported: (_key, format) => format === 'pkcs8' });
    await expect(openPayload(payload, lock.identity)).rejects.toSatisfy(isNoneTaken);
    await expect(openCapsule({ bytes: capsule, with: link, expect: expectOf(inside) })).rejects.toSatisfy(isNoneTaken);
  });

  test('the opener of a seed is the same without the platform: public key and signatures', async () => {
    const seeds = Array.from({ length: 20 }, zeroFirst);
    const message = 'nt2/opener/v1\n…\n';
    const byPlatform = await Promise.all(seeds.map(signerFromSeed));
    const signed = await Promise.all(byPlatform.map((key) => key.sign(message)));
    const { refused } = refuse({ imported: beginsWithZero });
    for (const [at, seed] of seeds.entries()) {
      const plain = await signerFromSeed(seed);
      expect(plain.publicKey).toBe(byPlatform[at]!.publicKey);
      expect(encodeBase64(await plain.sign(message))).toBe(encodeBase64(signed[at]!));
      expect(encodeBase64(await plain.sign(encodeUtf8(message)))).toBe(encodeBase64(signed[at]!));
      expect(ed25519.verify(signed[at]!, encodeUtf8(message), decodeBase64(plain.publicKey) as Uint8Array, { zip215: false })).toBe(true);
    }
    expect(refused.imports).toBe(20);
  });

  test('RFC 8032, section 7.1: its seeds and signatures, without the platform', async () => {
    refuse({ imported: (_key, format) => format === 'pkcs8' });
    const vectors = [
      [
        '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
        'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
        '',
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
      ],
      [
        '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
        '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
        '72',
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      ],
    ] as const;
    for (const [seed, publicKey, message, signature] of vectors) {
      const key = await signerFromSeed(Buffer.from(seed, 'hex'));
      expect(Buffer.from(key.publicKey, 'base64').toString('hex')).toBe(publicKey);
      expect(Buffer.from(await key.sign(Buffer.from(message, 'hex'))).toString('hex')).toBe(signature);
    }
  });

  test('a link both of whose keys are refused is sealed, proven and opened', async () => {
    const inside = await content(newId());
    const { share } = inside;
    const linkKey = randomBytes(32);
    const link = { kind: 'link', linkKey } as const;
    const device = encodeBase64(new Uint8Array(32).fill(9));
    const publicKey = (await linkProofSigner(linkKey, share)).publicKey;
    const first = (await takenIdentity(linkIdentity(linkKey, share))).recipient;
    const refusedKeys: string[] = [];
    // These two and no other, whatever they begin with.
    const isOurs = async (curve: string): Promise<void> => {
      refusing?.restore();
      let only: string | null = null;
      const { refused } = refuse({
        imported: (key, format, of) => format === 'pkcs8' && of === curve && (only ??= encodeBase64(key)) === encodeBase64(key),
      });
      if (curve === 'X25519') expect((await takenIdentity(linkIdentity(linkKey, share))).recipient).toBe(first);
      const bytes = await sealCapsule({ content: inside, to: link });
      expect(await openCapsule({ bytes, with: link, expect: expectOf(inside) })).toEqual(inside);
      const key = await linkProofSigner(linkKey, share);
      expect(key.publicKey).toBe(publicKey);
      const note = await signKnowledgeProof({ host: HOST, proof: 'link', key, share, device, at: 1_000 });
      expect(await verifyKnowledgeProof({ host: HOST, proof: 'link', key: publicKey, share, device, note })).toEqual({
        ok: true,
        at: 1_000,
      });
      expect(refused.imports).toBeGreaterThan(0);
      refusedKeys.push(curve);
    };
    await isOurs('X25519');
    await isOurs('Ed25519');
    expect(refusedKeys).toEqual(['X25519', 'Ed25519']);
  });

  test('nothing of it is left as a rejection that nobody hears', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', hear);
    try {
      const lock = await generatePayloadKey();
      const payload = await sealPayload(credential('x'), lock.recipient);
      refuse({ imported: (_key, format) => format === 'pkcs8', generate: Number.POSITIVE_INFINITY });
      const all = [
        openPayload(payload, lock.identity),
        encryptTo(encodeUtf8('x'), lock.recipient),
        generatePayloadKey(),
        generateDeviceKey(),
      ];
      for (const { status } of await Promise.allSettled(all)) expect(status).toBe('rejected');
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(unheard).toEqual([]);
    } finally {
      process.off('unhandledRejection', hear);
    }
  });
});
