// The lists of shares in chat: every share is reached, page by page, and none that waits is passed over.

import { describe, expect, it } from 'vitest';
import type { Card, InteractionResponse } from '../../src/bot/port.ts';
import type { Share } from '../../src/core/share.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { LIST_STATES } from '../../src/core/ports/list-store.ts';
import { alex, buttonsOf, cardText, endings, sam, shareIn, states } from './fixtures.ts';
import { listOf, idOf, open, untouched, textOf } from './ask.ts';

describe('the handler', () => {
  const cardOf = async (answer: Promise<InteractionResponse>): Promise<Card> => {
    const got = await answer;
    if (got.kind !== 'private') throw new Error(`no card but ${got.kind}`);
    return got.card;
  };

  it.each([
    ['list', 'Open', [20, 15, 10, 5]],
    ['revoke', 'Take back', [17, 9]],
    ['receipt', 'Receipt', [17, 9]],
  ] as const)(
    'R1: /nt2 %s reaches each of 25 shares by its button to what follows, and counts what is not shown yet',
    async (verb, label, lefts) => {
      const all = Array.from({ length: 25 }, (_, n) => shareIn(states.ready, { id: idOf(n), label: `key ${n}` }));
      const { ask } = open({ shares: { ...untouched, list: listOf(all) } });
      const found: string[] = [];
      let card = await cardOf(ask({ kind: 'command', text: verb, people: [] }));
      for (const left of [...lefts, null]) {
        expect(card.rows?.length).toBeLessThanOrEqual(9);
        const shares = buttonsOf(card).filter((button) => button.label.startsWith(`${label}: `));
        found.push(...shares.map((button) => (button.kind === 'act' ? button.ref : '')));
        const next = card.buttons.find(
          (button) => button.kind === 'act' && button.action === 'more' && button.label.startsWith('Show more'),
        );
        if (left === null) {
          expect(next).toBeUndefined();
          break;
        }
        expect(next?.label).toBe(`Show more (${left})`);
        if (next?.kind !== 'act') throw new Error('no button to what follows');
        expect(next.ref.length).toBeLessThanOrEqual(80);
        card = await cardOf(ask({ kind: 'action', action: 'more', ref: next.ref }));
      }
      expect(found).toEqual(all.map(({ id }) => id));
    },
  );

  it('I8: what is over can be shared or asked for again at its line, by the person who began it', async () => {
    const asked = { of: 'person', fields: [], gate: null, remindedAt: 0, reason: '' } as const;
    const over = endings[0]!;
    const rows: readonly [Share, string[]][] = [
      [shareIn(over, { id: idOf(1) }), ['Receipt', 'Share again']],
      [shareIn(over, { id: idOf(2), asked, sender: sam, recipient: alex }), ['Receipt', 'Ask again']],
      [shareIn(over, { id: idOf(3), sender: sam, recipient: alex }), ['Receipt']],
      [shareIn(over, { id: idOf(4), asked }), ['Receipt']],
      [shareIn(states.ready, { id: idOf(5) }), ['Receipt']],
    ];
    const { ask } = open({ shares: { ...untouched, list: listOf(rows.map(([share]) => share)) } });
    const card = await cardOf(ask({ kind: 'command', text: 'receipt', people: [] }));
    const found = new Map(
      card.rows?.map(({ buttons }) => [buttons[0]?.kind === 'act' && buttons[0].ref, buttons.map(({ label }) => label)]),
    );
    for (const [share, labels] of rows) expect(found.get(share.id)?.map((label) => label.split(':')[0])).toEqual(labels);
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
    expect(await list('revoke', opened)).toContain('nothing to take back');
  });

  it('R1: a page that has nothing left on it says so, and not that nothing waits; a reference that is none begins anew', async () => {
    const all = Array.from({ length: 9 }, (_, n) => shareIn(states.ready, { id: idOf(n), label: `key ${n}` }));
    const { ask } = open({ shares: { ...untouched, list: listOf(all) } });
    const more = (ref: string) => textOf(ask({ kind: 'action', action: 'more', ref }));
    expect(await more(`others.0.${idOf(8)}`)).toContain('That’s all. /nt2 list shows');
    // Also of the cards from before there were lists by state.
    for (const ref of ['list', 'new', '', 'list.x.y', `list.0.${idOf(3)}`, `others.1.${'A'.repeat(32)}`, 'revoke'])
      expect(await more(ref)).toContain('key 0');
  });

  it('J3: leads from each list to the three others and to the page, by buttons alone; what waits for the person comes first', async () => {
    const end = (cause: 'declined' | 'expired') => ({ status: 'ended', cause, at: 1, seal: null, acceptance: null, claim: null }) as const;
    const all = [
      shareIn(states.ready, { id: idOf(1), label: 'sent' }),
      shareIn(states.ready, { id: idOf(2), label: 'to me', sender: sam, recipient: alex }),
      shareIn(end('expired'), { id: idOf(3), label: 'nobody came' }),
      shareIn(end('declined'), { id: idOf(4), label: 'no thanks' }),
    ];
    const { ask } = open({ shares: { ...untouched, list: listOf(all) } });
    const labels = { mine: 'to me', others: 'sent', unread: 'nobody came', ended: 'no thanks' } as const;
    const first = await cardOf(ask({ kind: 'command', text: 'list', people: [] }));
    expect(first.title).toBe(en.answers.lists.mine.title);
    for (const state of LIST_STATES) {
      const card = await cardOf(ask({ kind: 'action', action: 'more', ref: state }));
      for (const [other, label] of Object.entries(labels))
        expect(cardText(card).includes(label), `${state}: ${other}`).toBe(other === state);
      const refs = card.buttons.flatMap((button) => (button.kind === 'act' && button.action === 'more' ? [button.ref] : []));
      expect(refs).toEqual([...LIST_STATES.filter((one) => one !== state), 'page']);
      // T12: no list carries an address that signs in.
      expect(JSON.stringify(card)).not.toContain('/go#');
    }
    const page = await cardOf(ask({ kind: 'action', action: 'more', ref: 'page' }));
    expect(page.buttons).toMatchObject([{ kind: 'open', url: `https://nt2.example/go#${'t'.repeat(32)}/mine` }]);
  });

  it('J3: each list leads to the page in one press where a browser of the reader is known, by an address that opens nothing', async () => {
    const asked = { of: 'person', fields: [], gate: null, remindedAt: 0, reason: '' } as const;
    const all = [
      shareIn(states.ready, { id: idOf(1) }),
      shareIn(states.offered, { id: idOf(2), sender: sam, recipient: alex }),
      shareIn(states.accepted, { id: idOf(3), sender: sam, recipient: alex, asked }),
    ];
    for (const share of all) {
      const { ask } = open({ isKnown: () => Promise.resolve(true), shares: { ...untouched, list: listOf([share]) } });
      const url = `https://nt2.example/mine?by=${share.id}&as=${share.sender.key === alex.key ? 'sender' : 'recipient'}`;
      const listed = await cardOf(ask({ kind: 'command', text: 'list', people: [] }));
      expect(listed.buttons.at(-1)).toEqual({ kind: 'open', url, label: 'All on a page' });
      const receipts = await cardOf(ask({ kind: 'command', text: 'receipt', people: [] }));
      expect(receipts.body).toEqual([[{ kind: 'link', text: en.mine, url }]]);
    }
  });

  it('J3: where nothing waits for the person, what waits for others comes first, and nothing at all says so', async () => {
    const sent = shareIn(states.ready, { id: idOf(1), label: 'sent' });
    const first = (shares: readonly Share[]) =>
      textOf(open({ shares: { ...untouched, list: listOf(shares) } }).ask({ kind: 'command', text: 'list', people: [] }));
    expect(await first([sent])).toContain(en.answers.lists.others.title);
    expect(await first([])).toContain('Nothing is waiting');
  });
});
