// What a page shows a person who asks: templates for these two, what each leaves to choose, and that nothing it shows is refused.

import { describe, expect, it } from 'vitest';
import { askPolicy } from '../../src/core/policy/ask-policy.ts';
import { waysToAsk } from '../../src/core/policy/ways-to-ask.ts';
import { limits } from '../../src/core/limits.ts';
import { policyOf, ruleOf, templateOf } from '../support/policies.ts';

const HOUR = 3_600_000;
const between = { from: 'member', to: 'guest' } as const;
const names = (policy: Parameters<typeof waysToAsk>[0], who: Parameters<typeof waysToAsk>[1] = between) => {
  const ways = waysToAsk(policy, who);
  return ways.ok ? ways.value.map(({ template }) => template?.name ?? null) : ways.code;
};

describe('the ways to ask a person', () => {
  it('are one without a policy, with everything open', () => {
    expect(waysToAsk(null, between)).toEqual({
      ok: true,
      value: [
        expect.objectContaining({
          template: null,
          kind: 'credential',
          longestMs: limits.expiry.max,
          initialMs: limits.expiry.initial,
          fixedMs: null,
          needsNote: false,
          tickets: [],
        }),
      ],
    });
  });

  it('are the plain one first, then each template that is for these two and can be asked for', () => {
    const templates = [
      templateOf({ name: 'bank', rule: { kinds: ['bank'], fixedMs: HOUR } }),
      templateOf({ name: 'by-link', rule: { modes: ['link'] } }),
      templateOf({ name: 'members', to: ['member'] }),
      templateOf({ name: 'ops', rule: { tickets: ['OPS-#'] } }),
    ];
    expect(names(policyOf({ templates }))).toEqual([null, 'bank', 'ops']);
    // Of whom nobody knows whether they are a member or a guest, what is right for both.
    expect(names(policyOf({ templates }), { from: null, to: null })).toEqual([null, 'bank', 'ops']);
    expect(names(policyOf({ templates }), { from: 'outsider', to: 'member' })).toEqual([null, 'bank', 'members', 'ops']);
    const ways = waysToAsk(policyOf({ templates }), between);
    expect(ways.ok && ways.value.map(({ kind, fixedMs, needsNote, tickets }) => [kind, fixedMs, needsNote, tickets])).toEqual([
      ['credential', null, false, []],
      ['bank', HOUR, false, []],
      ['credential', null, true, [['OPS-#']]],
    ]);
  });

  it('are templates alone where the policy asks for one, and a refusal where nothing is allowed', () => {
    const templates = [templateOf({ name: 'ops' }), templateOf({ name: 'other' })];
    expect(names(policyOf({ templates, rules: [ruleOf({ templates: ['ops'] })] }))).toEqual(['ops']);
    expect(names(policyOf({ templates, rules: [ruleOf({ deny: true })] }))).toBe('policy.person');
    expect(names(policyOf({ rules: [ruleOf({ templates: ['gone'] })] }))).toBe('policy.template');
    expect(names(policyOf({ rules: [ruleOf({ kinds: ['bank'] })] }))).toBe('policy.kind');
  });

  it('hold: what one shows, with its own time and a note that it asks for, the policy allows', () => {
    const policy = policyOf({
      templates: [
        templateOf({ name: 'ops', rule: { tickets: ['OPS-#'], fixedMs: 2 * HOUR } }),
        templateOf({ name: 'bank', rule: { kinds: ['bank'] } }),
      ],
      rules: [ruleOf({ longestMs: 8 * HOUR, needsNote: true }), ruleOf({ when: { kind: ['bank'] }, longestMs: HOUR })],
    });
    const ways = waysToAsk(policy, between);
    if (!ways.ok) throw new Error(ways.code);
    expect(ways.value).toHaveLength(3);
    for (const { template, kind, longestMs, initialMs, fixedMs } of ways.value)
      for (const expiresInMs of fixedMs === null ? [longestMs, initialMs] : [fixedMs]) {
        const wish = {
          ...between,
          template: template?.name ?? null,
          kind,
          mode: 'sealed',
          entry: 'page',
          expiresInMs,
          note: 'OPS-1',
        } as const;
        expect(askPolicy(policy, wish)).toMatchObject({ ok: true });
      }
  });
});
