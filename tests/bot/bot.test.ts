import { describe, expect, it } from 'vitest';

import { createBot, type BotDeps } from '../../src/bot/bot.ts';
import type { Card, Contact, InteractionResponse, Form, FormValues, Interaction, Conversation } from '../../src/bot/port.ts';
import { ok, Fault, refuse } from '../../src/core/refusal.ts';
import type { Person, PersonKey, Share, ShareId } from '../../src/core/share.ts';
import type { CreateInput } from '../../src/core/shares/create.ts';
import { alex, cardText, sam, shareIn, states } from './fixtures.ts';

const me: Contact = { ...alex, kind: 'member' };
const colleague: Contact = { ...sam, kind: 'member' };
const contact = (kind: Contact['kind'], name = 'Robin'): Contact => ({ key: `chatter:t:${kind}` as Contact['key'], name, kind });
const channel: Conversation = { ref: 'c1', name: '#engineering', kind: 'channel', channel: null };

const sideOf = (share: Share) => (share.sender.key === alex.key ? 'sent' : 'received');
const phaseOf = ({ state }: Share) => (state.status === 'ended' ? 'over' : 'open');

/** A store's lists of Alex, newest first as they are given. */
function listOf(all: readonly Share[]): BotDeps['shares']['list'] {
  return (_tenant, _person, { sides, phases, before, limit }) => {
    const fit = all.filter((share) => sides.includes(sideOf(share)) && phases.includes(phaseOf(share)));
    const behind = before === null ? fit : fit.slice(fit.findIndex(({ id }) => id === before.id) + 1);
    const shares = behind.slice(0, limit);
    const more = behind.length - shares.length;
    const last = shares.at(-1);
    return Promise.resolve({ shares, more, last: more > 0 && last ? { id: last.id, at: last.createdAt } : null });
  };
}
const idOf = (n: number): ShareId => `abcdef${'a'.repeat(24)}${'abcdefghij'[Math.floor(n / 10)]}${'abcdefghij'[n % 10]}` as ShareId;

function open(more: Partial<BotDeps> = {}) {
  const created: CreateInput[] = [];
  const log: string[] = [];
  const no = (): never => {
    throw new Error('not asked for in this test');
  };
  const { handle } = createBot({
    shares: {
      create: (input) => {
        created.push(input);
        return Promise.resolve(ok(shareIn(states.offered, { recipient: input.recipient, mode: input.mode, entry: input.entry })));
      },
      find: () => Promise.resolve(null),
      list: listOf([]),
      acceptInChat: no,
      decline: no,
      revoke: no,
      sealInChat: no,
      block: no,
      unblock: no,
      blocked: no,
    },
    tokens: { issue: () => Promise.resolve('t'.repeat(32)) },
    clock: () => 0,
    markOnce: () => Promise.resolve(true),
    publicUrl: 'https://nt2.example',
    modalEntry: true,
    passphrase: { generate: () => 'one two three four five', good: () => true },
    platform: { name: 'Chatter', capabilities: { fields: 10, rejectForms: true } },
    log: (event, facts) => log.push(JSON.stringify({ event, ...facts })),
    ...more,
  });
  const base = { tenant: 'chatter:t', actor: me, place: channel };
  const ask = (inbound: Partial<Interaction> & Pick<Interaction, 'kind'>): Promise<InteractionResponse> =>
    handle({ id: 'press', ...base, ...inbound } as Interaction, new AbortController().signal);
  return { ask, created, log };
}

const five = { name: 'Chatter', capabilities: { fields: 5, rejectForms: false } };

async function formOf(answer: Promise<InteractionResponse>): Promise<Form> {
  const got = await answer;
  if (got.kind !== 'form') throw new Error(`no form but ${JSON.stringify(got)}`);
  return got.form;
}
async function textOf(answer: Promise<InteractionResponse>): Promise<string> {
  const got = await answer;
  if (got.kind !== 'private') throw new Error(`no private card but ${JSON.stringify(got)}`);
  return cardText(got.card);
}

