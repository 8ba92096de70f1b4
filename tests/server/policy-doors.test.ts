// Every rule of a policy against every door: what it forbids cannot be begun, go on or wait longer by any of them, and nothing is written.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Policy, Rule } from '../../src/core/policy/policy.ts';
import { parseEvent, parseLogEvent } from '../../src/crypto/events/event.ts';
import { policyJsonSchema } from '../../src/policy/schema.ts';
import { root } from '../architecture/read-imports.ts';
import { policyOf, ruleOf, templateOf } from '../support/policies.ts';
import { ben, HOUR, openDoor, type Harness } from './harness.ts';
import { begin, BEGIN, GO_ON, LONGER, type Door, type Step } from './policy-doors.ts';
import { chat, directory, guest, member } from './policy-people.ts';

let door: Harness;
let policy: Policy | null = null;
beforeAll(async () => {
  door = await openDoor({ policy: () => policy, core: { directory } });
});
afterAll(() => door.close());

interface Row {
  /** The key in the file. */
  readonly key: string;
  readonly rule: Partial<Rule>;
  readonly code: string;
  /** For what is typed in chat and opens with a passphrase, which the rule would allow. */
  readonly typed?: Partial<Rule>;
  /** Asked when it begins, and not again of what waits: it was right then. */
  readonly once?: true;
  /** Asked of more time too. */
  readonly longer?: true;
}

const RULES: Readonly<Record<string, Row>> = {
  'forbids all': { key: 'deny', rule: { deny: true }, code: 'policy.person' },
  'wants a template': { key: 'templates', rule: { templates: ['contractor-key'] }, code: 'policy.template' },
  'allows bank details alone': { key: 'kinds', rule: { kinds: ['bank'] }, code: 'policy.kind' },
  'allows a passphrase alone': {
    key: 'modes',
    rule: { modes: ['words', 'link+words'] },
    typed: { modes: ['sealed'] },
    code: 'policy.mode',
  },
  'allows chat alone for typing': { key: 'entry', rule: { entries: ['modal'] }, typed: { entries: ['page'] }, code: 'policy.entry' },
  'allows half an hour': { key: 'longest', rule: { longestMs: HOUR / 2 }, code: 'policy.expiry', once: true, longer: true },
  'wants a note': { key: 'note', rule: { needsNote: true }, code: 'policy.note', once: true },
  'wants a ticket': { key: 'ticket', rule: { tickets: ['OPS-#'] }, code: 'policy.note', once: true },
};
/** What else a rule has: whom it is about, what it says to people, a first choice, which forbids nothing, and files, which policy-files.test.ts brings. */
const NO_ROW = ['name', 'when', 'because', 'initial', 'files'];

/** Every share and every log there is, with its length. */
async function seen(): Promise<readonly unknown[]> {
  const logs = await door.store.logs();
  return [logs, await door.store.due(Number.MAX_SAFE_INTEGER, 1_000), await leaves()];
}

async function leaves(): Promise<readonly string[]> {
  const tags = (await door.store.logs()).map(({ tag }) => tag);
  return (await Promise.all(tags.map((tag) => door.store.leaves(tag, 0, 1_000)))).flat();
}

const steps = new Map<string, Step>();
/** Opened once, without a policy: what is refused can be tried again. */
async function stepOf(name: string, { open }: Door): Promise<Step> {
  const known = steps.get(name);
  if (known !== undefined) return known;
  policy = null;
  const step = await open(door);
  steps.set(name, step);
  return step;
}

async function tryRule(name: string, one: Door, rule: Partial<Rule>): Promise<string> {
  const step = await stepOf(name, one);
  policy = policyOf({ rules: [ruleOf({ ...rule, when: { from: [one.from], to: [one.to] } })] });
  const before = await seen();
  const code = await step();
  if (code !== 'ok') expect(await seen()).toEqual(before);
  return code;
}

