// The rows of one state, with a way to those that follow.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { MineFilter } from '../../client/calls/mine.ts';
import type { MineState } from '../../client/answers/mine-page.ts';
import { mineMessages as messages } from '../messages/mine.ts';
import { Button } from '../ui/button.tsx';
import { Row, type RowDeps } from './row.tsx';
import { useSection } from './use-section.ts';

interface ListProps extends RowDeps {
  state: MineState;
  filter: MineFilter;
  round: number;
}

export function List({ state, filter, round, onChanged }: ListProps) {
  const section = useSection(state, filter, round);
  const { status, page, code } = section;
  const list = useRef<HTMLUListElement>(null);
  const [from, setFrom] = useState<number | null>(null);
  const title = messages.sections[state];
  // A person who pressed "Show more" goes on with the first of those that came.
  useEffect(() => {
    if (from === null || page.rows.length <= from) return;
    list.current?.querySelectorAll<HTMLElement>('.what a')[from]?.focus();
    setFrom(null);
  }, [page.rows.length]);
  const showMore = (): void => {
    setFrom(page.rows.length);
    void section.showMore();
  };
  const isFiltered = filter.text !== '' || filter.since > 0;
  return (
    <section class="list" aria-label={title} aria-busy={status === 'asking'}>
      <h2>{title}</h2>
      {status === 'asking' ? <p class="help">{messages.busy}</p> : null}
      {status === 'failed' ? <Failed code={code} onAgain={() => void section.refresh()} /> : null}
      {status === 'list' && page.rows.length === 0 ? <p class="help">{isFiltered ? messages.noneFound : messages.none}</p> : null}
      {page.rows.length === 0 ? null : (
        <ul ref={list}>
          {page.rows.map((row) => (
            <Row key={row.id} row={row} now={Date.now()} onChanged={onChanged} />
          ))}
        </ul>
      )}
      {page.next === null ? null : (
        <div class="row-actions">
          <Button label={messages.moreOf(title)} onPress={showMore}>
            {messages.more}
          </Button>
          <span class="help">{messages.count(page.more)}</span>
        </div>
      )}
    </section>
  );
}

function Failed({ code, onAgain }: { code: string; onAgain: () => void }) {
  if (code.startsWith('input.')) return <p class="error">{messages.tooMany}</p>;
  return (
    <>
      <p class="error">{messages.failed}</p>
      <div class="row-actions">
        <Button onPress={onAgain}>{messages.again}</Button>
      </div>
    </>
  );
}
