// For whom a browser is known: only for the name and the account under which its six words were shown.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceTrustIn, type Compared } from '../../src/web/crypto/device-trust.ts';
import { assertProperty } from '../support/property.ts';

const bob = { name: 'Bob', ref: 'ref of Bob' };
const eve = { name: 'Eve', ref: 'ref of Eve' };
const compared: Compared[] = [
  { device: 'laptop', at: 2, ...bob },
  { device: 'phone', at: 1, ...eve },
];

describe('a known browser', () => {
  test.each([
    ['this browser, name and account', 'laptop', bob, { kind: 'known', since: 2 }],
    ['nothing of it', 'tablet', { name: 'Zoe', ref: 'ref of Zoe' }, { kind: 'new' }],
    ['this person, in another browser', 'tablet', bob, { kind: 'browser' }],
    ['this name, as another account', 'tablet', { name: 'Bob', ref: 'other' }, { kind: 'account' }],
    ['this name and browser, as another account', 'laptop', { name: 'Bob', ref: 'other' }, { kind: 'account' }],
    ['this account, under another name', 'laptop', { name: 'Robert', ref: bob.ref }, { kind: 'renamed', before: 'Bob' }],
    ['this browser, for somebody new', 'laptop', { name: 'Zoe', ref: 'ref of Zoe' }, { kind: 'borrowed', before: 'Bob' }],
    ['this browser, for somebody else who was compared', 'phone', bob, { kind: 'borrowed', before: 'Eve' }],
    ['one person’s name with another one’s account', 'phone', { name: 'Bob', ref: eve.ref }, { kind: 'account' }],
  ] as const)('P5: was compared before: %s', (_, device, person, expected) => {
    expect(deviceTrustIn(compared, device, person)).toEqual(expected);
  });

  test('P5: whatever was compared, a browser is known only for the very name and account that it was compared for', () => {
    const few = fc.constantFrom('a', 'b', 'c', 'd');
    const one = fc.record({ device: few, name: few, ref: few, at: fc.nat() });
    assertProperty(
      fc.property(fc.array(one, { maxLength: 12 }), few, few, few, (all, device, name, ref) => {
        const found = deviceTrustIn(all, device, { name, ref });
        const own = all.filter((known) => known.device === device && known.name === name && known.ref === ref);
        expect(found.kind === 'known').toBe(own.length > 0);
        const strange = all.some((known) => known.name === name || known.ref === ref || known.device === device);
        expect(found.kind === 'new').toBe(!strange);
      }),
    );
  });
});
