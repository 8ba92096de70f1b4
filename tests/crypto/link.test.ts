import { createHash, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toIdentity } from '../../src/crypto/age/recipients.ts';
import { encodeBase32, concat, encodeUtf8, type Bytes } from '../../src/crypto/bytes.ts';
import {
  formatFragment,
  generateLinkKey,
  linkCoverKey,
  linkIdentity,
  linkProofSigner,
  parseFragment,
  parseLink,
} from '../../src/crypto/keys/link.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { hex, newId, toHex } from './support.ts';
import { assertProperty } from '../support/property.ts';

const id = `abcdef${'q'.repeat(25)}4`;
const key = hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
const fragment = formatFragment(key, id);
const url = `https://nt2.example.org/s/${id}#${fragment}`;

const keyOf = (parsed: { ok: true; key: Bytes } | { ok: false }): string | null => (parsed.ok ? toHex(parsed.key) : null);

describe('link', () => {
  test('the fragment is version, key and 20 bits of checksum, letters and digits only', () => {
    const check = createHash('sha256').update(`nt2/v1/link/check\n${id}`).update(key).digest();
    expect(fragment).toBe(`1${encodeBase32(key)}${encodeBase32(new Uint8Array(check)).slice(0, 4)}`);
    expect(fragment).toMatch(/^1[a-z2-7]{56}$/);
    expect(parseFragment(fragment, id)).toEqual({ ok: true, key });
  });

  test('identity, opener and cover key come from the key by HKDF under their own labels, bound to the share', async () => {
    const derive = (label: string, share = id) => new Uint8Array(hkdfSync('sha256', key, share, label, 32));
    expect(linkIdentity(key, id)).toBe(toIdentity(derive('nt2/v1/link/age')));
    expect((await linkProofSigner(key, id)).publicKey).toBe((await signerFromSeed(derive('nt2/v1/link/opener'))).publicKey);
    expect(new Uint8Array(linkCoverKey(key, id))).toEqual(derive('nt2/v1/link/cover'));
    expect(linkIdentity(key, newId())).not.toBe(linkIdentity(key, id));
  });

  test('T9: what mail, chat and people do to a fragment is repaired', () => {
    const half = fragment.slice(0, 30);
    const rest = fragment.slice(30);
    const corpus = [
      `#${fragment}`,
      `%23${fragment}`,
      `%2523${fragment}`,
      `%252523${fragment}`,
      `#%23${fragment}`,
      `##${fragment}`,
      fragment.toUpperCase(),
      fragment.replace(/[a-z]/g, (c, i: number) => (i % 2 ? c.toUpperCase() : c)),
      ` ${fragment}`,
      `${fragment}\n`,
      `\t${fragment}\r\n`,
      `${half}\n${rest}`,
      `${half}\r\n ${rest}`,
      `${half}=\r\n${rest}`,
      `${half} ${rest}`,
      `${half}%20${rest}`,
      `${half}%0D%0A${rest}`,
      `${half}\u00a0${rest}`,
      `${half}\u3000${rest}`,
      `${half}\u200b${rest}`,
      `${half}%E2%80%8B${rest}`,
      `\ufeff${fragment}`,
      `${half}\u00ad${rest}`,
      `${half}\u2060${rest}`,
      `${half}-${rest}`,
      `${half}-\n${rest}`,
      fragment.replace(/.{4}/g, '$& '),
      fragment.replace(/.{8}/g, '$&-'),
      ...[
        '.',
        ',',
        ';',
        ':',
        '!',
        '?',
        ')',
        ']',
        '}',
        '>',
        '"',
        "'",
        '`',
        '*',
        '_',
        '~',
        '|',
        '…',
        '。',
        '、',
        '」',
        '”',
        '’',
        '»',
        '...',
        ').',
        '>.',
        '*_',
        '&gt;',
      ].map((end) => fragment + end),
      `<${fragment}>`,
      `(${fragment})`,
      `[${fragment}]`,
      `"${fragment}"`,
      `'${fragment}'`,
      `“${fragment}”`,
      `「${fragment}」`,
      `*${fragment}*`,
      `\`${fragment}\``,
      `${fragment}?utm_source=mail`,
      `${fragment}&utm_source=mail`,
      `${fragment}&data=05%7C02%7C`,
      `${fragment}/`,
      `${fragment}|label`,
      `${fragment}#top`,
      `${fragment} thanks, Bob`,
      `key: ${fragment}`,
      `${half}\n> ${rest}`,
      [...fragment].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join(''),
      fragment.replaceAll('o', '0').replaceAll('b', '8'),
      `l${fragment.slice(1)}`,
      `I${fragment.slice(1)}`,
      `1${fragment.slice(1).replaceAll('l', '1')}`,
      [...fragment].map((c) => `%${c.charCodeAt(0).toString(16)}`).join(''),
      `%ff${fragment}`,
      `%${fragment}`,
    ];
    const failed = corpus.filter((raw) => keyOf(parseFragment(raw, id)) !== toHex(key));
    expect(failed).toEqual([]);
  });

  test('T9: a cut, changed or foreign fragment is damaged, an empty one missing, a later one of another version', () => {
    for (let length = 1; length < fragment.length; length += 1) {
      expect(parseFragment(fragment.slice(0, length), id)).toEqual({ ok: false, reason: 'damaged' });
      expect(parseFragment(fragment.slice(length), id)).toEqual({ ok: false, reason: 'damaged' });
    }
    expect(parseFragment(fragment, newId())).toEqual({ ok: false, reason: 'damaged' });
    for (const nothing of ['', '#', ' ', '%23', '\u200b', '##', '…'])
      expect(parseFragment(nothing, id), nothing).toEqual({ ok: false, reason: 'missing' });
    expect(parseFragment(`2${fragment.slice(1)}`, id)).toEqual({ ok: false, reason: 'version' });
    expect(parseFragment(`#3${fragment.slice(1)}aaaa`, id)).toEqual({ ok: false, reason: 'version' });
    expect(parseFragment('x'.repeat(100_000), id)).toEqual({ ok: false, reason: 'damaged' });
    expect(parseFragment('%25'.repeat(2_000), id).ok).toBe(false);
  });

  test('T4, T9: every single changed, lost or doubled character is detected, or repaired to the same key', () => {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789%#. -_/';
    const wrong: string[] = [];
    for (let at = 0; at < fragment.length; at += 1) {
      const [before, after] = [fragment.slice(0, at), fragment.slice(at + 1)];
      for (const raw of [
        before + after,
        before + fragment[at] + fragment[at] + after,
        ...Array.from(alphabet, (c) => before + c + after),
      ]) {
        const parsed = parseFragment(raw, id);
        if (parsed.ok && toHex(parsed.key) !== toHex(key)) wrong.push(raw);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('any key of any share comes through any of the usual manglings', () => {
    const mangle = fc.constantFrom<(s: string) => string>(
      (s) => s.toUpperCase(),
      (s) => encodeURIComponent(s),
      (s) => encodeURIComponent(encodeURIComponent(s)),
      (s) => `<${s}>`,
      (s) => `${s}.`,
      (s) => s.replace(/.{20}/g, '$&\r\n'),
    );
    assertProperty(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.array(mangle, { maxLength: 3 }), (k, steps) => {
        const share = newId();
        const raw = steps.reduce((s, step) => step(s), `#${formatFragment(k, share)}`);
        expect(keyOf(parseFragment(raw, share))).toBe(toHex(k));
      }),
      { seed: 9, numRuns: 200 },
    );
  });

  test('T9: a whole link is read from what someone pasted, also out of a wrapper or a sentence', () => {
    const wrapped = `https://emea01.safelinks.example.com/?url=${encodeURIComponent(url)}&data=05%7C01&reserved=0`;
    const corpus = [
      url,
      ` ${url} `,
      `<${url}>`,
      `${url}.`,
      `See ${url}, thanks`,
      url.toUpperCase(),
      url.replace('#', '%23'),
      url.replace('#', '%2523'),
      url.replace('#', '/%23'),
      wrapped,
      encodeURIComponent(wrapped),
      `[the key](${url})`,
      `${url.slice(0, 60)}\n${url.slice(60)}`,
      `${url.slice(0, 100)}=\r\n${url.slice(100)}`,
      url.replace('https://', ''),
      `${url}?utm_source=x`,
      `/s/${id}#${fragment}`,
    ];
    for (const text of corpus) {
      const parsed = parseLink(text);
      expect(parsed.ok && parsed.id, text).toBe(id);
      expect(parsed.ok && toHex(parsed.key), text).toBe(toHex(key));
    }
  });

  test('a key alone is read for the share of the page; without one there is nothing to read', () => {
    expect(parseLink(` ${fragment.toUpperCase()} `, id)).toEqual({ ok: true, id, key });
    expect(parseLink(fragment)).toEqual({ ok: false, reason: 'missing' });
    expect(parseLink(`https://nt2.example.org/s/${id}`)).toEqual({ ok: false, reason: 'missing' });
    expect(parseLink(url.slice(0, -1))).toEqual({ ok: false, reason: 'damaged' });
    const other = newId();
    expect(parseLink(`https://h/s/${other}#${formatFragment(key, other)}`, id)).toEqual({ ok: true, id: other, key });
    expect(parseLink('', id)).toEqual({ ok: false, reason: 'missing' });
    expect(parseLink('x'.repeat(100_000), id)).toEqual({ ok: false, reason: 'damaged' });
  });

  test('keys are 32 fresh bytes', () => {
    expect(generateLinkKey()).toHaveLength(32);
    expect(toHex(concat(generateLinkKey()))).not.toBe(toHex(generateLinkKey()));
    expect(() => formatFragment(encodeUtf8('short'), id)).toThrow(RangeError);
  });
});
