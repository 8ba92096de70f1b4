import { createDecipheriv, hkdfSync } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, encodeUtf8, randomBytes } from '../../src/crypto/bytes.ts';
import { formatCover, openCover, parseCover, sealCover, type LinkCover } from '../../src/crypto/capsule/link-cover.ts';
import { linkCoverKey } from '../../src/crypto/keys/link.ts';
import { LINK_COVER } from '../../src/crypto/share-terms.ts';
import { assertProperty } from '../support/property.ts';
import { newId } from './support.ts';

const key = randomBytes(32);
const share = newId();
const nonce = randomBytes(12);
const cover: LinkCover = { sender: 'Alex', kind: 'credential', label: 'Staging “DB”', expiresAt: Date.UTC(2026, 10, 20, 16) };

describe('the cover of a link', () => {
  test('is ChaCha20-Poly1305 under a key of its own, bound to the share, over JSON and zero bytes', () => {
    const sealed = sealCover(cover, { key, share });
    const derived = new Uint8Array(hkdfSync('sha256', key, share, 'nt2/v1/link/cover', 32));
    const opener = createDecipheriv('chacha20-poly1305', derived, sealed.subarray(0, 12), { authTagLength: 16 });
    opener.setAuthTag(sealed.subarray(-16));
    const plain = concat(opener.update(sealed.subarray(12, -16)), opener.final());
    const json = '{"v":1,"sender":"Alex","kind":"credential","label":"Staging “DB”","expires":"2026-11-20T16:00:00.000Z"}';
    expect(plain).toEqual(concat(encodeUtf8(json), new Uint8Array(512 - encodeUtf8(json).length)));
  });

  test('opens with the whole link alone: not for another key or share, and not when one bit has changed', () => {
    const sealed = sealCover(cover, { key, share });
    expect(openCover(sealed, { key, share })).toEqual(cover);
    expect(openCover(sealed, { key: randomBytes(32), share })).toBeNull();
    expect(openCover(sealed, { key, share: newId() })).toBeNull();
    expect(openCover(sealed.subarray(0, -1), { key, share })).toBeNull();
    expect(openCover(new Uint8Array(0), { key, share })).toBeNull();
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = sealed.slice();
      changed[at]! ^= 1;
      expect(openCover(changed, { key, share })).toBeNull();
    }
  });

  test('has one size, whatever it says, and reads back as it was written', () => {
    const line = fc.array(fc.constantFrom('a', '"', '\\', 'é', '鍵', '🔑', '\u2028', '\u202e', '\ufeff'), { maxLength: LINK_COVER.label });
    const any = fc.record({
      sender: line.map((letters) => letters.slice(0, 26).join('')),
      kind: fc.constantFrom('credential', 'bank', 'document', 'note' as const),
      label: line.map((letters) => letters.join('')),
      expiresAt: fc.integer({ min: 0, max: Date.UTC(9999, 0, 1) }),
    });
    const readsBack = fc.property(any, (one) => {
      const sealed = sealCover(one, { key, share });
      expect(sealed).toHaveLength(LINK_COVER.bytes);
      expect(openCover(sealed, { key, share })).toEqual(one);
    });
    assertProperty(readsBack);
    const largest = { ...cover, sender: 'x'.repeat(80), label: '🔑'.repeat(LINK_COVER.label) };
    expect(sealCover(largest, { key, share })).toHaveLength(LINK_COVER.bytes);
    expect(openCover(sealCover(largest, { key, share }), { key, share })).toEqual(largest);
  });

  test.each([
    ['a control character', { label: 'a\nb' }],
    ['a name of 81 characters', { sender: 'x'.repeat(81) }],
    ['half a character', { label: '\ud800' }],
    ['a name of 106 bytes', { sender: 'é'.repeat(53) }],
    ['no time', { expiresAt: Number.NaN }],
  ] as const)('%s is neither written nor read', (_what, wrong) => {
    expect(() => formatCover({ ...cover, ...wrong })).toThrow(RangeError);
    const json = { v: 1, sender: 'Alex', kind: 'note', label: 'x', expires: new Date(cover.expiresAt).toISOString() };
    expect(parseCover(JSON.stringify({ ...json, ...wrong, ...('expiresAt' in wrong && { expires: 'never' }) }))).toBeNull();
  });

  test('another spelling, version or kind, a further line, or bytes after the zeros: it says nothing', () => {
    const good = formatCover(cover);
    expect(parseCover(good)).toEqual(cover);
    for (const [part, instead] of [
      ['"v":1', '"v":2'],
      ['"credential"', '"password"'],
      ['{"v"', '{ "v"'],
      ['"}', '","more":1}'],
      ['.000Z', 'Z'],
      ['"Alex"', '["Alex"]'],
    ] as const) {
      expect(parseCover(good.replace(part, instead))).toBeNull();
    }
    for (const text of ['', 'null', '1', '[]', '{}']) expect(parseCover(text)).toBeNull();
    const boxed = (plain: Uint8Array): Uint8Array => concat(nonce, chacha20poly1305(linkCoverKey(key, share), nonce).encrypt(plain));
    const json = encodeUtf8(good);
    expect(openCover(boxed(concat(json, new Uint8Array(512 - json.length))), { key, share })).toEqual(cover);
    expect(openCover(boxed(concat(json, new Uint8Array(511 - json.length), Uint8Array.of(1))), { key, share })).toBeNull();
    expect(openCover(boxed(new Uint8Array(512).fill(0xff)), { key, share })).toBeNull();
    expect(openCover(boxed(new Uint8Array(512)), { key, share })).toBeNull();
  });
});
