// What follows from a policy: what it leaves open, and what it refuses and why.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askPolicy, modesBetween, type PolicyQuestion } from '../../src/core/policy/ask-policy.ts';
import type { Policy, Rule } from '../../src/core/policy/policy.ts';
import { receiverOf } from '../../src/core/policy/receiver.ts';
import { exampleTicket, namesTicket } from '../../src/core/policy/tickets.ts';
import { ENTRIES, KINDS, MODES, STANDINGS, type PersonKey } from '../../src/core/share.ts';
import { limits } from '../../src/core/limits.ts';
import { assertProperty } from '../support/property.ts';
import { policyOf, ruleOf, templateOf } from '../support/policies.ts';

const HOUR = 3_600_000;
const question: PolicyQuestion = { from: 'member', to: 'guest', template: null };

const refusals = (policy: Policy, more: Partial<PolicyQuestion>) => {
  const answer = askPolicy(policy, { ...question, ...more });
  return answer.ok ? 'ok' : `${answer.code} (${answer.field}) ${answer.why}`;
};

describe('without a policy', () => {
  it('everything is open, as it was', () => {
    const answer = askPolicy(null, question);
    expect(answer).toMatchObject({
      ok: true,
      value: {
        kinds: KINDS,
        modes: ['sealed', 'sealed+words', 'words'],
        entries: ENTRIES,
        longestMs: limits.expiry.max,
        initialMs: limits.expiry.initial,
        fixedMs: null,
        needsNote: false,
        tickets: [],
      },
    });
  });

  it('a template is unknown, and said to be', () => {
    expect(askPolicy(null, { ...question, template: 'contractor-key' })).toMatchObject({ ok: false, code: 'policy.template' });
  });
});

describe('a rule', () => {
  it.each<[string, Partial<Rule>, Partial<PolicyQuestion>, string]>([
    ['forbids', { deny: true }, {}, 'policy.person (recipient) The policy doesn’t let members of this workspace share with guests.'],
    ['forbids in the words of the operator', { deny: true, because: 'Ask Finance.' }, {}, 'policy.person (recipient) Ask Finance.'],
    ['wants a template', { templates: ['key'] }, {}, 'policy.template (template) The policy asks for a template here: key.'],
    ['narrows the kind', { kinds: ['bank'] }, { kind: 'note' }, 'policy.kind (kind) The policy allows only this here: bank details.'],
    [
      'narrows the way of opening',
      { modes: ['sealed', 'sealed+words'], because: 'See the handbook.' },
      { mode: 'words' },
      'policy.mode (mode) The policy wants it opened here with their browser or their browser and a passphrase. See the handbook.',
    ],
    [
      'narrows where it is typed',
      { entries: ['page'] },
      { entry: 'modal' },
      'policy.entry (entry) The policy doesn’t let a secret be typed in chat here. Enter it in your browser.',
    ],
    [
      'shortens the wait',
      { longestMs: 8 * HOUR },
      { expiresInMs: 8 * HOUR + 1 },
      'policy.expiry (expires) The policy lets it wait for at most 8 hours here.',
    ],
    ['asks for a note', { needsNote: true }, { note: ' ' }, 'policy.note (note) The policy asks for a note here: say what it’s for.'],
    [
      'asks for a ticket',
      { tickets: ['OPS-#', 'INC#'] },
      { note: 'for OPS-' },
      'policy.note (note) The policy asks for a ticket in the note, such as OPS-123 or INC123.',
    ],
  ])('%s', (_title, rule, wish, wanted) => {
    const policy = policyOf({ rules: [ruleOf(rule)] });
    expect(refusals(policy, { kind: 'note', ...wish })).toBe(wanted);
    const elsewhere = policyOf({ rules: [ruleOf({ ...rule, when: { from: ['program'] } })] });
    expect(refusals(elsewhere, { kind: 'note', ...wish })).toBe('ok');
  });

  it('about one kind leaves the others open, and takes the kind away where it forbids it', () => {
    const policy = policyOf({
      rules: [ruleOf({ when: { kind: ['bank'] }, deny: true }), ruleOf({ when: { kind: ['note'] }, modes: ['words'] })],
    });
    expect(askPolicy(policy, question)).toMatchObject({
      ok: true,
      value: { kinds: ['credential', 'document', 'note'], modes: ['sealed', 'sealed+words', 'words'] },
    });
    expect(refusals(policy, { kind: 'note', mode: 'sealed' })).toContain('policy.mode');
  });

  it('cannot be passed by a person whose standing nobody knows: it must be right for a member and for a guest', () => {
    const policy = policyOf({ rules: [ruleOf({ when: { from: ['guest'], to: ['outsider'] }, deny: true })] });
    expect(refusals(policy, { from: null, to: 'outsider', mode: 'link' })).toContain('policy.person');
    expect(refusals(policy, { from: 'member', to: 'outsider', mode: 'link' })).toBe('ok');
  });
});

