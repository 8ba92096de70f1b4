// The lists of shares in chat: every share is reached, page by page, and none that waits is passed over.

import { describe, expect, it } from 'vitest';
import type { Card, InteractionResponse } from '../../src/bot/port.ts';
import type { Share } from '../../src/core/share.ts';
import { cardText, shareIn, states } from './fixtures.ts';
import { listOf, idOf, open, untouched, textOf } from './ask.ts';

describe('the handler', () => {
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
      expect(cardText(card)).toContain(`${left} more.`);
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
    expect(await list('revoke', opened)).toContain('nothing to take back');
  });

  it('R1: a page that has nothing left on it says so, and not that nothing waits; a reference that is none begins anew', async () => {
    const all = Array.from({ length: 9 }, (_, n) => shareIn(states.ready, { id: idOf(n), label: `key ${n}` }));
    const { ask } = open({ shares: { ...untouched, list: listOf(all) } });
    const more = (ref: string) => textOf(ask({ kind: 'action', action: 'more', ref }));
    expect(await more(`list.0.${idOf(8)}`)).toContain('That’s all. /nt2 list shows');
    for (const ref of ['list', 'new', '', 'list.x.y', `list.1.${'A'.repeat(32)}`]) expect(await more(ref)).toContain('key 0');
  });
});