describe('the share form', () => {
  it('has eight fields in the order in which a person thinks', async () => {
    const form = await formOf(open().ask({ kind: 'command', text: 'share key', people: [colleague] }));
    expect(form.fields.map(({ id }) => id)).toEqual(['people', 'kind', 'label', 'place', 'wait', 'opens', 'note', 'entry']);
    expect(form.ref).toBe('');
  });

  it('keeps the five that matter most where a platform takes five; chosen options travel in its ref', async () => {
    const { ask, created } = open({ platform: five });
    const given = { kind: 'bank', place: 'none', entry: 'modal', wait: '1h' };
    const form = await formOf(ask({ kind: 'command', text: 'share key', people: [colleague], given }));
    expect(form.fields.map(({ id }) => id)).toEqual(['people', 'label', 'wait', 'opens', 'note']);
    expect(form.fields.find(({ id }) => id === 'wait')).toMatchObject({ initial: '1h' });
    expect(form.ref.length).toBeLessThanOrEqual(80);
    const values: FormValues = { people: [colleague], label: 'key', wait: '1h', opens: 'words', note: '' };
    await ask({ kind: 'form', name: 'share', ref: form.ref, values });
    expect(created).toMatchObject([{ kind: 'bank', place: null, entry: 'modal', mode: 'words', expiresInMs: 3_600_000 }]);
  });

  it('takes defaults for what was neither in the form nor given, and refuses what is no choice', async () => {
    const { ask, created } = open({ platform: five });
    await ask({ kind: 'form', name: 'share', ref: '', values: { people: [colleague], label: 'key' } });
    expect(created).toMatchObject([
      { kind: 'credential', place: { ref: 'c1' }, entry: 'page', mode: 'sealed', expiresInMs: 86_400_000, recipient: { key: sam.key } },
    ]);
    for (const ref of ['kind=root', 'wait=99y', 'opens=never', 'place=thread', 'entry=elsewhere', 'kind=toString']) {
      expect(await textOf(ask({ kind: 'form', name: 'share', ref, values: { people: [colleague], label: 'key' } }))).toContain('Pick one');
    }
    expect(created).toHaveLength(1);
  });

  it('is handed back with a sentence at each field, or answered with a card where that cannot be', async () => {
    const values: FormValues = { people: [me], label: ' ', note: 'x'.repeat(301) };
    const back = await open().ask({ kind: 'form', name: 'share', ref: '', values });
    expect(back).toMatchObject({ kind: 'reject-form' });
    expect(Object.keys(back.kind === 'reject-form' ? back.errors : {})).toEqual(['people', 'label', 'note']);
    expect(await textOf(open({ platform: five }).ask({ kind: 'form', name: 'share', ref: '', values }))).toContain('That is you');
  });

  it('a link cannot be typed in chat, and says so', async () => {
    const answer = await open().ask({ kind: 'form', name: 'share', ref: '', values: { people: [], label: 'key', entry: 'modal' } });
    expect(answer).toMatchObject({ kind: 'reject-form', errors: { entry: expect.stringContaining('A link is made in your browser') } });
  });

  it('makes a link without a card in the channel when nobody is named', async () => {
    const { ask, created } = open();
    await ask({ kind: 'form', name: 'share', ref: '', values: { people: [], label: 'key', place: 'channel', opens: 'words' } });
    expect(created).toMatchObject([{ recipient: null, place: null, mode: 'link+words' }]);
  });
});

describe('people', () => {
  it.each([
    ['bot', 'is a bot'],
    ['gone', 'no active account'],
    ['group', 'is not one person'],
    ['unknown', 'I do not know'],
    ['outsider', 'at home elsewhere'],
  ] as const)('a %s cannot receive, and the form does not open without him', async (is, why) => {
    expect(await textOf(open().ask({ kind: 'command', text: 'share key', people: [colleague, contact(is)] }))).toContain(why);
  });

  it('a guest can receive, and the sender is told that it is one', async () => {
    expect(
      await textOf(open().ask({ kind: 'form', name: 'share', ref: '', values: { people: [contact('guest')], label: 'key' } })),
    ).toContain('Robin is a guest here.');
  });

  it('somebody from outside cannot share from here', async () => {
    expect(await textOf(open().ask({ kind: 'command', text: 'share key', people: [colleague], actor: contact('outsider') }))).toContain(
      'Only members can share from here',
    );
  });

  it('the same person twice is one share, eleven people are too many', async () => {
    const { ask, created } = open();
    await ask({ kind: 'form', name: 'share', ref: '', values: { people: [colleague, colleague], label: 'key' } });
    expect(created).toHaveLength(1);
    const crowd = Array.from({ length: 11 }, (_, n): Contact => ({ ...colleague, key: `chatter:t:p${n}` as Contact['key'] }));
    expect(JSON.stringify(await ask({ kind: 'form', name: 'share', ref: '', values: { people: crowd, label: 'key' } }))).toContain(
      'at most at a time',
    );
  });

  it('T13: a secret behind an @ is not repeated as an unknown name', async () => {
    const pasted = 'ghp_0123456789abcdefghijABCDEFGHIJ';
    const text = await textOf(open().ask({ kind: 'command', text: 'share <@x>', people: [contact('unknown', `@${pasted}`)] }));
    expect(text).not.toContain(pasted);
  });

  it('a refusal for one of several does not undo the others', async () => {
    const made: string[] = [];
    const shares = {
      create: ({ recipient }: CreateInput) => {
        if (recipient?.key === sam.key) return Promise.resolve(refuse('quota.person'));
        made.push(recipient?.key ?? '');
        return Promise.resolve(ok(shareIn(states.offered, { recipient })));
      },
    } as unknown as BotDeps['shares'];
    const values = { people: [contact('member'), colleague], label: 'key' };
    const text = await textOf(open({ shares }).ask({ kind: 'form', name: 'share', ref: '', values }));
    expect(text).toContain('Not everything was shared');
    expect(text).toContain('Sam: You have too many open shares.');
    expect(made).toHaveLength(1);
  });
});

