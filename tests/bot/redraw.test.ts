import { describe, expect, it } from 'vitest';

import { cardFor } from '../../src/bot/cards/surface.ts';
import { MODES, SURFACES, type Share } from '../../src/core/share.ts';
import { STATUSES } from '../../src/crypto/share-terms.ts';
import { actions, alex, outcome, shareIn } from '../core/fixtures.ts';
import { voice } from './fixtures.ts';

const standsAs = (share: Share): Share => ({ ...share, outbox: [] });

describe('U7: cards that stand in chat', () => {
  it.each(MODES)('in mode %s are drawn anew by every change after which they would read otherwise', (mode) => {
    let changed = 0;
    for (const status of STATUSES) {
      const start = shareIn(mode, status);
      if (start === null) continue;
      const entered = outcome(start, actions(mode).enter).change?.share;
      for (const from of entered === undefined ? [start] : [start, entered]) {
        const before = standsAs(from);
        for (const action of [...Object.values(actions(mode)), { kind: 'rollback' } as const]) {
          const after = outcome(before, action).change?.share;
          if (after === undefined) continue;
          const drawn = after.outbox.flatMap((message) => (message.kind === 'surface' ? [message.surface] : []));
          for (const surface of SURFACES) {
            if ((surface === 'recipient' && after.recipient === null) || (surface === 'place' && after.place === null)) continue;
            if (JSON.stringify(cardFor(voice, before, surface)) === JSON.stringify(cardFor(voice, after, surface))) continue;
            changed += 1;
            expect(drawn, `${action.kind} when ${status}: ${surface}`).toContain(surface);
          }
        }
      }
    }
    expect(changed).toBeGreaterThan(5);
  });

  it('the sender who has entered it reads so, while the others are left as they are', () => {
    const { change } = outcome(standsAs(shareIn('sealed', 'offered')!), actions().enter);
    expect(change?.share.sender).toEqual(alex);
    expect(change?.share.outbox).toMatchObject([{ kind: 'surface', surface: 'sender' }]);
    expect(JSON.stringify(cardFor(voice, change!.share, 'sender'))).toContain('You’ve entered it.');
  });
});
