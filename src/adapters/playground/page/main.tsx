// The playground: one toy chat, seen by two people side by side, or by one at a time on a narrow screen.

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { WireState } from '../render.ts';
import { follow } from './client.ts';
import { Pane } from './pane.tsx';

const wide = matchMedia('(min-width: 64rem)');

function App() {
  const [state, setState] = useState<WireState | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [side, setSide] = useState(wide.matches);
  const [left, setLeft] = useState('alex');
  const [read, setRead] = useState<Readonly<Record<string, number>>>({});
  const [right, setRight] = useState('contractor');

  useEffect(() => {
    follow(setState, setTrouble);
    const turn = (): void => setSide(wide.matches);
    wide.addEventListener('change', turn);
    return () => wide.removeEventListener('change', turn);
  }, []);

  // What nt2 wrote to a person whose tab is not in front.
  const written = (id: string): number => state?.messages.filter(({ channel }) => channel === `dm:${id}`).length ?? 0;
  const mine = written(left);
  useEffect(() => setRead((old) => ({ ...old, [left]: mine })), [left, mine]);

  const players = state?.people.filter(({ plays }) => plays) ?? [];
  return (
    <>
      <header class="bar">
        <h1>nt2 playground</h1>
        <p class="about">A toy chat on this computer. You play everyone; begin with /nt2 share in #engineering.</p>
        {!side && (
          <div class="players" role="group" aria-label="You are">
            {players.map(({ id, name }) => (
              <button key={id} type="button" aria-pressed={left === id} onClick={() => setLeft(id)}>
                {name}
                {left !== id && written(id) > (read[id] ?? 0) && (
                  <span class="badge">
                    {written(id) - (read[id] ?? 0)}
                    <span class="unseen"> new</span>
                  </span>
                )}
              </button>
            ))}
          </div>
        )}
      </header>
      {trouble !== null && (
        <p class="lost" role="alert">
          {trouble}
        </p>
      )}
      <main class="panes">
        {state === null ? (
          <p class="empty">One moment…</p>
        ) : side ? (
          <>
            <Pane
              key={`left-${left}`}
              state={state}
              me={left}
              onSwitch={(person) => (person === right ? [setRight(left), setLeft(person)] : setLeft(person))}
            />
            <Pane
              key={`right-${right}`}
              state={state}
              me={right}
              onSwitch={(person) => (person === left ? [setLeft(right), setRight(person)] : setRight(person))}
            />
          </>
        ) : (
          players.map(({ id }) => (
            <div key={id} class="only-pane" hidden={id !== left}>
              <Pane state={state} me={id} onSwitch={null} />
            </div>
          ))
        )}
      </main>
    </>
  );
}

const root = document.querySelector('#app');
if (root) render(<App />, root);
