// One board: which state, whom and which template it shows, the rows with a way to those that follow, and the same as a file.

import { useEffect, useRef, useState } from 'preact/hooks';
import { fetchBoard, fetchBoardFile } from '../api/board.ts';
import type { SeenFilter, BoardOf, SeenPage, SeenState } from '../api/board-page.ts';
import { boardMessages as messages } from '../messages/board.ts';
import { Button } from '../ui/button.tsx';
import { keepOut } from '../ui/secret-input.tsx';
import { BoardLine } from './board-line.tsx';
import { saveFile } from './save-file.ts';

const STATES: readonly SeenState[] = ['outstanding', 'expired', 'failed', 'refused'];
const NOTHING: SeenPage = { rows: [], next: null };

export function BoardList({ board, onStale }: { board: BoardOf; onStale: () => void }) {
  const [filter, setFilter] = useState<SeenFilter>({ tenant: board.tenant, state: 'outstanding', person: '', template: '' });
  const [typed, setTyped] = useState({ person: '', template: '' });
  const [page, setPage] = useState<SeenPage>(NOTHING);
  const [busy, setBusy] = useState(true);
  const [said, setSaid] = useState('');
  const question = useRef(0);

  const failed = (code: string): void => {
    setSaid(code === 'board.none' ? messages.noRole : messages.fault);
    if (code === 'board.none') onStale();
  };
  const ask = async (before: string | null, shown: SeenPage): Promise<void> => {
    question.current += 1;
    const mine = question.current;
    setBusy(true);
    const answer = await fetchBoard(filter, before);
    // A newer question has overtaken this answer.
    if (mine !== question.current) return;
    setBusy(false);
    if (!answer.ok) {
      // What a role no longer sees is not left on the screen.
      setPage(answer.code === 'board.none' ? NOTHING : shown);
      return failed(answer.code);
    }
    setSaid('');
    setPage({ rows: [...shown.rows, ...answer.value.rows], next: answer.value.next });
  };
  useEffect(() => {
    setPage(NOTHING);
    void ask(null, NOTHING);
  }, [filter]);

  const save = (format: 'csv' | 'json') => async (): Promise<void> => {
    setBusy(true);
    const answer = await fetchBoardFile(filter, format);
    setBusy(false);
    if (!answer.ok) return failed(answer.code);
    saveFile(answer.value, `nt2-board-${filter.state}.${format}`);
    setSaid(messages.saved);
  };
  const pick = (person: string): void => {
    setTyped({ ...typed, person });
    setFilter({ ...filter, person });
  };
  const title = messages.states[filter.state];
  return (
    <>
      <form
        class="filters"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setFilter({ ...filter, person: typed.person.trim(), template: typed.template.trim() });
        }}
      >
        <label class="find">
          {messages.show}
          <select value={filter.state} onChange={({ currentTarget }) => setFilter({ ...filter, state: currentTarget.value as SeenState })}>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {messages.stateCount(messages.states[state], board.counts[state])}
              </option>
            ))}
          </select>
        </label>
        {(['person', 'template'] as const).map((name) => (
          <label key={name}>
            {messages[name]}
            <input
              type="search"
              name={name}
              value={typed[name]}
              maxLength={name === 'person' ? 200 : 24}
              {...keepOut}
              onInput={({ currentTarget }) => setTyped({ ...typed, [name]: currentTarget.value })}
            />
          </label>
        ))}
        <div class="row-actions">
          <button class="button quiet" type="submit">
            {messages.filter}
          </button>
        </div>
      </form>
      <p class="help" role="status">
        {said}
      </p>
      <section class="list" aria-label={title} aria-busy={busy}>
        <h2>{title}</h2>
        <p class="help">{messages.hints[filter.state]}</p>
        {page.rows.length > 0 ? null : <p class="help">{busy ? messages.busy : page.next === null ? messages.none : messages.noneYet}</p>}
        <ul>
          {page.rows.map((row) => (
            <BoardLine key={row.id} row={row} now={Date.now()} onPerson={pick} />
          ))}
        </ul>
        <div class="row-actions">
          {page.next === null ? null : (
            <Button busy={busy} onPress={() => void ask(page.next, page)}>
              {messages.more}
            </Button>
          )}
          {(['csv', 'json'] as const).map((format) => (
            <Button key={format} busy={busy} onPress={() => void save(format)()}>
              {messages.files[format]}
            </Button>
          ))}
        </div>
      </section>
    </>
  );
}
