// A .nt2share file: what lies in it comes out whole, and everything else is told apart.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decryptWithKey, encryptTo } from '../../../src/crypto/age/age.ts';
import { encodeUtf8 } from '../../../src/crypto/bytes.ts';
import { generatePayloadKey } from '../../../src/crypto/capsule/payload.ts';
import { formatContent, parseContent, type ShareFileContent } from '../../../src/crypto/share-file/content.ts';
import { SHARE_FILE_LIMITS } from '../../../src/crypto/share-file/limits.ts';
import { lockOf, openShareFile, sealShareFile } from '../../../src/crypto/share-file/share-file.ts';
import { assertProperty } from '../../support/property.ts';
import { cheapScrypt, credential } from '../support.ts';

const WORDS = 'orbit velvet cactus mango thunder';
const CONTENT: ShareFileContent = {
  label: 'Stripe webhook key',
  note: 'for the relay',
  sender: 'Ann',
  savedAt: Date.UTC(2026, 10, 30),
  items: credential('whsec_ü').items,
  files: [],
};
const words = (text = WORDS, scrypt = cheapScrypt) => ({ kind: 'words', words: text, scrypt }) as const;
const lock = await generatePayloadKey();
const key = { kind: 'key', identity: lock.identity } as const;
const sealed = await sealShareFile(CONTENT, { kind: 'key', recipient: lock.recipient });
const locked = await sealShareFile(CONTENT, words());
const bodyAt = (file: Uint8Array): number => Buffer.from(file).indexOf('\n', Buffer.from(file).indexOf('\n--- ') + 1) + 1;
const flipped = (file: Uint8Array, at: number, bit = 1): Uint8Array => file.map((byte, n) => (n === at ? byte ^ bit : byte));

