// To which acceptance a secret goes by itself, where its sender chose so: to the first one, from a new browser, and to no other.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterAcceptance, type WhenAcceptedChoice } from '../../src/web/crypto/when-accepted.ts';
import { assertProperty } from '../support/property.ts';

const chosen: WhenAcceptedChoice = { hash: 'payload', acceptance: null };
const seen = { hash: 'payload', acceptance: 'first', trust: 'new' } as const;

describe('sent when it is accepted', () => {
  test('the first acceptance takes the choice, and keeps it for another try', () => {
    const taken = afterAcceptance(chosen, seen);
    expect(taken).toEqual({ hash: 'payload', acceptance: 'first' });
    expect(afterAcceptance(taken, seen)).toBe(taken);
  });

  test.each([
    ['it was not chosen', undefined, seen],
    ['another acceptance came first', { ...chosen, acceptance: 'first' }, { ...seen, acceptance: 'second' }],
    ['something else was entered since', chosen, { ...seen, hash: 'other' }],
    ['this person was compared in another browser', chosen, { ...seen, trust: 'browser' }],
    ['this name was compared as another account', chosen, { ...seen, trust: 'account' }],
    ['this account was compared under another name', chosen, { ...seen, trust: 'renamed' }],
    ['this browser was compared as someone else’s', chosen, { ...seen, trust: 'borrowed' }],
    ['a warning came with the acceptance that has it', { ...chosen, acceptance: 'first' }, { ...seen, trust: 'browser' }],
  ] as const)('P5: the words are shown where %s', (_, before, now) => {
    expect(afterAcceptance(before, now)).toBeUndefined();
  });

  test('P6: however acceptances come, a choice serves one of them, and once ended serves none', () => {
    const few = fc.constantFrom('a', 'b', 'c');
    const trust = fc.constantFrom('new', 'known', 'browser', 'account', 'renamed', 'borrowed' as const);
    assertProperty(
      fc.property(fc.array(fc.record({ acceptance: few, trust }), { maxLength: 8 }), (all) => {
        let kept: WhenAcceptedChoice | undefined = chosen;
        const served = new Set<string>();
        for (const one of all) {
          const before: WhenAcceptedChoice | undefined = kept;
          kept = afterAcceptance(kept, { hash: 'payload', ...one });
          if (kept !== undefined) served.add(one.acceptance);
          expect(before !== undefined || kept === undefined).toBe(true);
          expect(kept === undefined || one.trust === 'new').toBe(true);
        }
        expect(served.size).toBeLessThanOrEqual(1);
        expect([...served].every((one) => one === all[0]?.acceptance)).toBe(true);
      }),
    );
  });
});
