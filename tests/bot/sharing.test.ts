// The command and the form that begin a share: what they ask, what they take, and for whom.

import { describe, expect, it } from 'vitest';
import type { BotDeps } from '../../src/bot/bot.ts';
import type { Contact, FormValues } from '../../src/bot/port.ts';
import { ok, refuse } from '../../src/core/refusal.ts';
import type { ShareId } from '../../src/core/share.ts';
import type { CreateInput } from '../../src/core/shares/create.ts';
import { parseFormer } from '../../src/bot/share-form/again.ts';
import { parseShareRef } from '../../src/bot/share-form/fields.ts';
import { sam, shareIn, states } from './fixtures.ts';
import { me, colleague, contact, idOf, open, five, formOf, textOf, untouched } from './ask.ts';

describe('the share form', () => {
  it('has three fields, and shows the others at a press, with what was typed and chosen by then', async () => {
    const { ask, created } = open();
    const form = await formOf(ask({ kind: 'command', text: 'share', people: [colleague] }));
    expect(form.fields.map(({ id }) => id)).toEqual(['people', 'label', 'kind']);
    expect(form.ref).toBe('');
    const values: FormValues = { people: [colleague, contact('guest')], label: 'another key', kind: 'note' };
    const whole = await formOf(ask({ kind: 'form-press', press: 'options', ref: form.ref, values }));
    expect(whole.fields.map(({ id }) => id)).toEqual(['people', 'label', 'kind', 'opens', 'wait', 'place', 'note', 'entry']);
    expect(whole.fields.slice(0, 3)).toMatchObject([
      { initial: [{ key: colleague.key }, { key: 'chatter:t:guest' }] },
      { initial: 'another key' },
      { initial: 'note' },
    ]);
    expect(created).toEqual([]);
  });

  it('becomes one for a link at a press, and back: the people who were picked are not asked', async () => {
    const { ask, created } = open();
    const typed: FormValues = { people: [colleague], label: 'key', kind: 'bank' };
    const link = await formOf(ask({ kind: 'form-press', press: 'link', ref: '', values: typed }));
    expect([link.title, link.fields.map(({ id }) => id)]).toEqual(['Make a one-time link', ['label', 'kind']]);
    const back = await formOf(ask({ kind: 'form-press', press: 'people', ref: link.ref, values: { label: 'key', kind: 'bank' } }));
    expect(back.fields.map(({ id }) => id)).toEqual(['people', 'label', 'kind']);
    await ask({ kind: 'form', name: 'share', ref: link.ref, values: { people: [colleague], label: 'key', kind: 'bank' } });
    expect(created).toMatchObject([{ recipient: null, kind: 'bank', mode: 'link' }]);
  });

  it('T13: what looks like a secret is not written into the form again, and the warning stays', async () => {
    const pasted = 'ghp_0123456789abcdefghijABCDEFGHIJ';
    const { ask, log } = open();
    const warned = await formOf(
      ask({ kind: 'form-press', press: 'options', ref: '', values: { people: [], label: pasted, kind: 'note' } }),
    );
    const again = await formOf(
      ask({ kind: 'form-press', press: 'link', ref: warned.ref, values: { people: [], label: '', note: pasted } }),
    );
    for (const form of [warned, again]) {
      expect(JSON.stringify(form.intro)).toContain('looks like a secret');
      expect(JSON.stringify(form)).not.toContain(pasted);
    }
    expect(log.join()).not.toContain(pasted);
  });

  it('refuses an empty To whom with a sentence that says how a link is made, and makes none', async () => {
    for (const platform of [undefined, five]) {
      const { ask, created } = open(platform && { platform });
      const answer = await ask({ kind: 'form', name: 'share', ref: '', values: { people: [], label: 'key', kind: 'note' } });
      for (const part of ['Pick at least one person', 'For someone outside this chat, make a link: /nt2 link.'])
        expect(JSON.stringify(answer)).toContain(part);
      expect(created).toEqual([]);
    }
  });

  it('keeps the five that matter most where a platform takes five; chosen options travel in its ref', async () => {
    const { ask, created } = open({ platform: five });
    const given = { kind: 'bank', place: 'none', entry: 'modal', wait: '1h' };
    const form = await formOf(ask({ kind: 'command', text: 'share key', people: [colleague], given }));
    expect(form.fields.map(({ id }) => id)).toEqual(['people', 'label', 'kind', 'note', 'options']);
    expect(form.fields.find(({ id }) => id === 'kind')).toMatchObject({ initial: 'bank' });
    expect(form.ref.length).toBeLessThanOrEqual(80);
    const values: FormValues = { people: [colleague], label: 'key', kind: 'bank', note: '', options: 'opens:words' };
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
    expect(await textOf(open({ platform: five }).ask({ kind: 'form', name: 'share', ref: '', values }))).toContain('That’s you');
  });

  it('a link is asked for by its own command, names nobody, and puts no card into the channel', async () => {
    const { ask, created } = open();
    const form = await formOf(ask({ kind: 'command', text: 'link <@x> key', people: [colleague] }));
    expect(form).toMatchObject({ ref: 'to=link', title: 'Make a one-time link' });
    await ask({ kind: 'form', name: 'share', ref: form.ref, values: { label: 'key', kind: 'note', opens: 'both' } });
    expect(created).toMatchObject([{ recipient: null, place: null, mode: 'link+words', entry: 'page' }]);
  });
});

