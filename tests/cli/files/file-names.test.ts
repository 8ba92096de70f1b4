// What a sender may call a file, and what it is called on the disk of the one who opens it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertProperty } from '../../support/property.ts';
import { namesLike, safeName } from '../../../src/cli/files/file-names.ts';

describe('a name on this disk', () => {
  it.each([
    ['key.pem', 'key.pem'],
    ['../../x', '_._.._x'],
    ['.', 'file'],
    ['..', 'file'],
    ['', 'file'],
    ['.bashrc', '_.bashrc'],
    ['.env', '_.env'],
    ['-rf', '_-rf'],
    ['~', '_~'],
    ['a\u001B[2Jb\n', 'a_[2Jb_'],
    ['invoice\u202Efdp.exe', 'invoice_fdp.exe'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['a:b|c?.txt. ', 'a_b_c_.txt'],
    ['Straße 1 – März.pdf', 'Straße 1 – März.pdf'],
    [`${'é'.repeat(200)}.pem`, `${'é'.repeat(98)}.pem`],
  ])('%j is %j', (name, expected) => {
    expect(safeName(name)).toBe(expected);
  });

  it('is one plain part of a path, whatever the sender wrote', () => {
    assertProperty(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const safe = safeName(name);
        expect(safe).toMatch(/^[^./\\\p{Cc}\p{Cf}-][^/\\\p{Cc}\p{Cf}]*$/u);
        expect([Buffer.byteLength(safe) <= 201, safe.trim() === safe, safe.endsWith('.')]).toEqual([true, true, false]);
        expect(safeName(safe)).toBe(safe);
      }),
    );
  });

  it('has a number before its ending where it is taken', () => {
    const [, second, third] = namesLike('a.tar.gz');
    expect([second, third]).toEqual(['a (2).tar.gz', 'a (3).tar.gz']);
    const [first, next] = namesLike('Makefile');
    expect([first, next]).toEqual(['Makefile', 'Makefile (2)']);
  });
});
