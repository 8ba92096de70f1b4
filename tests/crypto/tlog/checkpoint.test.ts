import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64, concat, sha256, decodeBase64, encodeUtf8, type Bytes } from '../../../src/crypto/bytes.ts';
import { generationName, logKey, logName, parseLogName } from '../../../src/crypto/keys/log.ts';
import {
  formatCheckpoint,
  formatVkey,
  parseVkey,
  parseCheckpoint,
  signCheckpoint,
  verifyCheckpoint,
  type Checkpoint,
  type VerifierKey,
} from '../../../src/crypto/tlog/checkpoint.ts';
import { leafHash, proveInclusion } from '../../../src/crypto/tlog/merkle.ts';
import { formatProof, parseProof, verifyKeyRotation, verifyProof } from '../../../src/crypto/tlog/proof.ts';
import { formatLogEvent } from '../../../src/crypto/events/event.ts';
import { formatNote, keyHash, parseNote, signNote } from '../../../src/crypto/note/note.ts';
import type { Signer } from '../../../src/crypto/note/signer.ts';
import { flipped } from '../support.ts';
import { leaf, leafHashes, naiveHashAt, naiveRoot } from './support.ts';

const seed = new Uint8Array(32).fill(7);
const origin = logName('nt2.example.org', 'abcdef');
const size = 21;
const checkpoint: Checkpoint = { origin, size, root: naiveRoot(leafHashes(size)), extensions: [] };
let key: Signer;
let other: Signer;
let pinned: VerifierKey;
let note: string;

beforeAll(async () => {
  key = await logKey({ seed, tag: 'abcdef', year: 2026 });
  other = await logKey({ seed, tag: 'abcdef', year: 2027 });
  pinned = { name: origin, publicKey: key.publicKey };
  note = await signCheckpoint(checkpoint, key);
});

describe('keys of a log', () => {
  test('each tenant and year has its own, the same every time', async () => {
    expect((await logKey({ seed, tag: 'abcdef', year: 2026 })).publicKey).toBe(key.publicKey);
    const others = [
      { seed, tag: 'abcdef', year: 2027 },
      { seed, tag: 'abcdeg', year: 2026 },
      { seed: new Uint8Array(32), tag: 'abcdef', year: 2026 },
    ];
    const keys = await Promise.all([...others.map(logKey), Promise.resolve(key)]);
    expect(new Set(keys.map(({ publicKey }) => publicKey)).size).toBe(4);
    for (const bad of [{ tag: 'abcde1' }, { tag: 'abcdefg' }, { year: 2026.5 }, { year: 26 }, { seed: new Uint8Array(31) }]) {
      expect(() => logKey({ seed, tag: 'abcdef', year: 2026, ...bad })).toThrow(RangeError);
    }
  });

  test('its name holds host, tag and line', () => {
    expect(parseLogName(origin)).toEqual({ host: 'nt2.example.org', tag: 'abcdef', generation: 1 });
    for (const generation of [1, 2, 9, 10, 999]) {
      expect(parseLogName(generationName(origin, generation))).toEqual({ host: 'nt2.example.org', tag: 'abcdef', generation });
    }
    for (const line of ['0', '1', '02', '-2', 'x', '']) expect(parseLogName(`${origin}/${line}`), line).toBeNull();
    for (const bad of [
      '',
      '/nt2/log/abcdef',
      'h/nt2/log/abcde1',
      'h/nt2/log/abcdefg',
      'h /nt2/log/abcdef',
      'h/nt2/logs/abcdef',
      `${origin}/`,
    ]) {
      expect(parseLogName(bad), bad).toBeNull();
    }
  });

  test('a vkey has one spelling, and its hash is checked', () => {
    const vkey = formatVkey(pinned);
    expect(parseVkey(vkey)).toEqual(pinned);
    // The published key of the Go checksum database, its key with a plus in it.
    const published = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
    expect(formatVkey(parseVkey(published) as VerifierKey)).toBe(published);
    const [name, hash = '', ...rest] = vkey.split('+');
    const bad = [
      '',
      'a',
      vkey.slice(1),
      `${vkey} `,
      [name, hash.toUpperCase(), ...rest].join('+'),
      [name, 'ffffffff', ...rest].join('+'),
      vkey.slice(0, -4),
    ];
    bad.push(
      `x+${Buffer.from(keyHash('x', key.publicKey)).toString('hex')}+${encodeBase64(concat(Uint8Array.of(2), decodeBase64(key.publicKey)!))}`,
    );
    for (const s of bad.filter((one) => one !== vkey)) expect(parseVkey(s), s).toBeNull();
    expect(() => formatVkey({ name: 'a b', publicKey: key.publicKey })).toThrow(RangeError);
    expect(() => formatVkey({ name: 'a', publicKey: 'AAAA' })).toThrow(RangeError);
  });
});