describe.each(Object.entries(BEGIN))('through %s', (name, one) => {
  it.each(Object.entries(RULES))('a rule that %s holds, and nothing is written', async (_title, { key, rule, code }) => {
    const wanted = one.instead?.[key] ?? code;
    expect(await tryRule(name, one, rule)).toBe(wanted);
    if (wanted !== 'ok') return;
    const [soonest] = await door.store.due(Number.MAX_SAFE_INTEGER, 1);
    const begun = await door.shares.find(soonest ?? '');
    expect(begun && begun.expiresAt - begun.createdAt).toBe(rule.longestMs);
  });

  it('what no rule is about goes on as ever, and the log says first which policy it was', async () => {
    const step = await stepOf(name, one);
    const before = new Set(await leaves());
    const hash = Buffer.from(name.padEnd(32).slice(-32)).toString('base64');
    policy = { ...policyOf({ rules: [ruleOf({ when: { from: ['linked'] }, deny: true })] }), hash };
    expect(await step()).toBe('ok');
    const written = (await leaves()).filter((leaf) => !before.has(leaf));
    const types = written.map((leaf) => parseLogEvent(leaf)?.type ?? parseEvent(leaf.split('\n\n')[0] ?? '')?.type);
    expect(types.slice(0, 2)).toEqual(['policy', 'created']);
    expect(written[0]).toContain(`hash ${hash}`);
  });
});

describe.each(Object.entries(GO_ON))('a policy that came while it waited, at %s', (name, { typed, ...one }) => {
  const asked = Object.entries(RULES).filter(([, { once }]) => once !== true);
  it.each(asked)('a rule that %s holds, and the share waits on', async (_title, { rule, typed: turned, code }) => {
    expect(await tryRule(name, one, (typed && turned) || rule)).toBe(code);
  });

  // A typed secret is sealed at the cost of half a second of processor: tests/core/shares-entries.test.ts does it.
  if (one.at.endsWith('sealInChat')) return;
  it('what no rule is about goes on as ever', async () => {
    policy = policyOf({ rules: [ruleOf({ longestMs: HOUR / 4, needsNote: true })] });
    expect(await (await stepOf(name, one))()).toBe('ok');
  });
});

describe.each(Object.entries(LONGER))('through %s', (name, one) => {
  const asked = Object.entries(RULES).filter(([, { once, longer }]) => longer || once !== true);
  it.each(asked)('a rule that %s holds, and it ends when it did', async (_title, { key, rule, code }) => {
    const isBound = key === 'longest' && one.at.startsWith('bot/');
    expect(await tryRule(name, one, rule)).toBe(isBound ? 'share.longest' : code);
  });

  it('and as long as the policy lets it wait', async () => {
    policy = policyOf({ rules: [ruleOf({ longestMs: 24 * HOUR, needsNote: true })] });
    const step = await stepOf(name, one);
    expect(await step()).toBe('ok');
    // In chat a further press asks for a day more, and the page asks for the same moment again.
    expect(await step()).toBe(one.at.startsWith('bot/') ? 'share.longest' : 'ok');
    policy = policyOf({ rules: [ruleOf({ longestMs: 24 * HOUR - 1 })] });
    const last = await begin(door, { expiresInMs: 12 * HOUR });
    const given = await door.shares.extend(last.id, last.sender.key, last.expiresAt + 12 * HOUR);
    expect(given).toMatchObject({ code: 'policy.expiry', why: 'The policy lets it wait for at most 1440 minutes here.' });
  });
});

describe('a press on Accept in chat', () => {
  it('is about the recipient as chat knows them at that moment', async () => {
    policy = policyOf({ rules: [ruleOf({ when: { to: ['guest'] }, deny: true, because: 'Guests get it from Finance.' })] });
    const share = await begin(door, { mode: 'words', to: 'member' });
    expect(share.terms).toEqual({ from: 'member', to: 'member', template: null });
    const before = await seen();
    const accept = { kind: 'action', action: 'accept', ref: share.id } as const;
    expect(await chat(door, guest(), accept)).toBe('policy.person');
    expect(await seen()).toEqual(before);
    expect(await chat(door, member(ben), accept)).toBe('ok');
  });
});

describe('several people in one form', () => {
  it('get it all or not at all, so that the form can be put right', async () => {
    policy = policyOf({ rules: [ruleOf({ when: { to: ['guest'] }, deny: true })] });
    const other = member({ ...ben, key: `${ben.key}x` as typeof ben.key, name: 'Bo' });
    const before = new Set(await leaves());
    const values = { people: [guest(), other], label: 'Stripe key', note: '' };
    expect(await chat(door, member(), { kind: 'form', name: 'share', ref: '', values })).toBe('policy.person');
    expect((await leaves()).filter((leaf) => !before.has(leaf) && leaf.includes('\ntype created\n'))).toEqual([]);
    policy = null;
    expect(await chat(door, member(), { kind: 'form', name: 'share', ref: '', values })).toBe('ok');
    expect((await leaves()).filter((leaf) => !before.has(leaf) && leaf.includes('\ntype created\n'))).toHaveLength(2);
  });
});

