// What only the sender learns of a share: which others one form began with it, and which rows its template has.

import { expect, it } from 'vitest';
import type { Share, ShareId } from '../../src/core/share.ts';
import { outsiderView, viewOf } from '../../src/core/shares/share-view.ts';
import { formatShare, parseShare } from '../../src/store/share-codec.ts';
import { alex, everyShare, sam, shareIn, states } from '../bot/fixtures.ts';

const other = 'abcdef33333333333333333333333333' as ShareId;
const shares = everyShare()
  .map((share): Share => ({ ...share, together: [share.id, other] }))
  // What the page of a share looks at is decided by mode and state.
  .filter(({ unreachable }) => unreachable.length === 0);

it('the sender sees the ids of all in every state and mode; recipient, holder and stranger see none of the others', () => {
  for (const share of shares) {
    const look = (who: readonly (typeof alex.key)[]) => viewOf(share, who, { now: 1 });
    expect(look([alex.key])).toMatchObject({ ok: true, value: { together: [share.id, other] } });
    for (const who of [[sam.key], []]) {
      const seen = look(who);
      expect(JSON.stringify(seen)).not.toContain(other);
      if (seen.ok) expect(seen.value.together).toEqual([]);
    }
  }
});

it('is kept by the stores as it is, and a share of before has none', () => {
  for (const share of shares) expect(parseShare(share.id, formatShare(share))).toEqual(share);
  for (const { together: _, ...alone } of shares) expect(parseShare(alone.id, formatShare(alone))).not.toHaveProperty('together');
});

it('J1: the rows of a template are named to the sender, and to nobody who opens, holds the link or answers by one', () => {
  const template = { name: 'keys', title: 'Keys', fields: ['CANARY_ROW'], rotateAfterMs: null, watch: null };
  const outsider = shareIn(states.accepted, { asked: { of: 'link', fields: ['ASKED'], gate: null, remindedAt: 0, reason: '' } });
  for (const share of [...shares, outsider]) {
    const made: Share = { ...share, terms: { from: null, to: null, template } };
    expect(viewOf(made, [alex.key], { now: 1 })).toMatchObject({ ok: true, value: { fields: ['CANARY_ROW'] } });
    for (const seen of [viewOf(made, [sam.key], { now: 1 }), viewOf(made, [], { now: 1 }), outsiderView(made, 1)])
      expect(JSON.stringify(seen)).not.toContain('CANARY_ROW');
  }
});
