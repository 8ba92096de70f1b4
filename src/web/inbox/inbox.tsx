// What waits for this person, in their vault: the same rows as on the page of their own shares, and the ways from there into the vault.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { MineRow } from '../../client/answers/mine-page.ts';
import { fetchMine } from '../../client/calls/mine.ts';
import { escapeInvisible } from '../../core/text-safety.ts';
import { actAs, actingAs, fetchPersons, here } from '../api/api.ts';
import { adoptStyle } from '../ui/adopt-style.ts';
import { Button } from '../ui/button.tsx';
import { css as words } from '../ui/safety-words.css';
import { Notice } from '../ui/notice.tsx';
import { Screen } from '../ui/screen.tsx';
import { inboxMessages as messages } from '../messages/inbox.ts';
import type { Vault } from '../vault/vault.ts';
import { InboxRow } from './row.tsx';

adoptStyle(words);

type Persons = readonly { readonly ref: string; readonly name: string }[];
type State =
  | { readonly kind: 'asking' | 'nobody' | 'failed' }
  | { readonly kind: 'rows'; readonly persons: Persons; readonly rows: readonly MineRow[] };

/** As often as a page that waits asks where nothing streams. */
const EVERY_MS = 5_000;
const MOST = 50;

async function load(): Promise<State> {
  const persons = await fetchPersons();
  if (!persons.ok) return { kind: 'failed' };
  const [first] = persons.value;
  if (first === undefined) return { kind: 'nobody' };
  if (!persons.value.some(({ ref }) => ref === actingAs())) actAs(first.ref);
  const page = await fetchMine(here, { states: ['mine', 'others'], text: '', since: 0, limit: MOST, before: null });
  if (!page.ok) return { kind: 'failed' };
  const rows = page.value.rows.filter(({ role, asked }) => role === 'recipient' && asked === null);
  return { kind: 'rows', persons: persons.value, rows };
}

export function Inbox({ vault, onBack }: { vault: Vault; onBack: () => void }) {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const [round, setRound] = useState(0);
  const [told, setTold] = useState('');
  const question = useRef(0);
  const refresh = (): void => {
    question.current += 1;
    const mine = question.current;
    // What is shown stays while it is asked again, and where an answer is lost.
    void load().then((next) => {
      if (mine !== question.current) return;
      setState((before) => (next.kind === 'failed' && before.kind === 'rows' ? before : next));
      setRound(mine);
    });
  };
  useEffect(() => {
    refresh();
    const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), EVERY_MS);
    return () => {
      question.current = -1;
      clearInterval(timer);
    };
  }, []);
  return (
    <Screen title={messages.title} lead={messages.lead} busy={state.kind === 'asking'}>
      <p role="status">{told}</p>
      {state.kind === 'nobody' ? <Notice tone="info">{messages.signedOut}</Notice> : null}
      {state.kind === 'failed' ? (
        <Notice tone="warn" alert>
          <p>{messages.failed}</p>
          <Button kind="small" onPress={refresh}>
            {messages.again}
          </Button>
        </Notice>
      ) : null}
      {state.kind === 'rows' ? (
        <>
          <As
            persons={state.persons}
            onChosen={(ref) => {
              actAs(ref);
              setState({ kind: 'asking' });
              refresh();
            }}
          />
          {state.rows.length === 0 ? <p>{messages.none}</p> : null}
          <ul class="inbox">
            {state.rows.map((row) => (
              <InboxRow
                key={row.id}
                row={row}
                vault={vault}
                round={round}
                onDone={(said) => {
                  setTold(said);
                  refresh();
                }}
              />
            ))}
          </ul>
        </>
      ) : null}
      <div class="actions">
        <Button onPress={onBack}>{messages.back}</Button>
      </div>
      <p>
        <a href="/mine">{messages.more}</a>
      </p>
    </Screen>
  );
}

function As({ persons, onChosen }: { persons: Persons; onChosen: (ref: string) => void }) {
  if (persons.length < 2) return null;
  return (
    <div class="add">
      <label>
        {messages.as}{' '}
        <select value={actingAs() ?? ''} onChange={({ currentTarget }) => onChosen(currentTarget.value)}>
          {persons.map(({ ref, name }) => (
            <option key={ref} value={ref}>
              {escapeInvisible(name)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
