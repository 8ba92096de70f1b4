import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ackHash, generateAck } from '../../src/crypto/events/ack.ts';
import { encodeBase64, decodeBase64, decodeBase64Url, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { deviceName, generateRecipientKey, generateDeviceKey, isRecipientKey, isDeviceKey } from '../../src/crypto/keys/device.ts';
import { isRecipient } from '../../src/crypto/age/recipients.ts';
import { signerFromKey } from '../../src/crypto/note/signer.ts';
import { unwrapKey, wrapKey } from '../../src/crypto/keys/wrapped.ts';
import { signNote, verifyNote } from '../../src/crypto/note/note.ts';
import {
  proofCommitment,
  proofKeyCommitment,
  proofKeyName,
  formatKnowledgeProof,
  signKnowledgeProof,
  verifyKnowledgeProof,
} from '../../src/crypto/events/knowledge-proof.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import type { Proof } from '../../src/crypto/share-terms.ts';
import { formatLabel, formatParties, openingHash, parseLabel, parseParties } from '../../src/crypto/events/parties.ts';
import { HOST, newId } from './support.ts';
import { assertProperty } from '../support/property.ts';

const share = newId();
const at = Date.UTC(2026, 10, 20, 16, 40, 0, 7);
const device = encodeBase64(new Uint8Array(32).fill(9));
const opener = await signerFromSeed(new Uint8Array(32).fill(3));
const salt = new Uint8Array(32).fill(4);
const sha = (...parts: (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('base64');

describe('openers', () => {
  const check = { host: HOST, proof: 'words' as Proof, key: opener.publicKey, share, device };

  test('a proof names share, device and time, and holds for exactly these', async () => {
    const note = await signKnowledgeProof({ host: HOST, proof: 'words', key: opener, share, device, at });
    expect(formatKnowledgeProof({ share, device, at })).toBe(
      `nt2/opener/v1\nshare ${share}\ndevice ${device}\ntime 2026-11-20T16:40:00.007Z\n`,
    );
    expect(note.startsWith(formatKnowledgeProof({ share, device, at }))).toBe(true);
    expect(note).toContain(`\n— ${HOST}/opener/words `);
    expect(await verifyKnowledgeProof({ ...check, note })).toEqual({ ok: true, at });
    const others = [
      { host: 'evil.example.org' },
      { proof: 'link' as Proof },
      { key: (await signerFromSeed(new Uint8Array(32))).publicKey },
      { share: newId() },
      { device: encodeBase64(new Uint8Array(32)) },
    ];
    for (const change of others) expect(await verifyKnowledgeProof({ ...check, note, ...change })).toEqual({ ok: false });
  });

  test('T5: an absent, empty or wrong-typed proof is a failed proof', async () => {
    for (const note of ['', '\n', 'null', undefined, null, [], {}, 0, true]) {
      expect(await verifyKnowledgeProof({ ...check, note: note as string })).toEqual({ ok: false });
    }
  });

  test('a text that only resembles a proof is refused though its signature holds', async () => {
    const good = formatKnowledgeProof({ share, device, at });
    const texts = [
      good.replace('v1', 'v2'),
      `${good}more\n`,
      good.replace('.007Z', '.7Z'),
      good.replace('T16', 'T24'),
      good.replace('2026-11', '2026-13'),
      good.replace('Z', '+00:00'),
      good.replace('share', 'Share'),
      `\n${good}`.slice(1).replace('time', 'Time'),
    ];
    for (const text of texts) {
      const note = await signNote({ text, name: proofKeyName(HOST, 'words'), key: opener });
      expect(await verifyKnowledgeProof({ ...check, note }), text).toEqual({ ok: false });
    }
  });

  test('commitments hide key and note behind a salt, under their own labels', () => {
    const pub = decodeBase64(opener.publicKey) as Uint8Array;
    expect(proofKeyCommitment(opener.publicKey, salt)).toBe(sha('nt2/v1/opener\n', salt, pub));
    expect(proofKeyCommitment(pub, encodeBase64(salt))).toBe(sha('nt2/v1/opener\n', salt, pub));
    expect(proofCommitment('ü\n', salt)).toBe(sha('nt2/v1/note\n', salt, 'ü\n'));
    expect(() => proofKeyCommitment(opener.publicKey, new Uint8Array(31))).toThrow(RangeError);
    expect(() => proofCommitment('x', '')).toThrow(RangeError);
  });
});

describe('device keys', () => {
  test('D signs under a name made from its key, and cannot be read out', async () => {
    const d = await generateDeviceKey();
    expect(d.privateKey.extractable).toBe(false);
    const name = deviceName(HOST, d.publicKey);
    expect(name).toBe(
      `${HOST}/device/${createHash('sha256')
        .update(decodeBase64(d.publicKey) as Uint8Array)
        .digest('hex')
        .slice(0, 8)}`,
    );
    const note = await signNote({ text: 'x\n', name, key: signerFromKey(d) });
    expect(await verifyNote({ note, name, publicKey: d.publicKey })).toBe('x\n');
    await expect(crypto.subtle.exportKey('pkcs8', d.privateKey as never)).rejects.toThrow();
    expect(structuredClone(d)).toMatchObject({ publicKey: d.publicKey });
  });

  test('B1: a wrapped key comes back as one that cannot be exported, under its own name only', async () => {
    const d = await generateDeviceKey({ toWrap: true });
    const e = await generateRecipientKey({ toWrap: true });
    const [wrappedD, wrappedE] = [await wrapKey(d.privateKey, 'device'), await wrapKey(e.privateKey, 'accept:one')];
    const [backD, backE] = [await unwrapKey(wrappedD, 'device', 'Ed25519'), await unwrapKey(wrappedE, 'accept:one', 'X25519')];
    for (const key of [backD, backE, wrappedD.by, wrappedE.by]) {
      expect(key.extractable).toBe(false);
      for (const format of ['pkcs8', 'raw', 'spki'] as const) await expect(crypto.subtle.exportKey(format, key as never)).rejects.toThrow();
    }
    expect(await isDeviceKey({ ...d, privateKey: backD })).toBe(true);
    expect(await isDeviceKey({ ...(await generateDeviceKey()), privateKey: backD })).toBe(false);
    expect(await isRecipientKey({ ...e, privateKey: backE })).toBe(true);
    expect(await isRecipientKey({ ...(await generateRecipientKey()), privateKey: backE })).toBe(false);
    await expect(unwrapKey(wrappedE, 'accept:two', 'X25519')).rejects.toThrow();
    const changed = new Uint8Array(wrappedE.box.slice(0));
    changed[20]! ^= 1;
    await expect(unwrapKey({ ...wrappedE, box: changed.buffer }, 'accept:one', 'X25519')).rejects.toThrow();
    await expect(wrapKey((await generateRecipientKey()).privateKey, 'accept:one')).rejects.toThrow();
  });

  test('E comes with its age recipient', async () => {
    const e = await generateRecipientKey();
    expect(isRecipient(e.recipient)).toBe(true);
    for (const bad of ['', 'age1', e.recipient.toUpperCase(), `${e.recipient}x`, e.recipient.slice(0, -1)])
      expect(isRecipient(bad)).toBe(false);
    expect(() => deviceName(HOST, 'AAAA')).toThrow(RangeError);
  });
});

describe('acknowledgement and parties', () => {
  test('the hash of an acknowledgement is fixed by its preimage, which has one spelling', () => {
    const { preimage, hash } = generateAck();
    const bytes = decodeBase64Url(preimage) as Uint8Array;
    expect(bytes).toHaveLength(32);
    expect(hash).toBe(sha('nt2/v1/ack\n', bytes));
    expect(ackHash(preimage)).toBe(hash);
    for (const bad of ['', preimage.slice(0, -1), `${preimage}=`, `${preimage} `, encodeBase64(encodeUtf8('x'))])
      expect(ackHash(bad)).toBeNull();
  });

  test('parties open to exactly what was hashed', () => {
    const parties = { label: 'Stripe "key"', labelHash: null, platform: 'slack', recipient: null, sender: 'slack:T1:U1' };
    const opening = formatParties(parties);
    expect(opening).toBe('{"sender":"slack:T1:U1","recipient":null,"platform":"slack","label":"Stripe \\"key\\""}');
    expect(parseParties(opening)).toEqual(parties);
    expect(openingHash(salt, opening)).toBe(sha(salt, opening));
    expect(openingHash(encodeBase64(salt), opening)).toBe(sha(salt, opening));
    for (const bad of [
      '',
      'null',
      '[]',
      '{}',
      `${opening} `,
      opening.replace('"slack"', '1'),
      opening.replace('null', '0'),
      opening.replace('}', ',"x":1}'),
    ]) {
      expect(parseParties(bad), bad).toBeNull();
    }
    expect(() => openingHash('', opening)).toThrow(RangeError);
  });

  test('J8: of version 2 they have the hash of a label in its place, and each of the two openings reads as itself alone', () => {
    const label = formatLabel('Stripe "key"');
    expect(label).toBe('{"label":"Stripe \\"key\\""}');
    expect([parseLabel(label), parseLabel(formatLabel(''))]).toEqual(['Stripe "key"', '']);
    const parties = { sender: 'slack:T1:U1', recipient: null, platform: 'slack', label: null, labelHash: openingHash(salt, label) };
    const opening = formatParties(parties);
    expect(opening).toBe(`{"sender":"slack:T1:U1","recipient":null,"platform":"slack","labelHash":"${parties.labelHash}"}`);
    expect(parseParties(opening)).toEqual(parties);
    for (const bad of [
      label,
      opening.replace(/"labelHash":"[^"]*"/, '"labelHash":"AAAA"'),
      opening.replace(/"labelHash":"[^"]*"/, '"labelHash":null'),
      opening.replace('"labelHash"', '"label":"x","labelHash"'),
      opening.replace('}', ',"label":"x"}'),
    ])
      expect(parseParties(bad), bad).toBeNull();
    for (const bad of ['', 'null', '[]', '{}', '"x"', opening, `${label} `, '{"label":1}', '{"label":"x","more":"y"}'])
      expect(parseLabel(bad), bad).toBeNull();
  });

  test('any parties read back', () => {
    const s = fc.string({ unit: 'binary' });
    assertProperty(
      fc.property(fc.record({ sender: s, recipient: fc.option(s), platform: s, label: s, labelHash: fc.constant(null) }), (parties) => {
        expect(parseParties(formatParties(parties))).toEqual(parties);
        expect(parseLabel(formatLabel(parties.label))).toBe(parties.label);
      }),
    );
  });
});