describe('a .nt2share file', () => {
  it('opens by its words and by its key, and says from outside which of the two', async () => {
    expect(await openShareFile(sealed, key)).toEqual({ ok: true, content: CONTENT });
    expect(await openShareFile(locked, words())).toEqual({ ok: true, content: CONTENT });
    // As a person types them.
    expect(await openShareFile(locked, words(`  ${WORDS.replace(' ', '\n')} `))).toMatchObject({ ok: true });
    expect([lockOf(sealed), lockOf(locked), lockOf(encodeUtf8('a letter'))]).toEqual(['key', 'words', null]);
  });

  it('tells wrong words and another key from damage, and the other kind of lock from both', async () => {
    const other = { kind: 'key', identity: (await generatePayloadKey()).identity } as const;
    const reasons = [
      await openShareFile(locked, words('other words than those')),
      await openShareFile(sealed, other),
      await openShareFile(sealed, { kind: 'key', identity: 'AGE-SECRET-KEY-1NONSENSE' }),
      await openShareFile(sealed, words()),
      await openShareFile(locked, key),
    ].map((opened) => !opened.ok && opened.reason);
    expect(reasons).toEqual(['wrong', 'wrong', 'wrong', 'lock', 'lock']);
    await expect(openShareFile(locked, words('  '))).rejects.toThrow(RangeError);
    await expect(sealShareFile(CONTENT, words(''))).rejects.toThrow(RangeError);
    await expect(sealShareFile(CONTENT, { kind: 'key', recipient: 'age1nonsense' })).rejects.toThrow(RangeError);
  });

  it.each([
    ['words', locked, words()],
    ['a key', sealed, key],
  ] as const)(
    'every flipped bit behind the header of one with %s is damage, and none in the header opens it',
    async (_name, file, opener) => {
      const body = bodyAt(file);
      for (let at = 0; at < file.length; at += at < body ? 1 : 97) {
        const opened = await openShareFile(flipped(file, at, 1 << (at % 8)), opener);
        expect(opened.ok, `byte ${at}`).toBe(false);
        if (!opened.ok && at >= body) expect(opened.reason, `byte ${at}`).toBe('damaged');
      }
    },
  );

  it('cut anywhere it is damaged; lengthened too; of another kind it is foreign', async () => {
    const body = bodyAt(sealed);
    for (const length of [30, body - 20, body, body + 8, body + 16, body + 40, sealed.length - 1])
      expect(await openShareFile(sealed.slice(0, length), key), String(length)).toEqual({ ok: false, reason: 'damaged' });
    expect(await openShareFile(new Uint8Array([...sealed, 0]), key)).toEqual({ ok: false, reason: 'damaged' });
    for (const bytes of [new Uint8Array(0), encodeUtf8('PK\u0003\u0004'), encodeUtf8('-----BEGIN AGE ENCRYPTED FILE-----\n')])
      expect(await openShareFile(bytes, key)).toEqual({ ok: false, reason: 'foreign' });
    expect(await openShareFile(new Uint8Array(SHARE_FILE_LIMITS.bytes + 1), key)).toEqual({ ok: false, reason: 'too_large' });
  });

  it('an age file with something else in it is foreign, and one of a later nt2 is said to be that', async () => {
    const of = async (text: string) => {
      const opened = await openShareFile(await encryptTo(encodeUtf8(text), lock.recipient), key);
      return opened.ok ? 'ok' : opened.reason;
    };
    const { files: _none, ...plain } = CONTENT;
    const json = JSON.stringify(plain);
    expect(await of(`nt2share/1\n${json}\n`)).toBe('ok');
    expect(await of(`nt2share/3\n${json}\n`)).toBe('newer');
    const others = ['', 'a letter', json, `nt2share/01\n${json}\n`, `nt2share/1\n${json}`, `nt2share/1\n${json}\nmore`, `nt2share/1\n{}\n`];
    for (const text of others) expect(await of(text), text.slice(0, 20)).toBe('foreign');
    const wrong = [
      { ...plain, v: 1 },
      { ...plain, savedAt: '1' },
      { ...plain, items: [] },
      { ...plain, label: 'x'.repeat(81) },
      { ...plain, sender: 1 },
      CONTENT,
    ];
    for (const one of wrong) expect(await of(`nt2share/1\n${JSON.stringify(one)}\n`)).toBe('foreign');
  });

  it('holds files behind its two lines, byte by byte, and then is of version 2; without rows too', async () => {
    const files = [
      { name: 'key.pem', type: 'application/x-pem-file', bytes: Uint8Array.of(10, 0, 255, 10, 10) },
      { name: 'empty', type: '', bytes: new Uint8Array(0) },
      { name: 'key.pem', type: '', bytes: encodeUtf8('nt2share/1\n{}\n') },
    ];
    const bare = [{ kind: 'document', label: '', fields: [] }] as const;
    for (const content of [
      { ...CONTENT, files },
      { ...CONTENT, items: bare, files },
    ]) {
      const file = await sealShareFile(content, { kind: 'key', recipient: lock.recipient });
      expect(await openShareFile(file, key)).toEqual({ ok: true, content });
      const plain = await decryptWithKey(file, lock.identity);
      expect(plain.ok && new TextDecoder().decode(plain.bytes.subarray(0, 11))).toBe('nt2share/2\n');
      expect(plain.ok && plain.bytes.length).toBe(4096);
    }
    expect(() => formatContent({ ...CONTENT, items: bare })).toThrow(RangeError);
  });

  it('takes files in no other way: names of one file in a folder, lengths that are all there is', () => {
    const { files: _none, ...plain } = CONTENT;
    const one = { name: 'a', type: '', bytes: 3 };
    const of = (files: unknown, behind = 'abc', version = 2): string => {
      const parsed = parseContent(encodeUtf8(`nt2share/${version}\n${JSON.stringify({ ...plain, files })}\n${behind}`));
      return parsed.ok ? 'ok' : parsed.reason;
    };
    expect([of([one]), of([{ ...one, bytes: 0 }, one]), of([one], 'abc', 3)]).toEqual(['ok', 'ok', 'newer']);
    const names = ['', '.', '..', 'a/b', 'a\\b', 'a\nb', 'x'.repeat(256), 1];
    const wrong = [
      ...names.map((name) => [{ ...one, name }]),
      ...[-1, 2, 4, 1.5, 2 ** 53, '3', null].map((bytes) => [{ ...one, bytes }]),
      [],
      null,
      [one, one],
      [{ ...one, at: 0 }],
      [{ ...one, type: 'text/html; x' }],
      Array.from({ length: 21 }, () => ({ ...one, bytes: 0 })),
    ];
    for (const files of wrong) expect(of(files), JSON.stringify(files).slice(0, 60)).toBe('foreign');
    expect(of([one], 'abc', 1)).toBe('foreign');
    expect(of([{ ...one, bytes: 26_214_401 }], 'x'.repeat(26_214_401))).toBe('foreign');
    const bytes = new Uint8Array(26_214_401);
    expect(() => formatContent({ ...CONTENT, files: [{ name: 'a', type: '', bytes }] })).toThrow(RangeError);
    expect(formatContent({ ...CONTENT, files: [{ name: 'a', type: '', bytes: bytes.subarray(1) }] }).length).toBeLessThan(
      SHARE_FILE_LIMITS.bytes - 100_000,
    );
  });

  it('does not show how long a secret is, until that is long', async () => {
    const sizes = await Promise.all(
      ['a', 'a'.repeat(3_000)].map(
        async (value) =>
          (await sealShareFile({ ...CONTENT, items: credential(value).items }, { kind: 'key', recipient: lock.recipient })).length,
      ),
    );
    expect(new Set(sizes).size).toBe(1);
  });

  it('holds any rows that a share can, and is two lines inside', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((one) => one.isWellFormed());
    await assertProperty(
      fc.asyncProperty(text, text, text, async (value, note, name) => {
        const content = { ...CONTENT, note, items: [{ kind: 'note', label: '', fields: [{ name, value, hidden: true }] }] } as const;
        const file = await sealShareFile(content, { kind: 'key', recipient: lock.recipient });
        expect(await openShareFile(file, key)).toEqual({ ok: true, content });
        const plain = await decryptWithKey(file, lock.identity);
        expect(plain.ok && new TextDecoder().decode(plain.bytes).split('\n')).toHaveLength(3);
      }),
      { numRuns: 20 },
    );
    expect(() => formatContent({ ...CONTENT, items: [] })).toThrow(RangeError);
    expect(parseContent(formatContent(CONTENT))).toEqual({ ok: true, content: CONTENT });
  });
});
