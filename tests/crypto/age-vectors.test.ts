// The C2SP test vectors for age (npm cctv-age), through the library that ships and through our stricter readers.

import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { Decrypter } from 'age-encryption';
import { base64nopad } from '@scure/base';
import * as module from 'cctv-age';
import { afterAll, describe, expect, test } from 'vitest';
import { decryptWithKey, decryptWithPassphrase } from '../../src/crypto/age/age.ts';

interface Vector {
  readonly name: string;
  readonly file: Uint8Array;
  readonly keys: ReadonlyMap<string, string>;
}

const KNOWN = new Set(['expect', 'payload', 'identity', 'passphrase', 'file key', 'comment', 'compressed', 'armored']);

function read(name: string, bytes: Uint8Array): Vector & { readonly unknown: boolean } {
  const whole = Buffer.from(bytes);
  const end = whole.indexOf('\n\n');
  const rows = whole.subarray(0, end).toString().split('\n');
  const keys = new Map(rows.map((row) => [row.slice(0, row.indexOf(': ')), row.slice(row.indexOf(': ') + 2)] as const));
  const body = whole.subarray(end + 2);
  const file = new Uint8Array(keys.get('compressed') === 'zlib' ? inflateSync(body) : body);
  return { name, file, keys, unknown: [...keys.keys()].some((key) => !KNOWN.has(key)) };
}

// Typed as a CommonJS export, shipped as an ES module with one export for each file.
const vectors = module as unknown as Readonly<Record<string, Uint8Array>>;
const all = Object.entries(vectors).map(([name, bytes]) => read(name, bytes));
const armored = all.filter(({ keys }) => keys.has('armored'));
const hybrid = all.filter(
  ({ name, keys }) => !keys.has('armored') && (name.startsWith('hybrid') || keys.get('identity')?.includes('-PQ-')),
);
const unknown = all.filter((vector) => vector.unknown);
const leftOut = new Set([...armored, ...hybrid, ...unknown]);
const ours = all.filter((vector) => !leftOut.has(vector));

describe('C2SP vectors for age', () => {
  afterAll(() => {
    console.log(
      `age vectors: ${ours.length} of ${all.length} ran; left out: ${armored.length} armored (nt2 writes and reads binary files only), ` +
        `${hybrid.length} post-quantum hybrid (nt2 uses X25519 and scrypt only), ${unknown.length} with unknown keys`,
    );
  });

  test('there are vectors to run', () => {
    expect(ours.length).toBeGreaterThan(80);
  });

  test.each(ours.map((vector) => [vector.name, vector] as const))('%s', async (_, { file, keys }) => {
    const decrypter = new Decrypter();
    const identity = keys.get('identity');
    const passphrase = keys.get('passphrase');
    if (identity !== undefined) decrypter.addIdentity(identity);
    if (passphrase !== undefined) decrypter.addPassphrase(passphrase);
    const wanted = keys.get('expect');
    const plain = await decrypter.decrypt(file).catch(() => null);
    expect(plain !== null).toBe(wanted === 'success');
    if (plain !== null) expect(sha256(plain)).toBe(keys.get('payload'));

    // Ours may refuse more (several stanzas, other work factors), never accept more and never read another plaintext.
    const stanzas =
      Buffer.from(file)
        .subarray(0, 1_000)
        .toString('latin1')
        .split('\n--- ')[0]
        ?.match(/^-> .*$/gm) ?? [];
    if (identity !== undefined) {
      const opened = await decryptWithKey(file, identity);
      expect(opened.ok).toBe(wanted === 'success' && stanzas.length === 1);
      if (opened.ok) expect(sha256(opened.bytes)).toBe(keys.get('payload'));
      if (wanted === 'no match' && stanzas[0]?.startsWith('-> X25519 ')) expect(opened).toEqual({ ok: false, reason: 'key' });
    }
    if (passphrase !== undefined) {
      const salt = new Uint8Array(saltOf(stanzas[0] ?? '') ?? new Uint8Array(16));
      expect((await decryptWithPassphrase(file, { salt, stanzaKey: new Uint8Array(32) })).ok).toBe(false);
    }
  });
});

function saltOf(stanza: string): Uint8Array | null {
  try {
    return base64nopad.decode(stanza.split(' ')[2] ?? '');
  } catch {
    return null;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
