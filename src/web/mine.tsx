// /mine: what a person sent and received, by whose turn it is, with search and with what they can do about each. It opens no secret.
// See docs/decisions/mine.md.

import { useEffect, useState } from 'preact/hooks';
import { escapeInvisible } from '../core/text-safety.ts';
import { actAs, actingAs, fetchPersons, here } from './api/api.ts';
import { request } from '../client/wire/connection.ts';
import { asJson } from '../client/wire/json.ts';
import { addressOf } from '../client/calls/share-api.ts';
import type { MineState } from '../client/answers/mine-page.ts';
import { hasDeviceKey } from './browser/device-key.ts';
import { mineMessages as messages } from './messages/mine.ts';
import { List } from './mine/list.tsx';
import { css } from './mine/mine.css';
import { adoptStyle } from './ui/adopt-style.ts';
import { NoAnswer } from './ui/no-answer.tsx';
import { Screen } from './ui/screen.tsx';
import { keepOut } from './ui/secret-input.tsx';

adoptStyle(css);

const STATES: readonly MineState[] = ['mine', 'others', 'unread', 'ended'];
const DAY = 86_400_000;
/** A search begins when a person has stopped typing for this long. */
const PAUSE_MS = 350;

type Persons = readonly { readonly ref: string; readonly name: string }[];
type Look = { readonly status: 'asking' | 'nobody' | 'failed' } | { readonly status: 'persons'; readonly persons: Persons };

/** `/mine?by=<id>&as=sender`, from a card: whose list it is, as that party of that share. Null: the address says nothing of it. */
interface Whose {
  readonly by: string;
  readonly as: 'sender' | 'recipient';
}

function takeWhose(): Whose | null {
  const query = new URLSearchParams(location.search);
  // An address that is passed on from here names nobody's share.
  if (location.search !== '') history.replaceState(null, '', location.pathname);
  const [by, as] = [query.get('by') ?? '', query.get('as')];
  return /^[a-z2-7]{32}$/.test(by) && (as === 'sender' || as === 'recipient') ? { by, as } : null;
}

/** Which of the people who are signed in here is that party. */
async function partyAmong(persons: Persons, { by, as }: Whose): Promise<string | null> {
  for (const { ref } of persons) {
    actAs(ref);
    const role = await request(here, addressOf(by), {}, async (response) => asJson(await response.json())?.['role']);
    if (role.ok && role.value === as) return ref;
  }
  return null;
}

/** Where that person is not signed in, a known browser signs in by its key. The tab acts as them then. */
async function enter({ by, as }: Whose): Promise<boolean> {
  if (!(await hasDeviceKey())) return false;
  actAs(as);
  return import('./mine/sign-in.ts').then(({ signInHere }) => signInHere(by)).catch(() => false);
}

async function look(whose: Whose | null): Promise<Look> {
  const acting = actingAs();
  let answer = await fetchPersons();
  if (!answer.ok) return { status: 'failed' };
  const isThere = whose === null || (await partyAmong(answer.value, whose)) !== null;
  const isEntered = !isThere && (await enter(whose));
  if (isEntered) answer = await fetchPersons();
  if (!answer.ok) return { status: 'failed' };
  const { value: persons } = answer;
  const [first] = persons;
  if (first === undefined) return { status: 'nobody' };
  if (whose === null || !(isThere || isEntered)) actAs(persons.find(({ ref }) => ref === acting)?.ref ?? first.ref);
  return { status: 'persons', persons };
}

export function Mine() {
  const [found, setFound] = useState<Look>({ status: 'asking' });
  const [whose] = useState(takeWhose);
  const ask = (): void => void look(whose).then(setFound);
  useEffect(ask, []);
  switch (found.status) {
    case 'asking':
      return <Screen title={messages.title} busy />;
    case 'nobody':
      return <Screen title={messages.nobody[0]} lead={messages.nobody[1]} />;
    case 'failed':
      return <NoAnswer onAgain={ask} />;
    case 'persons':
      return <Lists persons={found.persons} />;
  }
}

function Lists({ persons }: { persons: Persons }) {
  const [person, setPerson] = useState(actingAs() ?? '');
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [days, setDays] = useState(0);
  const [since, setSince] = useState(0);
  const [shown, setShown] = useState<MineState | ''>('');
  const [round, setRound] = useState(0);
  const [said, setSaid] = useState('');

  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // What a person comes back to is as it is by then.
  useEffect(() => {
    const again = (): void => void (document.visibilityState === 'visible' && setRound((n) => n + 1));
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
  }, []);
  const onChanged = (line: string): void => {
    setSaid(line);
    setRound((n) => n + 1);
  };
  return (
    <Screen title={messages.title} lead={messages.lead}>
      <p class="help" role="status">
        {said}
      </p>
      <p>
        <a href="/ask">{messages.ask}</a>
      </p>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label class="find">
          {messages.find}
          <input
            type="search"
            name="find"
            value={typed}
            maxLength={200}
            {...keepOut}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
        <label>
          {messages.show}
          <select value={shown} onChange={({ currentTarget }) => setShown(currentTarget.value as MineState | '')}>
            <option value="">{messages.everything}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {messages.sections[state]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {messages.begun}
          <select
            value={days}
            onChange={({ currentTarget }) => {
              const picked = Number(currentTarget.value);
              setDays(picked);
              setSince(picked === 0 ? 0 : Date.now() - picked * DAY);
            }}
          >
            {messages.times.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {persons.length < 2 ? null : (
          <label>
            {messages.as}
            <select
              value={person}
              onChange={({ currentTarget }) => {
                actAs(currentTarget.value);
                setPerson(currentTarget.value);
              }}
            >
              {persons.map(({ ref, name }) => (
                <option key={ref} value={ref}>
                  {escapeInvisible(name)}
                </option>
              ))}
            </select>
          </label>
        )}
      </form>
      {STATES.filter((state) => shown === '' || shown === state).map((state) => (
        // Of another person nothing stays: the lists begin anew.
        <List key={`${person} ${state}`} state={state} filter={{ text, since }} round={round} onChanged={onChanged} />
      ))}
    </Screen>
  );
}
