// What people type, press and look at in Slack, as the bot gets it: who they are, whom they mean, and where they stand.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseMentions } from '../../../src/adapters/slack/parse/mentions.ts';
import { parseViewSubmission } from '../../../src/adapters/slack/parse/submission.ts';
import { resolveText, toInteraction } from '../../../src/adapters/slack/to-interaction.ts';
import type { Contact } from '../../../src/bot/port.ts';
import { parseCommand } from '../../../src/bot/parse/command.ts';
import type { PersonKey } from '../../../src/core/share.ts';
import { gridCast } from '../../fakes/slack/cast.ts';
import { createStub, openStage, type Stage, type StageOptions } from './stage.ts';

describe('what Slack brings', () => {
  let stage: Stage;
  let stub: ReturnType<typeof createStub>;
  const begin = async (options?: StageOptions): Promise<void> => {
    stage = await openStage(options);
    stub = createStub();
    await stage.adapter.start(stub.bot);
  };
  const person = (id: string) => stage.slack.person(id);
  const last = () => {
    const found = stub.asked.at(-1);
    if (!found) throw new Error('the bot was not asked');
    return found;
  };
  const typed = async (text: string, as = 'U1ALEX', channel = 'C1ENG') => {
    await person(as).command(`/nt2 ${text}`, { in: channel });
    const inbound = last();
    if (inbound.kind !== 'command') throw new Error(inbound.kind);
    return inbound;
  };
  beforeEach(() => begin());
  afterEach(() => stage.close());

  it('T20: a mention is the id behind it, and everything that is not one person says so', async () => {
    const { text, people, actor, tenant } = await typed('share @contractor @deploybot @gone @oncall @here @nobody #random key & <b>');
    expect(tenant).toBe('slack:T1ACME');
    expect(actor).toEqual({ key: 'slack:T1ACME:U1ALEX', name: 'alex', kind: 'member' });
    expect(people.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'contractor guest',
      'deploybot bot',
      'gone gone',
      '@oncall group',
      '@here group',
      '@nobody unknown',
      'random group',
    ]);
    expect(text).toMatch(/^share <@slack:T1ACME:U1CONTRACTOR> .* key & <b>$/);
    expect((await typed('share https://a.example/?x=1&y=2 key')).text).toBe('share https://a.example/?x=1&y=2 key');
  });

  it.each([
    ['share @contractor npm token for @acme/widgets', 'npm token for @acme/widgets'],
    ['share @acme/widgets token @contractor', '@acme/widgets token'],
    ['share @contractor key for #engineering', 'key for #engineering'],
    ['share @contractor key for #secret-plans', 'key for #secret-plans'],
    ['share @contractor key of @nobody', 'key of @nobody'],
    ['share @contractor key, ask @oncall or @here', 'key, ask @oncall or @here'],
    ['share key of @nobody, for @contractor', 'key of @nobody, for'],
  ])('R12: %j names one person, and the rest is what it is', async (command, label) => {
    const { text, people } = await typed(command);
    expect(people).toMatchObject([{ name: 'contractor' }]);
    expect(parseCommand(text)).toEqual({ kind: 'share', label, leaked: false });
  });

  it.each([
    ['share @nobody key'],
    ['share @contractor @nobody key'],
    ['share key for @nobody'],
    ['share key for #random'],
    ['share #random key for @contractor'],
    ['@nobody key'],
    ['block @nobody'],
  ])('R12: a name that nobody has is an error where a recipient belongs: %j', async (command) => {
    expect((await typed(command)).people.map(({ kind }) => kind)).toContainEqual(expect.stringMatching(/^(?:unknown|group)$/));
  });

  it.each([
    ['Login for ann@example.com', 'Login for ann@example.com'],
    ['Admin of example.com', 'Admin of example.com'],
    [': the key', 'the key'],
    ['– Stripe key', 'Stripe key'],
    [', “Stripe key”', 'Stripe key'],
  ])('R13: what Slack makes of %j is read as it was typed', async (label, read) => {
    const { text } = await typed(`share @contractor ${label}`);
    expect(parseCommand(text)).toEqual({ kind: 'share', label: read, leaked: false });
  });

  it.each([
    ['<mailto:ann@example.com|ann@example.com>', 'ann@example.com'],
    ['<tel:+4930123456|+49 30 123456>', '+49 30 123456'],
    ['<http://example.com|example.com>', 'example.com'],
    ['<https://example.com/|https://example.com>', 'https://example.com'],
    ['<https://example.com/a?b=1&amp;c=2>', 'https://example.com/a?b=1&c=2'],
    // A text that hides where it leads does not stand for it.
    ['<https://evil.example/|bank.example>', 'https://evil.example/'],
  ])('R13: %j is a text', (sent, text) => {
    const contact = (): Contact => ({ key: 'a:b:c' as PersonKey, name: '', kind: 'member' });
    expect(resolveText(parseMentions(sent), { tenant: 'T1ACME', contact })).toEqual({ text, people: [] });
  });

  it('T20: guests are guests; who comes from another workspace is an outsider, also in a shared channel', async () => {
    expect((await typed('share @temp key')).people).toMatchObject([{ kind: 'guest' }]);
    expect((await typed('share @pat key')).people).toMatchObject([{ kind: 'outsider' }]);
    await person('U2PAT').command('/nt2 share key', { in: 'C1SHARED' });
    expect(last().actor).toEqual({ key: 'slack:T1ACME:U2PAT', name: 'pat', kind: 'outsider' });
  });

  it('an organisation is one tenant: its W users are members in all of its workspaces', async () => {
    await stage.close();
    await begin({ cast: gridCast });
    await person('W8ANNA').command('/nt2 share @ben key', { in: 'C8NORTH' });
    expect(last()).toMatchObject({
      tenant: 'slack:E1ORG',
      actor: { key: 'slack:E1ORG:W8ANNA', kind: 'member' },
      people: [{ key: 'slack:E1ORG:W9BEN', kind: 'member' }],
      place: { ref: 'E1ORG/C8NORTH', kind: 'channel' },
    });
    // With no conversation around it Slack names no workspace at all.
    await person('W9BEN').globalShortcut('share');
    expect(last()).toMatchObject({ kind: 'shortcut', tenant: 'slack:E1ORG', actor: { key: 'slack:E1ORG:W9BEN' }, place: null });
    await person('W9BEN').globalShortcut('request');
    expect(last()).toMatchObject({ kind: 'shortcut', asks: true, people: [], actor: { key: 'slack:E1ORG:W9BEN' }, place: null });
    await person('W9BEN').openHome();
    await expect.poll(() => stub.asked).toHaveLength(4);
    expect(last()).toMatchObject({ kind: 'home', actor: { key: 'slack:E1ORG:W9BEN' } });
  });

  it('a channel can take a card; the direct messages of others, and a conversation of a few, cannot', async () => {
    expect((await typed('help')).place).toEqual({ ref: 'T1ACME/C1ENG', name: '#engineering', kind: 'channel', channel: null });
    expect((await typed('help', 'U1ALEX', 'C1LEADS')).place).toMatchObject({ name: 'this channel', kind: 'channel' });
    expect((await typed('help', 'U1ALEX', 'D1ALEXSAM')).place).toMatchObject({ kind: 'dm' });
    expect((await typed('help', 'U1ALEX', 'G1THREE')).place).toMatchObject({ kind: 'dm' });
  });

  it('T20: the entry in the menu of a message stands for its thread, and proposes who wrote it', async () => {
    const [alex, contractor] = [person('U1ALEX'), person('U1CONTRACTOR')];
    const asked = contractor.say('C1ENG', 'Can you send me the key?');
    const reply = alex.say('C1ENG', 'Sure', asked.ts);
    await alex.messageShortcut('share_in_thread', { channel: 'C1ENG', ts: asked.ts });
    const place = {
      ref: `T1ACME/C1ENG/${asked.ts}`,
      name: '#engineering',
      kind: 'thread',
      channel: { ref: 'T1ACME/C1ENG', name: '#engineering' },
    };
    expect(last()).toMatchObject({ kind: 'shortcut', place, people: [{ key: 'slack:T1ACME:U1CONTRACTOR', kind: 'guest' }] });
    // A reply belongs to the same thread; and nobody shares with themselves.
    await alex.messageShortcut('share_in_thread', { channel: 'C1ENG', ts: reply.ts });
    expect(last()).toMatchObject({ place, people: [] });
    // A person who cannot receive anything is not proposed.
    const far = person('U2PAT').say('C1SHARED', 'And me?');
    await alex.messageShortcut('share_in_thread', { channel: 'C1SHARED', ts: far.ts });
    expect(last()).toMatchObject({ people: [] });
  });

  it('a person’s own page is asked for when its home tab is opened, and not for the other one', async () => {
    await person('U1ALEX').openHome('messages');
    expect(stub.asked).toEqual([]);
    await person('U1ALEX').openHome();
    // Slack has its acknowledgement of an event before anybody is asked.
    await expect.poll(() => stub.asked).toHaveLength(1);
    expect(last()).toMatchObject({ kind: 'home', actor: { name: 'alex' }, place: null });
  });

  it('a place that a form brings back from another tenant is none', () => {
    const place = { ref: 'T1ACME/C1ENG', name: '#engineering', kind: 'channel', channel: null };
    const view = {
      id: 'V1',
      hash: 'h',
      callback_id: 'nt2_share',
      blocks: [],
      state: { values: {} },
      private_metadata: JSON.stringify({ place }),
    };
    const payload = parseViewSubmission({ type: 'view_submission', trigger_id: 't', user: { id: 'U1ALEX' }, view });
    const placeFor = (tenant: string) => payload && toInteraction(payload, { installation: { tenant }, contacts: new Map() }).place;
    expect([placeFor('T1ACME'), placeFor('T1'), placeFor('T2PARTNER')]).toEqual([place, null, null]);
  });

  it('choices that stand together in one field come as one text, and as an empty one where nothing is picked', async () => {
    const options = [
      { value: 'wait:1h', label: 'Expires after: 1 hour' },
      { value: 'place:none', label: 'Post the card in: Only direct messages' },
    ];
    const form = { name: 'share', ref: '', title: 'Share', submit: 'Continue', intro: [] } as const;
    const fields = [{ kind: 'choices', id: 'options', label: 'Options', required: false, options }] as const;
    await stage.adapter.stop();
    stub = createStub((asked) => (asked.kind === 'command' ? { kind: 'form', form: { ...form, fields } } : { kind: 'nothing' }));
    await stage.adapter.start(stub.bot);
    for (const [picked, said] of [
      [[], ''],
      [['wait:1h', 'place:none'], 'wait:1h place:none'],
    ] as const) {
      await person('U1ALEX').command('/nt2 share', { in: 'C1ENG' });
      await person('U1ALEX').submit({ options: picked });
      expect(last()).toMatchObject({ kind: 'form', values: { options: said } });
    }
  });

  it('people are looked up once in five minutes, all at the same time', async () => {
    await typed('share @contractor @sam key');
    await typed('share @sam @contractor key');
    expect(stage.slack.calls.filter(({ method }) => method === 'users.info')).toHaveLength(3);
  });

  it('a person who hangs behind a look-up is told that it took too long, and learns more at the next try', async () => {
    stage.config.lookUpWithinMs = 40;
    stage.slack.fail('users.info', { answer: 'delay', ms: 300 });
    const { act } = await person('U1ALEX').command('/nt2 help', { in: 'C1ENG' });
    expect([stub.asked, JSON.stringify(stage.slack.outcome(act).ephemerals)]).toEqual([[], expect.stringContaining('Too late')]);
    // What came too late for that press is there for the next one.
    await new Promise((resolve) => setTimeout(resolve, 350));
    await expect.poll(async () => (await typed('help')).actor.kind, { timeout: 10_000 }).toBe('member');
    expect(stage.slack.calls.filter(({ method }) => method === 'users.info')).toHaveLength(1);
  });

  it('a person whom Slack does not tell about now is no stranger: nothing is said about them, and it is tried again', async () => {
    stage.slack.fail('users.info', { answer: 'status', status: 503, times: 2 });
    const { act } = await person('U1ALEX').command('/nt2 share @contractor key', { in: 'C1ENG' });
    expect(stub.asked).toEqual([]);
    expect(JSON.stringify(stage.slack.outcome(act).ephemerals)).toContain('Busy');
    expect(stage.lines).toContain('{"event":"slack.not_told","type":"users.info","code":"http_503"}');
    // Nor is a missing permission called slow.
    stage.slack.fail('users.info', { answer: 'error', error: 'missing_scope', times: 2 });
    const refused = await person('U1ALEX').command('/nt2 share @contractor key', { in: 'C1ENG' });
    expect(JSON.stringify(stage.slack.outcome(refused.act).ephemerals)).toContain('Set up');
    expect(stage.lines).toContain('{"event":"slack.not_told","type":"users.info","code":"missing_scope"}');
    expect((await typed('share @contractor key')).people).toMatchObject([{ kind: 'guest' }]);
  });
});