describe('more time for what a template began', () => {
  it('is none: its time is fixed', async () => {
    const template = templateOf({ rule: { fixedMs: HOUR } });
    policy = policyOf({ templates: [template] });
    const share = await begin(door, { template: template.name });
    expect(await door.shares.extend(share.id, share.sender.key, null)).toMatchObject({ code: 'share.longest' });
    const later = await door.shares.extend(share.id, share.sender.key, share.expiresAt + HOUR);
    expect(later).toMatchObject({ code: 'policy.expiry', why: 'This template waits for 1 hour, not for longer or less.' });
    // Others learn nothing of it.
    expect(await door.shares.extend(share.id, ben.key, null)).toMatchObject({ code: 'share.not_sender' });
  });
});

describe('what a template fixes', () => {
  const template = templateOf({ to: ['outsider'], rule: { kinds: ['credential'], modes: ['link'], fixedMs: HOUR } });
  const right = { template: template.name, kind: 'credential', mode: 'link', expiresInMs: HOUR, label: 'Stripe key', note: '' };
  it.each<[string, object, string]>([
    ['a name that no template has', { template: 'other' }, 'policy.template'],
    ['another kind', { kind: 'note' }, 'policy.kind'],
    ['another way of opening', { mode: 'link+words' }, 'policy.mode'],
    ['a longer time', { expiresInMs: HOUR + 1 }, 'policy.expiry'],
    ['a shorter time', { expiresInMs: HOUR - 1 }, 'policy.expiry'],
    ['all of it', {}, 'ok'],
  ])('is held by the API: %s', async (_title, other, code) => {
    policy = policyOf({ templates: [template] });
    const before = await seen();
    const { json } = await door.ask('POST', '/api/shares', { json: { ...right, ...other }, cookie: await door.signIn(ben) });
    expect(json.code ?? 'ok').toBe(code);
    if (code !== 'ok') expect(await seen()).toEqual(before);
  });
});

describe('this table', () => {
  it('has a row for each rule that the file can have', () => {
    const { properties } = policyJsonSchema() as { properties: { rules: { items: { properties: object } } } };
    const keys = [...new Set(Object.values(RULES).map(({ key }) => key))];
    expect([...keys, ...NO_ROW].toSorted()).toEqual(Object.keys(properties.rules.items.properties).toSorted());
  });

  it('has a door for each place that asks the core, and the core has no other way in', () => {
    const verbs = 'create|createSealed|again|ask|accept|acceptInChat|seal|sealInChat|answerByLink|extend|mayNotSeal';
    const places = new Set<string>();
    for (const file of globSync('{adapters,app,bot,cli,jobs,server}/**/*.ts', { cwd: join(root, 'src') })) {
      const text = readFileSync(join(root, 'src', file), 'utf8');
      for (const [, verb = ''] of text.matchAll(new RegExp(`\\bshares\\.(${verbs})\\(`, 'g'))) places.add(`${file} ${verb}`);
    }
    const doors = [...Object.values(BEGIN), ...Object.values(GO_ON), ...Object.values(LONGER)].map(({ at }) => at);
    expect([...new Set(doors)].toSorted()).toEqual([...places].toSorted());
    // What begins nothing, hands nothing on and gives no time.
    const others = [
      'acceptRollback answerApproval blockSender block blocked claim counterpart decline deliver erasePerson expireIfDue expireIfUnrecoverable fetchClaimed find',
      'findParties judge leavePrekeys list listPrekeys markSent markUndeliverable newIds offer remind reportBroken revoke rollBack rows search',
      'redraw takePrekey tell templates unblock waitsLongest waysToAsk',
      'uploadPayload view viewByLink withdrawPrekeys withdrawUntold',
    ];
    const rest = Object.keys(door.shares).filter((verb) => !verbs.split('|').includes(verb));
    expect(rest.filter((verb) => !others.join(' ').split(' ').includes(verb))).toEqual([]);
  });
});