describe('a secret typed into a form', () => {
  it.each([
    ['quota.bytes', 'takes up too much room'],
    ['entry.busy', 'Send it again in a few seconds'],
  ] as const)('P4: stays there while it cannot be taken (%s), where a form can be handed back, and says why', async (code, why) => {
    const share = shareIn(states.offered, { mode: 'words', entry: 'modal' });
    const shares = {
      find: () => Promise.resolve(share),
      sealInChat: () => Promise.resolve(refuse(code)),
    } as unknown as BotDeps['shares'];
    const inbound = { kind: 'form', name: 'secret', ref: share.id, values: { secret: 'hunter2', words: 'a b c d e' } } as const;
    expect(await open({ shares }).ask(inbound)).toEqual({
      kind: 'reject-form',
      errors: { secret: expect.stringContaining(why) },
    });
    expect(await textOf(open({ shares, platform: five }).ask(inbound))).toContain(why);
  });
});

describe('a secret typed into a form, with something that nobody sees', () => {
  it.each([
    ['hunter2\n', true],
    [' hunter2', true],
    ['hun\u200bter2', true],
    ['hunter2\u00a0', true],
    ['hunter 2', false],
  ])('R10: %j is sealed as it is, and white space at its ends is said', async (typed, isSaid) => {
    const share = shareIn(states.offered, { mode: 'words', entry: 'modal' });
    const sealed: string[] = [];
    const shares = {
      find: () => Promise.resolve(share),
      sealInChat: (_id: unknown, _by: unknown, { secret }: { secret: string }) => {
        sealed.push(secret);
        return Promise.resolve(ok(share));
      },
    } as unknown as BotDeps['shares'];
    const inbound = { kind: 'form', name: 'secret', ref: share.id, values: { secret: typed, words: 'a b c d e' } } as const;
    const said = await textOf(open({ shares }).ask(inbound));
    expect(said.includes('What you typed has white space at its ends')).toBe(isSaid);
    expect(said).not.toContain('hunter');
    expect(sealed).toEqual([typed]);
  });
});