describe('people', () => {
  it.each([
    ['bot', 'is a bot'],
    ['gone', 'no longer has an active account'],
    ['group', 'isn’t one person'],
    ['unknown', 'I don’t know'],
    ['outsider', 'belongs to another organization'],
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
      'at most 10 at a time',
    );
  });

  it('T13: a secret behind an @ is not repeated as an unknown name', async () => {
    const pasted = 'ghp_0123456789abcdefghijABCDEFGHIJ';
    const text = await textOf(open().ask({ kind: 'command', text: 'share <@x>', people: [contact('unknown', `@${pasted}`)] }));
    expect(text).not.toContain(pasted);
  });

  it('T20: the form of Options makes nothing once its share has been entered, or has given its place away', async () => {
    const made: string[] = [];
    const withdrawn: string[] = [];
    const { id } = shareIn(states.offered);
    const shares = {
      find: () => Promise.resolve(shareIn(states.offered)),
      withdrawUntold: (which: string) =>
        Promise.resolve(withdrawn.push(which) === 1 ? ok(shareIn(states.offered)) : refuse('share.exists')),
      create: ({ label }: CreateInput) => Promise.resolve((made.push(label), ok(shareIn(states.offered)))),
    } as unknown as BotDeps['shares'];
    const { ask } = open({ shares });
    const send = () => ask({ kind: 'form', name: 'share', ref: `kind=note&r=${id}`, values: { people: [colleague], label: 'key' } });
    expect(await textOf(send())).toContain('Shared with');
    expect(await textOf(send())).toContain('It has already been shared');
    expect([made, withdrawn]).toEqual([['key'], [id, id]]);
  });

  it('every form of Options fits a reference of a button, and names one share and nothing else', async () => {
    const share = shareIn(states.offered, { isUntold: true, mode: 'sealed+words', note: 'why' });
    for (const platform of [five, undefined]) {
      const shares = { ...untouched, find: () => Promise.resolve(share) };
      const form = await formOf(open({ shares, ...(platform && { platform }) }).ask({ kind: 'action', action: 'change', ref: share.id }));
      expect(form.ref.length).toBeLessThanOrEqual(80);
      expect(parseFormer(form.ref)).toEqual({ id: share.id, replaces: true });
      // As a field, or, where room is short, carried past the form.
      const opens = form.fields.find(({ id }) => id === 'opens');
      expect(opens ?? { initial: parseShareRef(form.ref).given['opens'] }).toMatchObject({ initial: 'both' });
      expect(form.fields.find(({ id }) => id === 'note')).toMatchObject({ initial: 'why' });
    }
    for (const ref of ['', 'r=', 'r=../x', `r=${'A'.repeat(32)}`, 'a', `a${'A'.repeat(32)}`, `x${'a'.repeat(32)}`])
      expect(parseFormer(ref)).toBeNull();
  });

  it('a refusal for one of several does not undo the others', async () => {
    const made: string[] = [];
    const shares = {
      newIds: () => [idOf(1), idOf(2)],
      create: ({ recipient }: CreateInput) => {
        if (recipient?.key === sam.key) return Promise.resolve(refuse('quota.person'));
        made.push(recipient?.key ?? '');
        return Promise.resolve(ok(shareIn(states.offered, { recipient })));
      },
    } as unknown as BotDeps['shares'];
    const values = { people: [contact('member'), colleague], label: 'key' };
    const text = await textOf(open({ shares }).ask({ kind: 'form', name: 'share', ref: '', values }));
    expect(text).toContain('Not all of it was shared');
    expect(text).toContain('Sam: You have too many open shares.');
    expect(made).toHaveLength(1);
  });
});

describe('J4: a day more', () => {
  const more = (extend: BotDeps['shares']['extend'], { actor = me, longest = false } = {}) => {
    const share = shareIn(states.ready, {});
    const { ask } = open({ shares: { ...untouched, find: () => Promise.resolve(share), extend, waitsLongest: () => longest } });
    return textOf(ask({ kind: 'action', action: 'extend', ref: share.id, actor }));
  };

  it('is asked of the core as that, for the person who pressed, and the answer says until when', async () => {
    const asked: unknown[] = [];
    const text = await more((...[id, by, at]) => {
      asked.push([by, at]);
      return Promise.resolve(ok(shareIn(states.ready, { id: id as ShareId })));
    });
    expect(asked).toEqual([[me.key, null]]);
    expect(text).toContain('It has more time');
  });

  it('says so when there is nothing left to give, and is refused to the other one without asking', async () => {
    const refuseIt = () => Promise.resolve(refuse('share.longest'));
    expect(await more(refuseIt, { longest: true })).toContain('It can’t be given more time');
    // The most at one time is not the most in all.
    expect(await more(refuseIt)).toContain('Press again when some of it has passed');
    expect(await more(untouched.extend, { actor: colleague })).toContain('Only the person who shared it');
  });
});
