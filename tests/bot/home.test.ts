// A person's own page in chat, and the ways from it to each receipt.

import { describe, expect, it } from 'vitest';
import type { Contact } from '../../src/bot/port.ts';
import type { Person, PersonKey, Share } from '../../src/core/share.ts';
import { alex, cardText, sam, shareIn, states } from './fixtures.ts';
import { me, colleague, contact, listOf, idOf, open, untouched, formOf, textOf } from './ask.ts';

describe('the own page of a person', () => {
  it('shows what waits for him, what he has sent, what he was given, how it ended, and the way to a new one', async () => {
    const mine = shareIn(states.offered);
    const ended = shareIn({ status: 'ended', cause: 'declined', at: 1, seal: null, acceptance: null, claim: null });
    const theirs = shareIn(states.offered, { sender: sam, recipient: alex, label: 'for me' });
    const late = shareIn(states.offered, { sender: sam, recipient: alex, expiresAt: 0 });
    let blocked: Person[] = [];
    const { ask } = open({
      shares: { ...untouched, list: listOf([mine, ended, theirs, late]), blocked: () => Promise.resolve(blocked) },
    });
    const got = await ask({ kind: 'home', place: null });
    if (got.kind !== 'home') throw new Error(`no home but ${got.kind}`);
    const [waiting, others, unread, over] = got.home.sections.map(({ cards }) => cards.map(cardText));
    expect(got.home.sections.map(({ title }) => title)).toEqual(['Waiting for you', 'Waiting for others', 'Expired unopened', 'Ended']);
    // Theirs to accept, and one of their own to enter; what is past its time waits for nobody.
    expect(waiting).toHaveLength(2);
    expect(waiting?.[1]).toContain('for me');
    expect([others, unread]).toEqual([[], []]);
    expect(over).toHaveLength(1);
    // From each there is one way to its receipt.
    for (const card of got.home.sections.flatMap(({ cards }) => cards))
      expect(card.buttons.filter((one) => one.kind === 'act' && one.action === 'receipt')).toHaveLength(1);
    expect(over?.[0]).toContain('Declined');
    const [button] = got.home.intro.buttons;
    expect(button).toMatchObject({ kind: 'act', action: 'share' });
    const form = await formOf(ask({ kind: 'action', action: 'share', ref: 'new', place: null }));
    expect(form.name).toBe('share');
    // And the way to ask for one.
    expect(got.home.intro.buttons[1]).toMatchObject({ kind: 'act', action: 'request', label: 'Ask for a secret' });
    expect((await formOf(ask({ kind: 'action', action: 'request', ref: 'new', place: null }))).name).toBe('request');
    // Whom they have blocked, with the way to lift it, and nothing of it where there is nobody.
    expect(got.home.sections).toHaveLength(4);
    blocked = [sam];
    const more = await ask({ kind: 'home', place: null });
    expect(more.kind === 'home' && more.home.sections.at(-1)).toMatchObject({
      title: 'Blocked by you',
      cards: [{ title: 'Sam', buttons: [{ action: 'unblock', ref: sam.key, label: 'Unblock' }] }],
    });
  });

  it('J3: leads to all of it on a page: a known browser in one press, another one by a press that is answered with a link', async () => {
    const mine = shareIn(states.ready);
    const toMe = shareIn(states.ready, { id: idOf(2), sender: sam, recipient: alex });
    const pageButton = async (shares: readonly Share[], isKnown: boolean) => {
      const { ask } = open({
        isKnown: () => Promise.resolve(isKnown),
        shares: { ...untouched, list: listOf(shares), blocked: () => Promise.resolve([]) },
      });
      const got = await ask({ kind: 'home', place: null });
      if (got.kind !== 'home') throw new Error(`no home but ${got.kind}`);
      // T12: a platform keeps this page, and it signs nobody in by itself.
      expect(JSON.stringify(got)).not.toContain('/go#');
      return got.home.intro.buttons.at(-1);
    };
    const press = { kind: 'act', action: 'more', ref: 'page', label: 'All on a page' };
    expect(await pageButton([mine], false)).toEqual(press);
    expect(await pageButton([], true)).toEqual(press);
    expect(await pageButton([mine], true)).toMatchObject({ kind: 'open', url: `https://nt2.example/mine?by=${mine.id}&as=sender` });
    expect(await pageButton([toMe], true)).toMatchObject({ kind: 'open', url: `https://nt2.example/mine?by=${toMe.id}&as=recipient` });
  });

  it('R1: shows what waits behind any number of ended ones, and says how many are not shown, with a button to them', async () => {
    const end = { status: 'ended', cause: 'revoked', at: 1, seal: null, acceptance: null, claim: null } as const;
    const toMe = { sender: sam, recipient: alex };
    const all = [
      ...Array.from({ length: 40 }, (_, n) => shareIn(end, { id: idOf(n) })),
      ...Array.from({ length: 13 }, (_, n) => shareIn(states.ready, { id: idOf(40 + n), ...toMe })),
      shareIn(states.ready, { id: idOf(90), label: 'my old one' }),
    ];
    const blocked = Array.from({ length: 12 }, (_, n): Person => ({ key: `chatter:t:p${n}` as PersonKey, name: `P ${n}` }));
    const { ask } = open({ shares: { ...untouched, list: listOf(all), blocked: () => Promise.resolve(blocked) } });
    const got = await ask({ kind: 'home', place: null });
    if (got.kind !== 'home') throw new Error(`no home but ${got.kind}`);
    const [waiting, others, unread, over, none] = got.home.sections.map(({ cards }) => cards);
    expect(waiting).toHaveLength(11);
    expect(waiting?.at(-1)).toMatchObject({ title: '3 more', buttons: [{ action: 'more', ref: 'mine' }] });
    expect(cardText(others![0]!)).toContain('my old one');
    expect(unread).toEqual([]);
    expect(over).toHaveLength(6);
    expect(over?.at(-1)).toMatchObject({ title: '35 more', buttons: [{ action: 'more', ref: 'ended' }] });
    expect(none?.at(-1)?.title).toContain('2 more. /nt2 unblock');
  });

  it('receipt lists what was sent and received, ended or not, and leads to each', async () => {
    const ended = shareIn({ status: 'ended', cause: 'delivered', at: 1, seal: null, acceptance: null, claim: null });
    const theirs = shareIn(states.offered, { sender: sam, recipient: alex });
    const { ask } = open({ shares: { ...untouched, list: listOf([ended, theirs]) } });
    const got = await ask({ kind: 'command', text: 'receipt', people: [] });
    if (got.kind !== 'private') throw new Error(`no card but ${got.kind}`);
    expect(cardText(got.card)).toContain('Opened, then deleted');
    expect(cardText(got.card)).toMatch(/2\. .*from Sam: /);
    const first = got.card.rows?.map(({ buttons }) => buttons[0]);
    expect(first).toMatchObject([1, 2].map((n) => ({ kind: 'act', action: 'receipt', label: `Receipt: ${n}` })));
  });

  it('the button to the receipt leads sender and recipient there, privately and by a link that works once, and nobody else', async () => {
    const share = shareIn({ status: 'ended', cause: 'delivered', at: 1, seal: null, acceptance: null, claim: null });
    const parties = { id: share.id, sender: share.sender.key, recipient: share.recipient?.key ?? null };
    const { ask } = open({ shares: { ...untouched, findParties: () => Promise.resolve(parties) } });
    const press = (actor: Contact) => ask({ kind: 'action', action: 'receipt', ref: share.id, actor });
    for (const party of [me, colleague]) {
      const got = await press(party);
      if (got.kind !== 'private') throw new Error(`no private card but ${got.kind}`);
      expect(got.card.buttons).toMatchObject([{ kind: 'open', url: `https://nt2.example/go#${'t'.repeat(32)}/receipt` }]);
    }
    expect(await textOf(press(contact('member')))).not.toContain('/go#');
  });
});
