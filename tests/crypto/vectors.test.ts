// Vectors of the RFCs that the formats stand on, run through the code that ships.

import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Decrypter, identityToRecipient } from 'age-encryption';
import { describe, expect, test } from 'vitest';
import { encryptTo, decryptWithKey } from '../../src/crypto/age/age.ts';
import { isIdentity, recipientKey, toIdentity, toRecipient } from '../../src/crypto/age/recipients.ts';
import { encodeBase64, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { verifyEd25519 } from '../../src/crypto/note/ed25519.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { scryptInThread } from '../../src/crypto/age/scrypt.ts';
import { hex, toHex } from './support.ts';

describe('vectors of the RFCs', () => {
  test('RFC 7914, section 12: scrypt', async () => {
    const done: number[] = [];
    const first = await scryptInThread(encodeUtf8(''), encodeUtf8(''), { N: 16, r: 1, p: 1, dkLen: 64 });
    expect(toHex(first)).toBe(
      '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906',
    );
    const second = await scryptInThread(encodeUtf8('password'), encodeUtf8('NaCl'), { N: 1024, r: 8, p: 16, dkLen: 64 }, (part) =>
      done.push(part),
    );
    expect(toHex(second)).toBe(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
    );
    expect(done.at(-1)).toBe(1);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  });

  test('RFC 5869, appendix A.1: HKDF-SHA256', () => {
    const okm = hkdf(sha256, new Uint8Array(22).fill(0x0b), hex('000102030405060708090a0b0c'), hex('f0f1f2f3f4f5f6f7f8f9'), 42);
    expect(toHex(okm)).toBe('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  });

  test('RFC 8032, section 7.1: Ed25519 keys from seeds, signatures', async () => {
    const rows = [
      [
        '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
        'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
        '',
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
      ],
      [
        '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
        '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
        'r',
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      ],
    ] as const;
    for (const [seed, pub, message, signature] of rows) {
      const key = await signerFromSeed(hex(seed));
      expect(key.publicKey).toBe(encodeBase64(hex(pub)));
      expect(toHex(await key.sign(message))).toBe(signature);
      expect(await verifyEd25519({ publicKey: hex(pub), message: encodeUtf8(message), signature: hex(signature) })).toBe(true);
      expect(await verifyEd25519({ publicKey: hex(pub), message: encodeUtf8(`${message}.`), signature: hex(signature) })).toBe(false);
    }
  });

  test('RFC 7748, section 6.1: an age recipient is the X25519 public key of its identity', async () => {
    const identity = toIdentity(hex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'));
    const recipient = toRecipient(hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'));
    expect(await identityToRecipient(identity)).toBe(recipient);
    const file = await encryptTo(encodeUtf8('hello'), recipient);
    expect(await decryptWithKey(file, identity)).toEqual({ ok: true, bytes: encodeUtf8('hello') });
    const stock = new Decrypter();
    stock.addIdentity(identity);
    expect(await stock.decrypt(file, 'text')).toBe('hello');
  });

  test('age keys have one spelling', () => {
    const recipient = toRecipient(new Uint8Array(32).fill(7));
    const identity = toIdentity(new Uint8Array(32).fill(7));
    expect(toHex(recipientKey(recipient) as Uint8Array)).toBe('07'.repeat(32));
    expect(isIdentity(identity)).toBe(true);
    const bad = [recipient.toUpperCase(), `${recipient} `, recipient.slice(0, -1), identity, '', 'age1', `age1pq1${recipient.slice(4)}`];
    for (const s of bad) expect(recipientKey(s), s).toBeNull();
    for (const s of [identity.toLowerCase(), `${identity}\n`, identity.slice(0, -1), recipient, '']) expect(isIdentity(s), s).toBe(false);
  });
});
