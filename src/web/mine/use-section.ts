// One section's rows: loaded a page at a time, and anew after something changed. An answer that a newer question overtook is dropped.

import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchMine, type MineFilter } from '../../client/calls/mine.ts';
import type { MineState, MinePage } from '../../client/answers/mine-page.ts';
import { here } from '../api/api.ts';

const PAGE = 10;
/** The most that the server gives at once. */
const MOST = 50;

export interface Section {
  readonly status: 'asking' | 'failed' | 'list';
  readonly page: MinePage;
  /** The code of the refusal, where it failed. */
  readonly code: string;
  refresh(): Promise<void>;
  showMore(): Promise<void>;
}

const NOTHING: MinePage = { rows: [], more: 0, next: null };

/** `round` changes when all that is shown must be asked for again. */
export function useSection(state: MineState, filter: MineFilter, round: number): Section {
  const [section, setSection] = useState<Pick<Section, 'status' | 'page' | 'code'>>({ status: 'asking', page: NOTHING, code: '' });
  const question = useRef(0);
  const shown = useRef<MinePage>(NOTHING);

  const ask = async (limit: number, before: string | null): Promise<void> => {
    question.current += 1;
    const mine = question.current;
    const answer = await fetchMine(here, { ...filter, states: [state], limit, before });
    if (mine !== question.current) return;
    if (!answer.ok) return setSection({ status: 'failed', page: shown.current, code: answer.code });
    const { value } = answer;
    shown.current = before === null ? value : { ...value, rows: [...shown.current.rows, ...value.rows] };
    setSection({ status: 'list', page: shown.current, code: '' });
  };
  const refresh = (): Promise<void> => ask(Math.min(MOST, Math.max(PAGE, shown.current.rows.length)), null);

  useEffect(() => {
    shown.current = NOTHING;
    void ask(PAGE, null);
  }, [state, filter.text, filter.since]);
  useEffect(() => {
    if (round > 0) void refresh();
  }, [round]);
  return { ...section, refresh, showMore: () => ask(PAGE, shown.current.next) };
}
