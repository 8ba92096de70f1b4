// A prekey's note counts for one person, one tenant, one device and one month, and for nothing else.

import { describe, expect, test } from 'vitest';
import { encodeBase64, hashB64, randomBytes } from '../../src/crypto/bytes.ts';
import { generateDeviceKey, generateRecipientKey } from '../../src/crypto/keys/device.ts';
import { formatPrekey, parsePrekey, prekeyHash, signPrekey, verifyPrekey, type Prekey } from '../../src/crypto/keys/prekey.ts';
import { signerFromKey } from '../../src/crypto/note/signer.ts';
import { CLOCK_TOLERANCE_MS, PREKEY_LIFE_MS } from '../../src/crypto/share-terms.ts';

const host = 'nt2.example.com';
const NOW = Date.UTC(2026, 10, 20);
const pair = await generateDeviceKey();
const stranger = await generateDeviceKey();
const prekey: Prekey = {
  tag: 'abcdef',
  person: hashB64('playground:demo:casey'),
  device: pair.publicKey,
  key: (await generateRecipientKey()).recipient,
  madeAt: NOW,
  untilAt: NOW + PREKEY_LIFE_MS,
};
const note = await signPrekey(prekey, host, signerFromKey(pair));
const use = { host, tag: prekey.tag, person: prekey.person, device: prekey.device, now: NOW + 60_000 };

describe('the note of a prekey', () => {
  test('reads back as what it was written from, and in no other spelling', () => {
    const text = formatPrekey(prekey);
    expect(parsePrekey(text)).toEqual(prekey);
    for (let at = 0; at < text.length; at += 1) expect(parsePrekey(`${text.slice(0, at)}\n${text.slice(at)}`)).toBeNull();
    for (const other of [`${text}\n`, text.trimEnd(), ` ${text}`, text.toUpperCase(), text.replace('v1', 'v2')])
      expect(parsePrekey(other)).toBeNull();
  });

  test('lasts a month and no longer, and ends after it begins', () => {
    for (const untilAt of [NOW + PREKEY_LIFE_MS + 1, NOW, NOW - 1]) expect(parsePrekey(formatPrekey({ ...prekey, untilAt }))).toBeNull();
    expect(parsePrekey(formatPrekey({ ...prekey, untilAt: NOW + 1 }))).not.toBeNull();
  });

  test('P5: holds for this person, this tenant, this device and this host, while it lasts, and otherwise nothing is sealed to it', async () => {
    expect(await verifyPrekey(note, use)).toEqual(prekey);
    for (const wrong of [
      { person: hashB64('playground:demo:mallory') },
      { tag: 'abcdeg' },
      { device: stranger.publicKey },
      { device: '' },
      { host: 'nt2.example.org' },
      { now: NOW + PREKEY_LIFE_MS },
      { now: NOW - CLOCK_TOLERANCE_MS - 1 },
    ])
      expect(await verifyPrekey(note, { ...use, ...wrong })).toBeNull();
  });

  test('a key that another device has put in, or that lacks its signature, is refused', async () => {
    const { recipient } = await generateRecipientKey();
    expect(await verifyPrekey(note.replace(prekey.key, recipient), use)).toBeNull();
    expect(await verifyPrekey(formatPrekey(prekey), use)).toBeNull();
    const byStranger = await signPrekey(prekey, host, signerFromKey(stranger));
    expect(await verifyPrekey(byStranger, use)).toBeNull();
    // One text and one signature: a second line beside it is refused.
    expect(await verifyPrekey(note + byStranger.split('\n').at(-2) + '\n', use)).toBeNull();
  });

  test('its hash in the log opens to the very note alone', () => {
    expect(prekeyHash(note)).toBe(hashB64(note));
    expect(prekeyHash(note.replace('abcdef', 'abcdeg'))).not.toBe(prekeyHash(note));
    expect(encodeBase64(randomBytes(32))).not.toBe(prekeyHash(note));
  });
});