describe('the handler', () => {
  it('T13: a fault is one sentence to the person and one code in the log, without its message', async () => {
    for (const error of [new Fault('store.unavailable', 'cannot reach hunter2'), new TypeError('hunter2 is not iterable')]) {
      const { ask, log } = open({
        markOnce: async () => {
          throw error;
        },
      });
      const answer = await ask({ kind: 'command', text: 'share hunter2', people: [] });
      expect(JSON.stringify(answer)).toContain('Something broke on this server');
      expect(JSON.stringify(answer) + log.join()).not.toContain('hunter2');
      expect(log).toHaveLength(1);
    }
  });

  it('does nothing, and does not even note the press, when the deadline has passed already', async () => {
    const seen: string[] = [];
    const { handle } = createBot({ ...world(), markOnce: (_tenant, key) => Promise.resolve(seen.push(key) > 0) });
    const late = new AbortController();
    late.abort();
    expect(
      await handle({ id: 'p', tenant: 'chatter:t', actor: me, place: null, kind: 'command', text: 'help', people: [] }, late.signal),
    ).toEqual({
      kind: 'nothing',
    });
    expect(seen).toEqual([]);
  });

  const cardOf = async (answer: Promise<InteractionResponse>): Promise<Card> => {
    const got = await answer;
    if (got.kind !== 'private') throw new Error(`no card but ${got.kind}`);
    return got.card;
  };

  it.each([
    ['list', 'Open'],
    ['revoke', 'Take back'],
    ['receipt', 'Receipt'],
  ])('R1: /nt2 %s reaches each of 25 shares by its button to what follows, and counts what is not shown yet', async (verb, label) => {
    const all = Array.from({ length: 25 }, (_, n) => shareIn(states.ready, { id: idOf(n), label: `key ${n}` }));
    const { ask } = open({ shares: { ...untouched, list: listOf(all) } });
    const found: string[] = [];
    let card = await cardOf(ask({ kind: 'command', text: verb, people: [] }));
    for (const left of [16, 7, null]) {
      expect(card.buttons.length).toBeLessThanOrEqual(10);
      const shares = card.buttons.filter((button) => button.label.startsWith(`${label}: `));
      found.push(...shares.map((button) => (button.kind === 'act' ? button.ref : '')));
      const next = card.buttons.find((button) => button.kind === 'act' && button.action === 'more');
      if (left === null) {
        expect(next).toBeUndefined();
        expect(cardText(card)).not.toContain('Not shown');
        break;
      }
      expect(cardText(card)).toContain(`Not shown yet: ${left}.`);
      if (next?.kind !== 'act') throw new Error('no button to what follows');
      expect(next.ref.length).toBeLessThanOrEqual(80);
      card = await cardOf(ask({ kind: 'action', action: 'more', ref: next.ref }));
    }
    expect(found).toEqual(all.map(({ id }) => id));
  });

  it('R1: never says that nothing waits while something does: it looks on behind what is past its time, or on a screen', async () => {
    const late = Array.from({ length: 30 }, (_, n) => shareIn(states.ready, { id: idOf(n), expiresAt: 0 }));
    const waits = shareIn(states.ready, { id: idOf(90), label: 'the one that waits' });
    const list = (text: string, shares: readonly Share[]) =>
      textOf(open({ shares: { ...untouched, list: listOf(shares) } }).ask({ kind: 'command', text, people: [] }));
    expect(await list('list', [...late, waits])).toContain('the one that waits');
    const opened = Array.from({ length: 30 }, (_, n) => shareIn(states.claimed, { id: idOf(n) }));
    expect(await list('revoke', [...opened, waits])).toContain('the one that waits');
    expect(await list('list', late)).toContain('Nothing is waiting');
    expect(await list('revoke', opened)).toContain('nothing that could be taken back');
  });

  it('R1: a page that has nothing left on it says so, and not that nothing waits; a reference that is none begins anew', async () => {
    const all = Array.from({ length: 9 }, (_, n) => shareIn(states.ready, { id: idOf(n), label: `key ${n}` }));
    const { ask } = open({ shares: { ...untouched, list: listOf(all) } });
    const more = (ref: string) => textOf(ask({ kind: 'action', action: 'more', ref }));
    expect(await more(`list.0.${idOf(8)}`)).toContain('Nothing more follows here. /nt2 list shows');
    for (const ref of ['list', 'new', '', 'list.x.y', `list.1.${'A'.repeat(32)}`]) expect(await more(ref)).toContain('key 0');
  });
});

function world(): BotDeps {
  return {
    shares: {} as BotDeps['shares'],
    tokens: { issue: () => Promise.resolve('') },
    clock: () => 0,
    markOnce: () => Promise.resolve(true),
    publicUrl: 'https://nt2.example',
    modalEntry: true,
    passphrase: { generate: () => '', good: () => true },
    platform: { name: 'Chatter', capabilities: { fields: 10, rejectForms: true } },
    log: () => {},
  };
}

const none = (): never => {
  throw new Error('not asked for in this test');
};
const untouched: BotDeps['shares'] = {
  create: none,
  find: none,
  list: none,
  acceptInChat: none,
  decline: none,
  revoke: none,
  sealInChat: none,
  block: none,
  unblock: none,
  blocked: none,
};

