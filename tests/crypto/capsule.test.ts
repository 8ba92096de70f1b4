import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decryptWithKey, encryptTo } from '../../src/crypto/age/age.ts';
import { hashB64, randomBytes, decodeUtf8, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { openCapsule, sealCapsule, type CapsuleRecipient, type CapsuleIdentity } from '../../src/crypto/capsule/capsule.ts';
import { generateRecipientKey } from '../../src/crypto/keys/device.ts';
import { generateLinkKey, linkIdentity } from '../../src/crypto/keys/link.ts';
import { generatePayloadKey } from '../../src/crypto/capsule/payload.ts';
import { derivePassphraseKeys, newPassphraseSalt, type PassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { cheapScrypt, content, expectOf, flipped, newId } from './support.ts';
import { assertProperty } from '../support/property.ts';

const wordsFor = (words: string, share: string, salt = newPassphraseSalt()): Promise<PassphraseKeys> =>
  derivePassphraseKeys({ words, salt, share, scrypt: cheapScrypt });

interface Way {
  readonly to: CapsuleRecipient;
  readonly with: CapsuleIdentity;
  readonly words?: PassphraseKeys;
}

/** The five modes, each with what opens it. */
async function ways(share: string): Promise<Record<string, Way>> {
  const e = await generateRecipientKey();
  const linkKey = generateLinkKey();
  const words = await wordsFor('harbor violin zebra quantum lamp', share);
  const sealed = { to: { kind: 'sealed', key: e.recipient }, with: { kind: 'sealed', key: e.privateKey } } as const;
  const link = { to: { kind: 'link', linkKey }, with: { kind: 'link', linkKey } } as const;
  return {
    sealed,
    'sealed+words': { ...sealed, words },
    words: { to: { kind: 'words' }, with: { kind: 'words' }, words },
    link,
    'link+words': { ...link, words },
  };
}

describe('capsule', () => {
  test.each(['sealed', 'sealed+words', 'words', 'link', 'link+words'])('%s: what was sealed is what opens', async (mode) => {
    const inside = await content();
    const way = (await ways(inside.share))[mode] as Way;
    const bytes = await sealCapsule({ content: inside, ...way });
    expect(await openCapsule({ bytes, ...way, expect: { ...expectOf(inside), capsule: hashB64(bytes) } })).toEqual(inside);
    expect(bytes.length).toBeLessThan(8 * 1024);
  });

  test('the key of a browser cannot be read out of it, and still opens', async () => {
    const e = await generateRecipientKey();
    expect(e.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', e.privateKey as never)).rejects.toThrow();
  });

  test('every flipped bit of a capsule fails, in every mode', async () => {
    const inside = await content();
    for (const way of Object.values(await ways(inside.share))) {
      const bytes = await sealCapsule({ content: inside, ...way });
      await assertProperty(
        fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
          const opened = openCapsule({ bytes: flipped(bytes, bit), ...way, expect: expectOf(inside) });
          await expect(opened).rejects.toMatchObject({ name: 'CapsuleError' });
        }),
        { numRuns: 60 },
      );
      // The header is where formats are forgiving: all of its bits.
      const header = decodeUtf8(bytes.subarray(0, bytes.indexOf(45, 30) + 50).filter((byte) => byte < 128)).length;
      for (let bit = 0; bit < header * 8; bit += 3) {
        await expect(openCapsule({ bytes: flipped(bytes, bit), ...way, expect: expectOf(inside) })).rejects.toThrow('capsule: ');
      }
    }
  });

  test('T4: a cut or lengthened capsule is damaged, and with its hash at hand never mistaken for wrong words', async () => {
    const inside = await content();
    const way = (await ways(inside.share))['words'] as Way;
    const bytes = await sealCapsule({ content: inside, ...way });
    const cases = [bytes.slice(0, -1), bytes.slice(1), new Uint8Array(), bytes.slice(0, 100), new Uint8Array([...bytes, 0])];
    for (const bad of cases) {
      await expect(openCapsule({ bytes: bad, ...way, expect: expectOf(inside) })).rejects.toMatchObject({ code: 'damaged' });
    }
    const stanzaBit = (encodeUtf8('age-encryption.org/v1\n-> scrypt 0123456789012345678901 17\n').length + 3) * 8;
    const expectation = { ...expectOf(inside), capsule: hashB64(bytes) };
    await expect(openCapsule({ bytes: flipped(bytes, stanzaBit), ...way, expect: expectation })).rejects.toMatchObject({ code: 'damaged' });
  });

  test('T4: wrong words never decrypt, and say so', async () => {
    const inside = await content();
    const { to, with: key, words } = (await ways(inside.share))['sealed+words'] as Required<Way>;
    const bytes = await sealCapsule({ content: inside, to, words });
    await assertProperty(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (typed) => {
        fc.pre(typed.trim() !== '');
        const wrong = await wordsFor(typed, inside.share, new Uint8Array(words.salt));
        await expect(openCapsule({ bytes, with: key, words: wrong, expect: expectOf(inside) })).rejects.toMatchObject({
          code: 'wrong_words',
        });
      }),
      { numRuns: 40 },
    );
    expect(await openCapsule({ bytes, with: key, words, expect: expectOf(inside) })).toEqual(inside);
  });

  test('another browser, another link, another identity: wrong key', async () => {
    const inside = await content();
    const all = await ways(inside.share);
    const strangers = await ways(inside.share);
    for (const mode of ['sealed', 'sealed+words', 'link', 'link+words']) {
      const { to, words } = all[mode] as Way;
      const bytes = await sealCapsule({ content: inside, to, words });
      const opened = openCapsule({ bytes, with: (strangers[mode] as Way).with, words, expect: expectOf(inside) });
      await expect(opened).rejects.toMatchObject({ code: 'wrong_key' });
    }
  });

  test('an identity as text opens it too: for programs', async () => {
    const inside = await content();
    const { identity, recipient } = await generatePayloadKey();
    const bytes = await sealCapsule({ content: inside, to: { kind: 'sealed', key: recipient } });
    expect(await openCapsule({ bytes, with: { kind: 'sealed', key: identity }, expect: expectOf(inside) })).toEqual(inside);
  });

  test('a capsule of another share, policy or payload is refused though it opens', async () => {
    const inside = await content();
    const { identity, recipient } = await generatePayloadKey();
    const bytes = await sealCapsule({ content: inside, to: { kind: 'sealed', key: recipient } });
    for (const other of [{ share: newId() }, { policy: hashB64('other') }, { payload: hashB64('other') }]) {
      const opened = openCapsule({ bytes, with: { kind: 'sealed', key: identity }, expect: { ...expectOf(inside), ...other } });
      await expect(opened).rejects.toMatchObject({ code: 'mismatch' });
    }
  });

  test('another version, missing padding, unknown keys or loose spelling inside are refused', async () => {
    const inside = await content();
    const { identity, recipient } = await generatePayloadKey();
    const { share, policy, ack, payload } = inside;
    const fields = { share, policy, identity: inside.identity, ack, payload };
    const padded = (value: object): string => {
      const bare = JSON.stringify({ ...value, pad: '' }).length;
      return JSON.stringify({ ...value, pad: '0'.repeat(2048 - bare) });
    };
    const cases = [
      [padded({ v: 1, ...fields }), null],
      [padded({ v: 2, ...fields }), 'mismatch'],
      [padded({ v: '1', ...fields }), 'mismatch'],
      [padded({ v: 1, ...fields, more: 1 }), 'damaged'],
      [padded({ v: 1, ...fields, ack: `${ack}=` }), 'damaged'],
      [padded({ v: 1, ...fields, identity: inside.identity.toLowerCase() }), 'damaged'],
      [padded({ ...fields, v: 1 }), 'damaged'],
      [padded({ v: 1, ...fields }).replace('0"}', '1"}'), 'damaged'],
      [JSON.stringify({ v: 1, ...fields }), 'damaged'],
      ['null', 'damaged'],
      ['[1', 'damaged'],
    ] as const;
    for (const [plain, code] of cases) {
      const bytes = await encryptTo(encodeUtf8(plain), recipient);
      const opened = openCapsule({ bytes, with: { kind: 'sealed', key: identity }, expect: expectOf(inside) });
      if (code === null) expect(await opened).toEqual(inside);
      else await expect(opened, plain.slice(0, 40)).rejects.toMatchObject({ code });
    }
  });

  test('a layer too many, one too few, or in the other order is refused', async () => {
    const inside = await content();
    const { share } = inside;
    const { identity, recipient } = await generatePayloadKey();
    const words = await wordsFor('one two three', share);
    const key = { kind: 'sealed', key: identity } as const;
    const bare = await sealCapsule({ content: inside, to: { kind: 'sealed', key: recipient } });
    const both = await sealCapsule({ content: inside, to: { kind: 'sealed', key: recipient }, words });
    const onlyWords = await sealCapsule({ content: inside, to: { kind: 'words' }, words });
    const refused = (bytes: Uint8Array, way: { with: CapsuleIdentity; words?: PassphraseKeys }) =>
      expect(openCapsule({ bytes, ...way, expect: expectOf(inside) })).rejects.toThrow(/mismatch|damaged|wrong_words/);
    await refused(bare, { with: key, words });
    await refused(both, { with: key });
    await refused(onlyWords, { with: key, words });
    await refused(onlyWords, { with: { kind: 'words' } });
    await refused(both, { with: { kind: 'words' }, words });
    await refused(await encryptTo(bare, recipient), { with: key });
    await refused(await encryptTo(onlyWords, words), { with: { kind: 'words' }, words });
  });

  test('scrypt with any work factor but 17, or another salt, is not even tried', async () => {
    const inside = await content();
    const words = await wordsFor('one two three', inside.share);
    const bytes = await sealCapsule({ content: inside, to: { kind: 'words' }, words });
    const before = decodeUtf8(bytes.subarray(0, 60));
    expect(before).toMatch(/^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} 17\n/);
    for (const logN of ['16', '18', '01', '99', '7']) {
      const changed = new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replace(' 17\n', ` ${logN}\n`), 'latin1'));
      const opened = openCapsule({ bytes: changed, with: { kind: 'words' }, words, expect: expectOf(inside) });
      await expect(opened).rejects.toMatchObject({ code: 'mismatch' });
    }
    const other = openCapsule({ bytes, with: { kind: 'words' }, words: { ...words, salt: randomBytes(16) }, expect: expectOf(inside) });
    await expect(other).rejects.toMatchObject({ code: 'mismatch' });
  });

  test('its plaintext is one block of 2048 bytes, whatever is in it', async () => {
    const linkKey = generateLinkKey();
    for (let i = 0; i < 3; i += 1) {
      const inside = await content();
      const bytes = await sealCapsule({ content: inside, to: { kind: 'link', linkKey } });
      const opened = await decryptWithKey(bytes, linkIdentity(linkKey, inside.share));
      expect(opened.ok && opened.bytes.length).toBe(2_048);
    }
  });

  test('content or a key that is none is a defect of the caller', async () => {
    const inside = await content();
    const { recipient } = await generatePayloadKey();
    const to = { kind: 'sealed', key: recipient } as const;
    for (const bad of [{ share: 'x' }, { policy: '' }, { identity: 'AGE' }, { ack: 'AA' }, { payload: 'AA==' }]) {
      await expect(sealCapsule({ content: { ...inside, ...bad }, to })).rejects.toThrow(RangeError);
    }
    for (const key of ['age1', '', recipient.toUpperCase(), `age1pq1${recipient}`]) {
      await expect(sealCapsule({ content: inside, to: { kind: 'sealed', key } })).rejects.toThrow(RangeError);
    }
    await expect(sealCapsule({ content: inside, to: { kind: 'words' } })).rejects.toThrow(RangeError);
  });

  test('a key that this platform cannot use is an error, not a broken capsule', async () => {
    const inside = await content();
    const e = await generateRecipientKey();
    const bytes = await sealCapsule({ content: inside, to: { kind: 'sealed', key: e.recipient } });
    const key = { ...e.privateKey, type: 'private', extractable: false, algorithm: { name: 'Ed25519' }, usages: ['sign'] };
    await expect(openCapsule({ bytes, with: { kind: 'sealed', key }, expect: expectOf(inside) })).rejects.toThrow(TypeError);
  });
});
