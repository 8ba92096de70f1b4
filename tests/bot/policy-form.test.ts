// What the policy fixes is shown in the form, and what comes back is refused at its field. Templates in the command and in the form.

import { describe, expect, it } from 'vitest';
import { createBot, type BotDeps } from '../../src/bot/bot.ts';
import type { Contact, Form, FormValues, InteractionResponse } from '../../src/bot/port.ts';
import { judge, offer, type OfferQuestion } from '../../src/core/policy/offer.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import { ok } from '../../src/core/refusal.ts';
import type { AskInput } from '../../src/core/shares/ask.ts';
import { policyOf, ruleOf, templateOf } from '../support/policies.ts';
import { asDrawn as drawn, colleague, contact, five, formOf, open, openPolicy, textOf, untouched } from './ask.ts';
import { shareIn, states } from './fixtures.ts';
import { noLogins } from '../support/logins.ts';
import { noMachines } from '../support/machines.ts';
import { noEnvelopes, noOffboardings, noRotations } from '../support/rotations.ts';

const HOUR = 3_600_000;
const guest = contact('guest', 'Gil');
const member: Contact = colleague;

const policyShares = (policy: Policy) => ({
  offer: (question: OfferQuestion) => offer(policy, question),
  judge: (question: OfferQuestion) => judge(policy, question),
  templates: () => policy.templates,
});
const deps = {
  deviceCodes: noLogins,
  machines: noMachines,
  rotations: noRotations,
  offboardings: noOffboardings,
  envelopes: noEnvelopes,
  tokens: { issue: () => Promise.resolve('t'.repeat(32)) },
  isKnown: () => Promise.resolve(false),
  clock: () => 0,
  markOnce: () => Promise.resolve(true),
  publicUrl: 'https://nt2.example',
  modalEntry: true,
  passphrase: { generate: () => '', good: () => true },
  platform: five,
  log: () => undefined,
};

/** A bot under this policy, and what it has begun. */
function under(policy: Policy, more: Partial<BotDeps> = {}) {
  const asked: AskInput[] = [];
  const world = open();
  const bot = open({
    ...more,
    shares: {
      ...untouched,
      ...openPolicy,
      create: (input) => {
        world.created.push(input);
        return Promise.resolve(ok(shareIn(states.offered, { mode: input.mode, entry: input.entry })));
      },
      ask: (input) => {
        asked.push(input);
        return Promise.resolve(ok(shareIn(states.offered, { asked: { of: 'person', fields: [], gate: null, remindedAt: 0, reason: '' } })));
      },
      newIds: () => [],
      ...policyShares(policy),
    },
  });
  const typed = (text: string, people: readonly Contact[] = [], given = {}) => bot.ask({ kind: 'command', text, people, given });
  const submit = (form: Form, values: FormValues) => bot.ask({ kind: 'form', name: form.name, ref: form.ref, values });
  return { ...bot, created: world.created, asked, typed, submit };
}

const fieldOf = (form: Form, id: string) => form.fields.find((field) => field.id === id);
function optionsOf(form: Form, id: string): readonly string[] | null {
  const field = fieldOf(form, id);
  return field?.kind === 'choice' ? field.options.map(({ value }) => value) : null;
}
const errorsOf = async (answer: Promise<InteractionResponse>) => {
  const got = await answer;
  return got.kind === 'reject-form' ? got.errors : got.kind;
};
const asDrawn = (form: Form, people: readonly Contact[]): FormValues => drawn(form, () => people);

const key = templateOf({
  name: 'contractor-key',
  title: 'Key for a contractor',
  label: 'API key',
  fields: ['API_KEY'],
  rule: { kinds: ['credential'], modes: ['sealed+words'], fixedMs: 12 * HOUR },
});
const contractors = policyOf({
  rules: [ruleOf({ when: { to: ['guest'], kind: ['credential'] }, templates: ['contractor-key'] })],
  templates: [{ ...key, from: ['member'], to: ['guest'] }],
});

