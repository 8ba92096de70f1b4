import { createPublicKey, verify } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64, concat, sha256, decodeBase64, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { formatNote, keyHash, parseNote, signNote, verifyNote } from '../../src/crypto/note/note.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { flipped, toHex } from './support.ts';
import { assertProperty } from '../support/property.ts';

const key = await signerFromSeed(new Uint8Array(32).fill(1));
const other = await signerFromSeed(new Uint8Array(32).fill(2));
const name = 'nt2.example.org/device/2c91d0aa';
const text = 'nt2/event/v1\ntype claimed\n\nwith an empty line\n';
const note = await signNote({ text, name, key });

describe('signed notes', () => {
  test('a note is its text, an empty line and a signature line, as C2SP writes it', () => {
    const hash = sha256(concat(encodeUtf8(`${name}\n`), Uint8Array.of(1), decodeBase64(key.publicKey) as Uint8Array)).slice(0, 4);
    expect(keyHash(name, key.publicKey)).toEqual(hash);
    const [head, line, end] = [note.slice(0, text.length), note.slice(text.length, -1), note.slice(-1)];
    expect(head).toBe(text);
    expect(line.startsWith(`\n— ${name} `)).toBe(true);
    expect(end).toBe('\n');
    const bytes = decodeBase64(line.split(' ')[2] as string) as Uint8Array;
    expect(toHex(bytes.subarray(0, 4))).toBe(toHex(hash));
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key.publicKey, 'base64')]);
    expect(verify(null, Buffer.from(text), createPublicKey({ key: spki, format: 'der', type: 'spki' }), bytes.subarray(4))).toBe(true);
  });

  test('a note verifies for its own name and key only', async () => {
    expect(await verifyNote({ note, name, publicKey: key.publicKey })).toBe(text);
    expect(await verifyNote({ note: encodeUtf8(note), name, publicKey: key.publicKey })).toBe(text);
    expect(await verifyNote({ note, name: `${name}b`, publicKey: key.publicKey })).toBeNull();
    expect(await verifyNote({ note, name, publicKey: other.publicKey })).toBeNull();
    for (const publicKey of ['', 'AAAA', `${key.publicKey} `, key.publicKey.slice(0, -1)])
      expect(await verifyNote({ note, name, publicKey })).toBeNull();
  });

  test('the published example of a signed note (golang.org/x/mod/sumdb/note) verifies', async () => {
    const published =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    const bytes = decodeBase64('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW') as Uint8Array;
    const verified = await verifyNote({ note: published, name: 'PeterNeumann', publicKey: encodeBase64(bytes.subarray(1)) });
    expect(verified?.startsWith('If you think cryptography')).toBe(true);
  });

  test('P9: a note has one signature; others may stand beside it only where the reader says so, and the same signer twice never', async () => {
    const parsed = parseNote(note);
    const second = parseNote(await signNote({ text, name: 'witness.example.org', key: other }));
    const [mine] = parsed?.signatures ?? [];
    const [theirs] = second?.signatures ?? [];
    if (mine === undefined || theirs === undefined) throw new Error('no signatures');
    const both = formatNote(text, [theirs, mine]);
    const broken = formatNote(text, [{ ...theirs, signature: flipped(theirs.signature, 7) }, mine]);
    for (const further of [both, broken]) {
      expect(await verifyNote({ note: further, name, publicKey: key.publicKey })).toBeNull();
      expect(await verifyNote({ note: further, name, publicKey: key.publicKey, cosigned: true })).toBe(text);
    }
    expect(await verifyNote({ note: both, name: 'witness.example.org', publicKey: other.publicKey, cosigned: true })).toBe(text);
    for (const cosigned of [false, true]) {
      expect(await verifyNote({ note: formatNote(text, [mine, mine]), name, publicKey: key.publicKey, cosigned })).toBeNull();
      const renamed = formatNote(text, [{ ...mine, name: 'nt2.example.org/device/ffffffff' }]);
      expect(await verifyNote({ note: renamed, name, publicKey: key.publicKey, cosigned })).toBeNull();
    }
  });

  test('every flipped bit of a note fails', async () => {
    const bytes = encodeUtf8(note);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      expect(await verifyNote({ note: flipped(bytes, bit), name, publicKey: key.publicKey }), `bit ${bit}`).toBeNull();
    }
  });

  test('what is written reads back', () => {
    const line = fc.string({ unit: 'grapheme' }).filter((s) => !/\p{Cc}/u.test(s) && s.isWellFormed());
    const signature = fc.record({
      name: fc.string({ minLength: 1 }).filter((s) => !/[\s+\p{Cc}]/u.test(s)),
      keyHash: fc.uint8Array({ minLength: 4, maxLength: 4 }),
      signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
    });
    assertProperty(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(signature, { minLength: 1, maxLength: 5 }), (lines, signatures) => {
        const written = `${lines.join('\n')}\n`;
        fc.pre(!written.startsWith('\n'));
        const parsed = parseNote(formatNote(written, signatures));
        expect(parsed?.text).toBe(written);
        expect(parsed?.signatures.map((s) => [s.name, toHex(s.keyHash), toHex(s.signature)])).toEqual(
          signatures.map((s) => [s.name, toHex(s.keyHash), toHex(s.signature)]),
        );
      }),
    );
  });

  test('what is not a note is refused', () => {
    const signature = note.slice(text.length + 1);
    const bad = [
      '',
      '\n',
      text,
      `${text}\n`,
      note.slice(0, -1),
      `${note}\n`,
      `${note}x\n`,
      note.replace('— ', '- '),
      note.replace('— ', '—  '),
      note.replace(/ ([^ ]+)\n$/, '  $1\n'),
      `${text}${signature}`.replace('\n\n', '\n'),
      note.replace(/=*\n$/, '\n'),
      `${text}\n— ${name} AAAA\n`,
      `${text}\n— a+b ${'A'.repeat(92)}\n`,
      `a\tb\n\n${signature}`,
      `a\rb\n\n${signature}`,
      `a\u0000\n\n${signature}`,
      `\ud800\n\n${signature}`,
      `\n\n${signature}`,
      `${text}\n${signature.repeat(17)}`,
      note.replace(/\n$/, ' \n'),
      note.replace(/\n$/, '\r\n'),
    ];
    for (const s of bad) expect(parseNote(s), JSON.stringify(s.slice(-60))).toBeNull();
    expect(parseNote(Uint8Array.of(0xff, ...encodeUtf8(note)))).toBeNull();
    expect(parseNote(note)).not.toBeNull();
  });

  test('a text or name that could not be read back is a defect of the caller', async () => {
    for (const bad of ['', 'no end', '\n', 'a\rb\n', 'a\tb\n'])
      await expect(signNote({ text: bad, name, key })).rejects.toThrow(RangeError);
    for (const bad of ['', 'a b', 'a+b', 'a\nb']) await expect(signNote({ text, name: bad, key })).rejects.toThrow(RangeError);
    expect(() => formatNote(text, [])).toThrow(RangeError);
  });

  test('no regular expression of this room holds a character beyond ASCII, which a page served without its charset would read as others', async () => {
    const folder = new URL('../../src/crypto/', import.meta.url);
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const rows = (await readFile(new URL(file, folder), 'utf8')).split('\n').filter((row) => !/^\s*(?:\/\/|\*|\/\*)/.test(row));
      for (const row of rows)
        expect(/\/[^/]*[^\x20-\x7e][^/]*\/[a-z]*/.test(row.replace(/\/\/ .*$|\/\*\*.*\*\//, '')), `${file}: ${row}`).toBe(false);
    }
  });
});