describe('the own page of a person', () => {
  it('shows what waits for him, what he has sent, what he was given, how it ended, and the way to a new one', async () => {
    const mine = shareIn(states.offered);
    const ended = shareIn({ status: 'ended', cause: 'declined', at: 1, seal: null, acceptance: null, claim: null });
    const theirs = shareIn(states.offered, { sender: sam, recipient: alex, label: 'for me' });
    const over = shareIn(states.offered, { sender: sam, recipient: alex, expiresAt: 0 });
    let blocked: Person[] = [];
    const { ask } = open({
      shares: { ...untouched, list: listOf([mine, ended, theirs, over]), blocked: () => Promise.resolve(blocked) },
    });
    const got = await ask({ kind: 'home', place: null });
    if (got.kind !== 'home') throw new Error(`no home but ${got.kind}`);
    const [waiting, sent, given] = got.home.sections.map(({ cards }) => cards.map(cardText));
    expect(waiting).toHaveLength(1);
    expect(waiting?.[0]).toContain('for me');
    expect(sent).toHaveLength(2);
    expect(given).toHaveLength(1);
    // From each there is one way to its receipt.
    for (const card of got.home.sections.flatMap(({ cards }) => cards))
      expect(card.buttons.filter((one) => one.kind === 'act' && one.action === 'receipt')).toHaveLength(1);
    expect(sent?.[1]).toContain('Declined');
    const [button] = got.home.intro.buttons;
    expect(button).toMatchObject({ kind: 'act', action: 'share' });
    const form = await formOf(ask({ kind: 'action', action: 'share', ref: 'new', place: null }));
    expect(form.name).toBe('share');
    // Whom he has blocked, with the way to lift it, and nothing of it where there is nobody.
    expect(got.home.sections).toHaveLength(3);
    blocked = [sam];
    const more = await ask({ kind: 'home', place: null });
    expect(more.kind === 'home' && more.home.sections.at(-1)).toMatchObject({
      title: 'Blocked by you',
      cards: [{ title: 'Sam', buttons: [{ action: 'unblock', ref: sam.key, label: 'Unblock' }] }],
    });
  });

  it('R1: shows what waits behind any number of ended ones, and says how many are not shown, with a button to them', async () => {
    const end = { status: 'ended', cause: 'revoked', at: 1, seal: null, acceptance: null, claim: null } as const;
    const toMe = { sender: sam, recipient: alex };
    const all = [
      ...Array.from({ length: 40 }, (_, n) => shareIn(end, { id: idOf(n) })),
      ...Array.from({ length: 13 }, (_, n) => shareIn(states.ready, { id: idOf(40 + n), ...toMe })),
      shareIn(states.offered, { id: idOf(90), label: 'my old one' }),
    ];
    const blocked = Array.from({ length: 12 }, (_, n): Person => ({ key: `chatter:t:p${n}` as PersonKey, name: `P ${n}` }));
    const { ask } = open({ shares: { ...untouched, list: listOf(all), blocked: () => Promise.resolve(blocked) } });
    const got = await ask({ kind: 'home', place: null });
    if (got.kind !== 'home') throw new Error(`no home but ${got.kind}`);
    const [waiting, sent, given, none] = got.home.sections.map(({ cards }) => cards);
    expect(waiting).toHaveLength(11);
    expect(waiting?.at(-1)).toMatchObject({ title: 'Not shown here: 3', buttons: [{ action: 'more', ref: 'list' }] });
    expect(cardText(sent![0]!)).toContain('my old one');
    expect(sent?.at(-1)).toMatchObject({ title: 'Not shown here: 31', buttons: [{ action: 'more', ref: 'receipt' }] });
    expect(given).toEqual([]);
    expect(none?.at(-1)?.title).toContain('Not shown here: 2. /nt2 unblock');
  });

  it('receipt lists what was sent and received, ended or not, and leads to each', async () => {
    const ended = shareIn({ status: 'ended', cause: 'delivered', at: 1, seal: null, acceptance: null, claim: null });
    const theirs = shareIn(states.offered, { sender: sam, recipient: alex });
    const { ask } = open({ shares: { ...untouched, list: listOf([ended, theirs]) } });
    const got = await ask({ kind: 'command', text: 'receipt', people: [] });
    if (got.kind !== 'private') throw new Error(`no card but ${got.kind}`);
    expect(cardText(got.card)).toContain('Opened and destroyed');
    expect(cardText(got.card)).toMatch(/2\. .*from Sam: /);
    expect(got.card.buttons).toMatchObject([1, 2].map((n) => ({ kind: 'act', action: 'receipt', label: `Receipt: ${n}` })));
  });

  it('the button to the receipt leads sender and recipient there, privately and by a link that works once, and nobody else', async () => {
    const share = shareIn({ status: 'ended', cause: 'delivered', at: 1, seal: null, acceptance: null, claim: null });
    const { ask } = open({ shares: { ...untouched, find: () => Promise.resolve(share) } });
    const press = (actor: Contact) => ask({ kind: 'action', action: 'receipt', ref: share.id, actor });
    for (const party of [me, colleague]) {
      const got = await press(party);
      if (got.kind !== 'private') throw new Error(`no private card but ${got.kind}`);
      expect(got.card.buttons).toMatchObject([{ kind: 'open', url: `https://nt2.example/go#${'t'.repeat(32)}/receipt` }]);
    }
    expect(await textOf(press(contact('member')))).not.toContain('/go#');
  });
});