describe('the share form', () => {
  it('offers what the policy leaves to choose, with its own times, and begins with what is offered', async () => {
    const policy = policyOf({
      rules: [
        ruleOf({ when: { to: ['guest'] }, modes: ['sealed+words'], longestMs: 10 * HOUR, initialMs: 2 * HOUR, entries: ['page'] }),
        ruleOf({ when: { to: ['guest'], kind: ['bank'] }, deny: true }),
        ruleOf({ when: { to: ['guest'] }, tickets: ['OPS-#'] }),
      ],
    });
    const { typed, submit, created } = under(policy, { platform: { name: 'Chatter', capabilities: { ...five.capabilities, fields: 10 } } });
    const form = await formOf(typed('share', [guest]));
    expect(optionsOf(form, 'kind')).toEqual(['credential', 'document', 'note']);
    expect([optionsOf(form, 'opens'), optionsOf(form, 'entry')]).toEqual([null, null]);
    expect(fieldOf(form, 'wait')).toMatchObject({
      initial: '120m',
      options: expect.arrayContaining([{ value: '120m', label: '2 hours' }]),
    });
    expect(optionsOf(form, 'wait')).toEqual(['15m', '1h', '120m', '8h', '600m']);
    expect(fieldOf(form, 'note')).toMatchObject({ label: 'Note', required: true, hint: 'Name its ticket, such as OPS-123.' });
    await submit(form, { ...asDrawn(form, [guest]), label: 'key', note: 'OPS-7' });
    expect(created).toMatchObject([{ mode: 'sealed+words', kind: 'credential', expiresInMs: 2 * HOUR, entry: 'page', note: 'OPS-7' }]);
  });

  it('is not opened for people with whom nothing may be shared', async () => {
    const policy = policyOf({ rules: [ruleOf({ when: { to: ['guest'] }, deny: true, because: 'Ask Finance.' })] });
    const { typed, created, log } = under(policy);
    expect(await textOf(typed('share', [guest]))).toContain('Ask Finance.');
    expect(log.join()).toContain('policy.person');
    expect(await formOf(typed('share', [member]))).toMatchObject({ name: 'share' });
    const nobody = policyOf({ rules: [ruleOf({ when: { to: ['outsider'] }, deny: true })] });
    expect(await textOf(under(nobody).typed('link key'))).toContain('doesn’t let');
    expect(created).toEqual([]);
  });

  it('with nobody named yet offers what is right for one of them, and refuses the others at their field, before anything is begun', async () => {
    const policy = policyOf({ rules: [ruleOf({ when: { to: ['guest'] }, modes: ['words'] })] });
    const { typed, submit, created, log } = under(policy);
    const form = await formOf(typed('share key'));
    expect(JSON.stringify(form.folded?.line)).toContain('browser');
    const wrong = await errorsOf(submit(form, { people: [member, guest], label: 'key', kind: 'credential', opens: 'browser' }));
    expect(wrong).toEqual({ opens: expect.stringContaining('opened here with a passphrase') });
    expect([created, log.join().includes('policy.mode')]).toEqual([[], true]);
    await submit(form, { people: [guest], label: 'key', kind: 'credential', opens: 'words' });
    // What the form had no field for is what the policy leaves.
    await submit(form, { people: [guest], label: 'key', kind: 'credential' });
    expect(created.map(({ mode }) => mode)).toEqual(['words', 'words']);
  });

  it('drawn anew says why the people in it get nothing', async () => {
    const policy = policyOf({ rules: [ruleOf({ when: { to: ['guest'] }, deny: true, because: 'Ask Finance.' })] });
    const { ask } = under(policy);
    const again = await formOf(ask({ kind: 'form-press', press: 'options', ref: '', values: { people: [guest], label: 'key' } }));
    expect(JSON.stringify(again.intro)).toContain('Ask Finance.');
  });
});