describe('checkpoints', () => {
  test('are three lines and a signature in the name of the log', async () => {
    expect(note.startsWith(`${origin}\n21\n${encodeBase64(checkpoint.root)}\n\n— ${origin} `)).toBe(true);
    expect(await verifyCheckpoint(note, [pinned])).toEqual({ ok: true, checkpoint, key: pinned });
    const extended = { ...checkpoint, extensions: ['one more', '— and another'] };
    expect(await verifyCheckpoint(await signCheckpoint(extended, key), [pinned])).toMatchObject({ ok: true, checkpoint: extended });
  });

  test('the published example of tlog-checkpoint reads', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    expect(parseCheckpoint(text)).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163, extensions: [] });
    expect(formatCheckpoint(parseCheckpoint(text) as Checkpoint)).toBe(text);
  });

  test('any other spelling is refused', () => {
    const text = formatCheckpoint(checkpoint);
    const bad = [
      '',
      text.slice(0, -1),
      `${text}\n`,
      `\n${text}`,
      text.replace('\n21\n', '\n021\n'),
      text.replace('\n21\n', '\n-21\n'),
      text.replace('\n21\n', '\n2e1\n'),
      text.replace('\n21\n', '\n21 \n'),
      text.replace('\n21\n', '\n9007199254740993\n'),
      text.replace(/=\n$/, '\n'),
      text.replace(/.{4}=\n$/, '=\n'),
      `${origin}\n21\n`,
      `${text}x\n\ny\n`,
    ];
    for (const s of bad) expect(parseCheckpoint(s), JSON.stringify(s)).toBeNull();
    for (const extensions of [[''], ['a\nb'], ['a\n']]) expect(() => formatCheckpoint({ ...checkpoint, extensions })).toThrow(RangeError);
    expect(() => formatCheckpoint({ ...checkpoint, root: encodeUtf8('short') })).toThrow(RangeError);
    expect(() => formatCheckpoint({ ...checkpoint, size: 1.5 })).toThrow(RangeError);
  });

  test('each way to be wrong has its name', async () => {
    const code = async (s: string, keys = [pinned]): Promise<string> => {
      const result = await verifyCheckpoint(s, keys);
      return result.ok ? 'ok' : result.code;
    };
    expect(await code(note, [])).toBe('checkpoint.key');
    expect(await code(note, [{ name: origin, publicKey: other.publicKey }])).toBe('checkpoint.key');
    expect(await code(note, [{ name: 'somebody.else', publicKey: key.publicKey }])).toBe('checkpoint.key');
    expect(await code(note.replace('\n21\n', '\n22\n'))).toBe('checkpoint.signature');
    expect(await code(formatCheckpoint(checkpoint))).toBe('checkpoint.form');
    expect(await code(await signNote({ text: 'hello\n', name: origin, key }))).toBe('checkpoint.form');
    const foreign = await signNote({ text: formatCheckpoint({ ...checkpoint, origin: 'x/nt2/log/abcdeg' }), name: origin, key });
    expect(await code(foreign)).toBe('checkpoint.origin');
  });

  test('in the year after, the old key and the new one both vouch for it; a wrong signature by either fails all', async () => {
    const second = await signCheckpoint(checkpoint, other);
    const lines = [note, second].flatMap((signed) => parseNote(signed)?.signatures ?? []);
    const both = formatNote(formatCheckpoint(checkpoint), lines);
    const next: VerifierKey = { name: origin, publicKey: other.publicKey };
    for (const keys of [[pinned], [next], [pinned, next]]) expect(await verifyCheckpoint(both, keys)).toMatchObject({ ok: true });
    const [mine, theirs] = lines;
    const spoilt = formatNote(formatCheckpoint(checkpoint), [mine!, { ...theirs!, signature: flipped(theirs!.signature, 3) }]);
    expect(await verifyCheckpoint(spoilt, [pinned])).toMatchObject({ ok: true });
    expect(await verifyCheckpoint(spoilt, [pinned, next])).toEqual({ ok: false, code: 'checkpoint.signature' });
  });
});

