// Shares that one form began for several people: only their sender learns which belong together.

import { expect, it } from 'vitest';
import type { Share, ShareId } from '../../src/core/share.ts';
import { viewOf } from '../../src/core/shares/share-view.ts';
import { formatShare, parseShare } from '../../src/store/share-codec.ts';
import { alex, everyShare, sam } from '../bot/fixtures.ts';

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