describe('a template', () => {
  it('named in the command fixes all, and nothing is left to ask', async () => {
    const { typed, created } = under(contractors);
    await typed(`share <@${guest.key}> using contractor-key`, [guest]);
    await typed(`share <@${guest.key}> Stripe key USING contractor-key`, [guest]);
    await typed(`share <@${guest.key}> Stripe key`, [guest], { template: 'contractor-key' });
    const fixed = { template: 'contractor-key', kind: 'credential', mode: 'sealed+words', expiresInMs: 12 * HOUR, isUntold: true };
    expect(created).toMatchObject([
      { ...fixed, label: 'API key' },
      { ...fixed, label: 'Stripe key' },
      { ...fixed, label: 'Stripe key' },
    ]);
  });

  it('that nobody knows, or that is not for these people, is refused; without templates the words are part of what it is', async () => {
    const { typed, created } = under(contractors);
    expect(await textOf(typed(`share <@${guest.key}> key using other-key`, [guest]))).toContain('no template of that name');
    expect(await textOf(typed('share', [member], { template: 'contractor-key' }))).toContain('doesn’t let');
    expect(await textOf(typed('link key using contractor-key'))).toContain('doesn’t let');
    expect(created).toEqual([]);
    const plain = under(policyOf({}));
    await plain.typed(`share <@${guest.key}> key for using git`, [guest]);
    await typed(`share <@${member.key}> "key for using git"`, [member]);
    expect([plain.created[0]?.label, created[0]?.label]).toEqual(['key for using git', 'key for using git']);
  });

  it('is offered in the form to whom it is for, and is what the form asks for where nothing goes without', async () => {
    const { typed, submit, created } = under(contractors);
    const free = await formOf(typed('share', [member]));
    expect(fieldOf(free, 'template')).toBeUndefined();
    const form = await formOf(typed('share', [guest]));
    expect(fieldOf(form, 'template')).toMatchObject({ initial: '-', options: [{ value: '-' }, { label: 'Key for a contractor' }] });
    expect(optionsOf(form, 'kind')).toEqual(['bank', 'document', 'note']);
    // Kind, time and way of opening are the template's, though the form had others.
    await submit(form, { ...asDrawn(form, [guest]), template: 'contractor-key', label: '' });
    expect(created).toMatchObject([{ label: 'API key', kind: 'credential', mode: 'sealed+words', expiresInMs: 12 * HOUR }]);
    const forced = policyOf({ ...contractors, rules: [ruleOf({ templates: ['contractor-key'] })] });
    const only = await formOf(under(forced).typed(`share <@${guest.key}> key`, [guest]));
    expect(optionsOf(only, 'template')).toEqual(['contractor-key']);
  });

  it('never takes away a lock that was chosen', async () => {
    const weak = { ...key, rule: { ...key.rule, modes: ['words'] as const } };
    const { typed, submit, created } = under(policyOf({ templates: [weak] }));
    const form = await formOf(typed('share', [guest]));
    const values = { ...asDrawn(form, [guest]), label: 'key', template: 'contractor-key' };
    expect(await errorsOf(submit(form, { ...values, opens: 'both' }))).toEqual({ opens: expect.stringContaining('with a passphrase') });
    expect(created).toEqual([]);
    await submit(form, { ...values, opens: 'browser' });
    expect(created).toMatchObject([{ mode: 'words' }]);
  });
});

describe('a request', () => {
  const policy = policyOf({
    rules: [ruleOf({ when: { from: ['guest'] }, longestMs: 8 * HOUR, needsNote: true })],
    templates: [{ ...key, rule: { ...key.rule, modes: ['sealed'] } }],
  });

  it('by a template asks for its names, its kind and its time', async () => {
    const { typed, asked } = under(policyOf({ templates: policy.templates }));
    await typed(`request <@${guest.key}> using contractor-key`, [guest]);
    const wanted = { label: 'API key', fields: ['API_KEY'], kind: 'credential', template: 'contractor-key', expiresInMs: 12 * HOUR };
    expect(asked).toMatchObject([wanted]);
  });

  it('opens the form where a note is missing, with what the policy leaves, and takes no other time', async () => {
    const { typed, submit, asked } = under(policy, { platform: five });
    const form = await formOf(typed(`request <@${guest.key}> key`, [guest]));
    expect(optionsOf(form, 'template')).toEqual(['-', 'contractor-key']);
    expect(fieldOf(form, 'note')).toMatchObject({ label: 'Note', required: true });
    const values = { ...asDrawn(form, [guest]), wait: '7d', note: 'for OPS' };
    expect(await textOf(submit(form, values))).toContain('at most 8 hours');
    expect(await textOf(submit(form, { ...values, wait: '8h', note: ' ' }))).toContain('asks for a note');
    await submit(form, { ...values, wait: '8h' });
    expect(asked).toMatchObject([{ expiresInMs: 8 * HOUR, note: 'for OPS', template: null }]);
  });
});

describe('completion of a template', () => {
  const templates = [
    { ...key, from: ['member' as const], to: ['guest' as const] },
    templateOf({ name: 'bank-link', title: 'Bank details', to: ['outsider'], rule: { kinds: ['bank'], modes: ['link'] } }),
  ];
  const complete = (kind: Contact['kind'], verb: string, typed: string) => {
    const bot = createBot({ ...deps, shares: { ...untouched, ...policyShares(policyOf({ templates })) } });
    return bot.complete?.({ kind, verb, typed }).map(({ value }) => value);
  };

  it('names those that this person may use there, by name and title, and no others', () => {
    expect(complete('member', 'share', '')).toEqual(['contractor-key']);
    expect(complete('member', 'share', 'FOR A contr')).toEqual(['contractor-key']);
    expect(complete('member', 'link', 'bank')).toEqual(['bank-link']);
    expect(complete('guest', 'share', '')).toEqual([]);
    expect(complete('outsider', 'share', '')).toEqual([]);
    expect(complete('member', 'share', 'zebra')).toEqual([]);
  });
});