describe('a template', () => {
  const template = templateOf({ name: 'contractor-key', rule: { kinds: ['credential'], modes: ['sealed+words'], fixedMs: 24 * HOUR } });
  const policy = policyOf({
    templates: [{ ...template, from: ['member'], to: ['guest'] }],
    rules: [ruleOf({ when: { to: ['guest'] }, longestMs: 48 * HOUR })],
  });
  const using = { template: 'contractor-key' };

  it('fixes kind, way of opening and time', () => {
    expect(askPolicy(policy, { ...question, ...using })).toMatchObject({
      ok: true,
      value: {
        kinds: ['credential'],
        modes: ['sealed+words'],
        fixedMs: 24 * HOUR,
        initialMs: 24 * HOUR,
        template: { name: 'contractor-key' },
      },
    });
  });

  it('is not for whom it does not name', () => {
    expect(refusals(policy, { ...using, to: 'member' })).toContain('policy.template (template)');
    expect(refusals(policy, { ...using, from: 'guest' })).toContain('policy.template (template)');
    expect(refusals(policy, { ...using, from: null })).toContain('policy.template (template)');
  });

  it('does not lift a rule, and takes no other time than its own', () => {
    expect(refusals(policy, { ...using, kind: 'credential', mode: 'sealed' })).toContain('policy.mode');
    expect(refusals(policy, { ...using, kind: 'credential', expiresInMs: HOUR })).toContain('policy.expiry');
    expect(refusals(policy, { ...using, kind: 'credential', mode: 'sealed+words', expiresInMs: 24 * HOUR })).toBe('ok');
    const short = policyOf({ templates: [template], rules: [ruleOf({ longestMs: HOUR })] });
    expect(refusals(short, { ...using, kind: 'credential', expiresInMs: 24 * HOUR })).toContain('at most 1 hour');
  });
});

const some = <T>(all: readonly T[]) => fc.option(fc.uniqueArray(fc.constantFrom(...all), { minLength: 1 }), { nil: undefined });
const rules = fc.array(
  fc
    .record({
      from: some(STANDINGS),
      to: some(STANDINGS),
      kind: some(KINDS),
      deny: fc.boolean(),
      kinds: some(KINDS),
      modes: some(MODES),
      entries: some(ENTRIES),
      longestMs: fc.option(fc.integer({ min: limits.expiry.min, max: limits.expiry.max }), { nil: undefined }),
    })
    .map(({ from, to, kind, ...rest }) => ruleOf(JSON.parse(JSON.stringify({ ...rest, when: { from, to, kind } })) as Partial<Rule>)),
  { maxLength: 4 },
);
const wishes = fc.record({
  from: fc.constantFrom(...STANDINGS, null),
  to: fc.constantFrom(...STANDINGS, null),
  template: fc.constant(null),
  kind: fc.constantFrom(...KINDS),
  mode: fc.constantFrom(...MODES),
  entry: fc.constantFrom(...ENTRIES),
  expiresInMs: fc.integer({ min: limits.expiry.min, max: limits.expiry.max }),
});

describe('whatever the rules', () => {
  it('a further rule never allows what was refused, and order means nothing', () => {
    assertProperty(
      fc.property(rules, rules, wishes, (some, more, wish) => {
        const less = askPolicy(policyOf({ rules: [...some, ...more] }), wish).ok;
        expect(askPolicy(policyOf({ rules: [...more, ...some] }), wish).ok).toBe(less);
        if (less) expect(askPolicy(policyOf({ rules: some }), wish).ok).toBe(true);
      }),
    );
  });

  it('a form that offers what is open is never refused for what it offered', () => {
    assertProperty(
      fc.property(rules, wishes, (all, { from, to, kind }) => {
        const policy = policyOf({ rules: all });
        const open = askPolicy(policy, { from, to, template: null, kind });
        if (!open.ok) return;
        for (const mode of open.value.modes)
          for (const entry of open.value.entries)
            expect(askPolicy(policy, { from, to, template: null, kind, mode, entry, expiresInMs: open.value.initialMs }).ok).toBe(true);
      }),
    );
  });
});

describe('ways of opening', () => {
  it('are links for the holder of a link, and never a link for a person', () => {
    expect(modesBetween('member', 'outsider')).toEqual(['link', 'link+words']);
    expect(modesBetween('outsider', 'member')).toEqual(['sealed']);
  });
});

describe('tickets', () => {
  it('are words of the note with a number, whatever stands around them', () => {
    for (const note of ['OPS-1', 'see ops-99, please', '(OPS-12)']) expect(namesTicket(note, ['OPS-#'])).toBe(true);
    for (const note of ['', 'OPS-', 'OPS-x', 'OPS-1x', 'DEVOPS-1', '-1']) expect(namesTicket(note, ['OPS-#'])).toBe(false);
    expect(exampleTicket('INC#')).toBe('INC123');
  });
});

describe('one machine by its name', () => {
  const only = policyOf({
    rules: [
      ruleOf({ name: 'no-ci', when: { to: ['machine:ci'] }, deny: true }),
      ruleOf({ name: 'keys', when: { to: ['machine'] }, kinds: ['credential'] }),
    ],
    templates: [templateOf({ name: 'deploy', to: ['machine:build'] })],
  });

  it.each([
    ['machine:ci', {}, 'policy.person (recipient) The policy doesn’t let members of this workspace share with the machine ci.'],
    ['machine:build', { kind: 'credential' }, 'ok'],
    // A rule for every machine is one for this too.
    ['machine:build', { kind: 'note' }, 'policy.kind (kind) The policy allows only this here: credentials.'],
    // A name that begins alike is another machine.
    ['machine:ci-2', { kind: 'credential' }, 'ok'],
    ['member', {}, 'ok'],
    ['machine:build', { template: 'deploy' }, 'ok'],
    [
      'machine:ci-2',
      { template: 'deploy' },
      'policy.template (template) The policy doesn’t let members of this workspace use this template for the machine ci-2. Choose another.',
    ],
  ] as const)('%s, with %j', (to, more, answer) => {
    expect(refusals(only, { to, ...more })).toBe(answer);
  });

  it('is known by its key, whatever a door says of it, and nobody else is taken for it', () => {
    const ci = { key: 'chatter:t:machine~ci' as PersonKey };
    for (const standing of ['machine', 'member', null] as const) expect(receiverOf(standing, ci)).toBe('machine:ci');
    expect(receiverOf('member', { key: 'chatter:t:ci' as PersonKey })).toBe('member');
    expect(receiverOf('outsider', null)).toBe('outsider');
  });
});
