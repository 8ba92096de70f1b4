// The link of a request: it names one key, tells damage apart, and is no link of a share.

import { describe, expect, test } from 'vitest';
import { encodeBase64, randomBytes } from '../../src/crypto/bytes.ts';
import { formatFragment, parseFragment } from '../../src/crypto/keys/link.ts';
import {
  formatRequestFragment,
  isKeyOf,
  newRequestSecret,
  parseRequestFragment,
  requestGate,
  type RequestKey,
} from '../../src/crypto/keys/request-link.ts';

const share = `abcdef${'a'.repeat(26)}`;
const of: RequestKey = { share, device: encodeBase64(new Uint8Array(32).fill(1)), key: `age1${'q'.repeat(58)}` };
const secret = newRequestSecret();
const fragment = formatRequestFragment(secret, of);

function read(text: string, id = share) {
  const parsed = parseRequestFragment(text, id);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed;
}

describe('the link of a request', () => {
  test('gives back its secret, and holds for the key that it was made for', () => {
    const parsed = read(fragment);
    expect(parsed.secret).toEqual(secret);
    expect(isKeyOf(parsed, of)).toBe(true);
    expect(fragment).toHaveLength(57);
    expect(read(encodeURIComponent(fragment.toUpperCase().replace(/(.{20})/g, '$1\r\n')))).toEqual(parsed);
  });

  test('a server that swaps the key does not fit the link', () => {
    const parsed = read(fragment);
    const swapped: RequestKey[] = [
      { ...of, key: `age1${'p'.repeat(58)}` },
      { ...of, device: encodeBase64(randomBytes(32)) },
      { ...of, share: `abcdef${'b'.repeat(26)}` },
    ];
    for (const other of swapped) expect(isKeyOf(parsed, other)).toBe(false);
  });

  test('a damaged link is told apart, and neither kind of link passes for the other', () => {
    for (let at = 1; at < fragment.length; at += 1) {
      const other = fragment[at] === 'a' ? 'b' : 'a';
      expect(parseRequestFragment(fragment.slice(0, at) + other + fragment.slice(at + 1), share)).toMatchObject({ reason: 'damaged' });
    }
    expect(parseRequestFragment(fragment.slice(0, -1), share)).toMatchObject({ reason: 'damaged' });
    expect(parseRequestFragment(fragment, `abcdef${'b'.repeat(26)}`)).toMatchObject({ reason: 'damaged' });
    expect(parseRequestFragment('', share)).toMatchObject({ reason: 'missing' });
    expect(parseFragment(fragment, share)).toMatchObject({ reason: 'damaged' });
    expect(parseRequestFragment(formatFragment(randomBytes(32), share), share)).toMatchObject({ reason: 'damaged' });
  });

  test('the gate says nothing of the key, and one secret has another gate for each request', () => {
    expect(requestGate(secret, share)).not.toBe(requestGate(secret, `abcdef${'b'.repeat(26)}`));
    expect(requestGate(encodeBase64(secret), share)).toBe(requestGate(secret, share));
    expect(() => requestGate(new Uint8Array(15), share)).toThrow(RangeError);
  });
});
