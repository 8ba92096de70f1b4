// One board: which state, whom and which template it shows, as rows or counted.

import { useRef, useState } from 'preact/hooks';
import type { SeenFilter, BoardOf, SeenState } from '../api/board-page.ts';
import { boardMessages as messages } from '../messages/board.ts';
import { keepOut } from '../ui/secret-input.tsx';
import { GroupList } from './group-list.tsx';
import { LineList } from './line-list.tsx';
import { OverdueList } from './overdue-list.tsx';

const STATES: readonly SeenState[] = ['outstanding', 'expired', 'failed', 'refused'];
/** The one list that is not of shares. */
const OVERDUE = 'overdue';
const GROUPINGS = ['', 'person', 'template'] as const;

export function BoardList({ board, onStale }: { board: BoardOf; onStale: () => void }) {
  const [filter, setFilter] = useState<SeenFilter>({ tenant: board.tenant, state: 'outstanding', person: '', template: '' });
  const [typed, setTyped] = useState({ person: '', template: '' });
  const [isOverdue, setOverdue] = useState(false);
  const [by, setBy] = useState<(typeof GROUPINGS)[number]>('');
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);

  const onAnswer = (code: string): void => {
    setSaid(code === '' ? '' : code === 'board.none' ? messages.noRole : messages.fault);
    if (code === 'board.none') onStale();
  };
  const pick = (part: Partial<typeof typed>): void => {
    setTyped({ ...typed, ...part });
    setFilter({ ...filter, ...part });
    setBy('');
    // What was pressed goes with its line.
    heading.current?.focus();
  };
  const title = isOverdue ? messages.overdue : messages.states[filter.state];
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
        <label>
          {messages.show}
          <select
            value={isOverdue ? OVERDUE : filter.state}
            onChange={({ currentTarget: { value } }) => {
              setOverdue(value === OVERDUE);
              if (value !== OVERDUE) setFilter({ ...filter, state: value as SeenState });
            }}
          >
            {STATES.map((state) => (
              <option key={state} value={state}>
                {messages.stateCount(messages.states[state], board.counts[state])}
              </option>
            ))}
            <option value={OVERDUE}>{messages.overdue}</option>
          </select>
        </label>
        {isOverdue ? null : (
          <>
            <label>
              {messages.group}
              <select value={by} onChange={({ currentTarget }) => setBy(currentTarget.value as (typeof GROUPINGS)[number])}>
                {GROUPINGS.map((one) => (
                  <option key={one} value={one}>
                    {messages.groupings[one]}
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
          </>
        )}
      </form>
      <p class="help" role="status">
        {said}
      </p>
      <section class="list" aria-label={title}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <p class="help">{isOverdue ? messages.overdueHint : messages.hints[filter.state]}</p>
        {isOverdue ? (
          <OverdueList tenant={board.tenant} onAnswer={onAnswer} />
        ) : by === '' ? (
          <LineList filter={filter} onAnswer={onAnswer} onSaved={() => setSaid(messages.saved)} onPerson={(person) => pick({ person })} />
        ) : (
          <GroupList filter={filter} by={by} onAnswer={onAnswer} onGroup={pick} />
        )}
      </section>
    </>
  );
}
