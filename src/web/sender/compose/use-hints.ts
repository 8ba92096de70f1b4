// What is said of the rows, once the checks have been fetched and the person pauses. Until then, and if they never come, nothing is said.

import { useEffect, useState } from 'preact/hooks';
import type { Kind } from '../../../crypto/share-terms.ts';
import type { Hint } from '../../../fields/hint.ts';
import { loadChecks } from '../../load-checks.ts';
import type { DraftRow } from './draft.ts';

/** Of the value as it was when it was looked at. */
export interface RowHints {
  readonly of: string;
  readonly hints: readonly Hint[];
}

const PAUSE_MS = 200;

/** By row key. */
export function useHints(kind: Kind, rows: readonly DraftRow[]): ReadonlyMap<number, RowHints> {
  const [found, setFound] = useState<ReadonlyMap<number, RowHints>>(new Map());
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(
      () =>
        void loadChecks().then(
          ({ hintsOf }) => {
            if (isOver) return;
            const all = hintsOf(kind, rows, Date.now());
            setFound(new Map(rows.map(({ key, value }, at) => [key, { of: value, hints: all[at] ?? [] }])));
          },
          () => {},
        ),
      PAUSE_MS,
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [rows]);
  return found;
}
