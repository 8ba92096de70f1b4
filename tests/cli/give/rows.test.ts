// What a pipe brought, as rows.

import { describe, expect, it } from 'vitest';
import { parseItems } from '../../../src/crypto/capsule/items.ts';
import { itemsThatFit, rowsOf } from '../../../src/cli/give/rows.ts';
import { parseText, withoutLineEnd } from '../../../src/cli/give/text.ts';

const read = (text: string, ...names: string[]) => {
  const rows = rowsOf(text, { names, title: 'Secret' });
  return rows.kind === 'rows' ? rows.fields.map(({ name, value, env }) => [name, value, env]) : `missing ${rows.name}`;
};

describe('rows', () => {
  it.each([
    ['whsec_1', [], [['Secret', 'whsec_1', 'SECRET']]],
    ['whsec_1', ['Stripe key'], [['Stripe key', 'whsec_1', 'STRIPE_KEY']]],
    ['YWJj=', [], [['Secret', 'YWJj=', 'SECRET']]],
    [
      'A_KEY=1\nB_KEY=2\n',
      [],
      [
        ['A_KEY', '1', 'A_KEY'],
        ['B_KEY', '2', 'B_KEY'],
      ],
    ],
    [
      'A_KEY=1\nA_KEY=2\nspring.pw=3',
      [],
      [
        ['A_KEY', '2', 'A_KEY'],
        ['spring.pw', '3', undefined],
      ],
    ],
    ['A_KEY=1\nB_KEY=2', ['B_KEY'], [['B_KEY', '2', 'B_KEY']]],
    ['A_KEY=1\nB_KEY=2', ['C'], [['C', 'A_KEY=1\nB_KEY=2', 'C']]],
    ['A_KEY=1\nwhat is this\nB_KEY=2', [], [['Secret', 'A_KEY=1\nwhat is this\nB_KEY=2', 'SECRET']]],
    ['A_KEY=1\nB_KEY=2', ['A_KEY', 'C'], 'missing C'],
    ['whsec_1', ['A', 'B'], 'missing B'],
  ])('%j for %j', (text, names, rows) => expect(read(text, ...names)).toEqual(rows));

  it('tells how it was read, by the numbers of rows alone', () => {
    const rows = rowsOf('A_CANARY=canary-1\nB_CANARY="${A_CANARY}x"\nC_CANARY=${Z}', { names: [], title: 'Secret' });
    if (rows.kind !== 'rows') throw new Error(rows.kind);
    expect(rows.notes).toEqual([
      'A .env file: 3 rows.',
      'Row 2 had ${…} in it, which is filled in from this file.',
      'Row 3 has $… in it, which stays as it is.',
    ]);
    const partly = rowsOf('A_CANARY=1\ncanary\nB_CANARY=2', { names: [], title: 'Secret' });
    expect(partly.kind === 'rows' && partly.notes).toEqual(['It looks like a .env file, but for a line: it goes as one value.']);
  });

  it('makes items that a page can read, or none where they are too large', () => {
    const fields = [{ name: 'A', value: 'x', hidden: true }];
    expect(parseItems(itemsThatFit({ kind: 'credential', label: 'A', fields }))).not.toBeNull();
    const large = [{ name: 'A', value: 'x'.repeat(262_144), hidden: true }];
    expect(itemsThatFit({ kind: 'credential', label: 'A', fields: large })).toBeNull();
    expect(itemsThatFit({ kind: 'credential', label: 'A', fields: Array.from({ length: 201 }, () => fields[0] ?? never()) })).toBeNull();
  });
});

const never = (): never => {
  throw new Error();
};

describe('text', () => {
  const pem = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n';
  it.each([
    ['a\n', 'a'],
    ['a\r\n', 'a'],
    ['a\n\n', 'a\n'],
    ['a ', 'a '],
    ['\n', ''],
    ['a\nb\n', 'a\nb'],
    [pem, pem],
  ])('one line end goes, and only where no key needs it: %j', (text, left) => expect(withoutLineEnd(text)).toBe(left));

  it('is UTF-8, or is refused', () => {
    expect(parseText(Buffer.from('é\u{1F511}'))).toBe('é\u{1F511}');
    expect(parseText(Buffer.from([0xff, 0xfe, 0x61, 0x00]))).toBeNull();
  });
});