describe('proofs for others (tlog-proof)', () => {
  let proof: string;
  beforeAll(async () => {
    const hashes = await proveInclusion({ index: 9, size, hashAt: naiveHashAt(leafHashes(size)) });
    proof = formatProof({ index: 9, hashes, extra: null, checkpoint: note });
  });

  test('hold for their leaf and no other, under the pinned key only', async () => {
    expect(proof.startsWith('c2sp.org/tlog-proof@v1\nindex 9\n')).toBe(true);
    expect(await verifyProof({ proof, leaf: leaf(9), keys: [pinned] })).toEqual({ ok: true, index: 9, checkpoint });
    expect(await verifyProof({ proof, leaf: leaf(8), keys: [pinned] })).toEqual({ ok: false, code: 'proof.inclusion' });
    expect(await verifyProof({ proof, leaf: leaf(9), keys: [] })).toEqual({ ok: false, code: 'checkpoint.key' });
    expect(await verifyProof({ proof: proof.slice(1), leaf: leaf(9), keys: [pinned] })).toEqual({ ok: false, code: 'proof.form' });
  });

  test('have one spelling; extra data is kept apart', () => {
    const parsed = parseProof(proof);
    expect(parsed).toMatchObject({ index: 9, extra: null, checkpoint: note });
    const extra = formatProof({ ...parsed!, extra: encodeUtf8('more') });
    expect(extra.split('\n')[1]).toBe('extra bW9yZQ==');
    expect(parseProof(extra)?.extra).toEqual(encodeUtf8('more'));
    expect(parseProof(formatProof({ ...parsed!, index: 0, hashes: [] }))).toMatchObject({ index: 0, hashes: [] });
    const bad = [
      '',
      note,
      proof.replace('@v1', '@v2'),
      proof.replace('index 9', 'index 09'),
      proof.replace('index 9', 'index -9'),
      proof.replace('index 9\n', ''),
      proof.replace('index 9', 'Index 9'),
      proof.replace('index 9\n', 'index 9\nAAAA\n'),
      proof.replace('index 9\n', 'extra bW9yZQ\nindex 9\n'),
      proof.replace('index 9\n', 'index 9\nextra bW9yZQ==\n'),
      proof.replace('index 9\n', `index 9\n${`${encodeBase64(sha256(encodeUtf8('x')))}\n`.repeat(65)}`),
    ];
    for (const s of bad) expect(parseProof(s), s.slice(0, 60)).toBeNull();
    // What follows the first empty line is the checkpoint's, whatever it is.
    expect(parseProof(proof.replace('index 9\n', 'index 9\n\n'))?.checkpoint).not.toBe(note);
  });

  test('no flipped byte of one verifies', async () => {
    const bytes = encodeUtf8(proof);
    const decoder = new TextDecoder();
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = decoder.decode(flipped(bytes, at * 8 + (at % 7)));
      expect((await verifyProof({ proof: changed, leaf: leaf(9), keys: [pinned] })).ok, `byte ${at}`).toBe(false);
    }
  });

  test('a leaf hash is not taken for a leaf', async () => {
    const hash: Bytes = leafHash(leaf(9));
    expect((await verifyProof({ proof, leaf: hash, keys: [pinned] })).ok).toBe(false);
    expect(decodeBase64(encodeBase64(hash))).toEqual(hash);
  });
});

describe('the key of the year after', () => {
  async function committed(change: (text: string) => string) {
    const vkey = formatVkey({ name: origin, publicKey: other.publicKey });
    const text = change(
      formatLogEvent({
        type: 'key',
        log: origin,
        at: Date.UTC(2026, 0),
        lines: [
          ['year', '2027'],
          ['vkey', vkey],
        ],
      }),
    );
    const head = await signCheckpoint({ origin, size: 1, root: leafHash(text), extensions: [] }, key);
    return { leaf: text, proof: formatProof({ index: 0, hashes: [], extra: null, checkpoint: head }) };
  }

  test('is known by its leaf to a reader who trusts the old one, and by that alone', async () => {
    const said = await committed((text) => text);
    const next = { name: origin, publicKey: other.publicKey };
    expect(await verifyKeyRotation({ ...said, keys: [pinned] })).toEqual({ ok: true, key: next, year: 2027 });
    expect(await verifyKeyRotation({ ...said, keys: [next] })).toEqual({ ok: false, code: 'checkpoint.key' });
    expect(await verifyKeyRotation({ ...said, leaf: said.leaf.replace('2027', '2028'), keys: [pinned] })).toEqual({
      ok: false,
      code: 'proof.inclusion',
    });
  });

  test('is none for another log, and no other leaf tells one', async () => {
    const foreign = (text: string): string => text.replace(/log \S+/, 'log x/nt2/log/abcdef');
    const renamed = (text: string): string => text.replace(/vkey .*/, `vkey ${formatVkey({ name: 'x', publicKey: other.publicKey })}`);
    const spoilt = (text: string): string => text.replace(/vkey .*/, 'vkey none');
    const early = (text: string): string => text.replace('year 2027', 'year next');
    const another = (text: string): string => text.replace('type key', 'type keys');
    for (const change of [foreign, renamed, spoilt, early, another]) {
      expect(await verifyKeyRotation({ ...(await committed(change)), keys: [pinned] }), change.name).toEqual({
        ok: false,
        code: 'key.form',
      });
    }
  });
});
