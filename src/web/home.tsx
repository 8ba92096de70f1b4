// The front page, and what shares its script: /devices, /mine, /ask, /board and /offboard.

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { closeSession, fetchPersons } from './api/api.ts';
import { fetchSeesBoard } from './api/sees-board.ts';
import { Button } from './ui/button.tsx';
import { Frame } from './ui/frame.tsx';
import { NoAnswer } from './ui/no-answer.tsx';
import { Notice } from './ui/notice.tsx';
import { Screen } from './ui/screen.tsx';
import { messages } from './messages/home.ts';

function Home() {
  return (
    <Screen title={messages.title} lead={messages.lead}>
      <h2>{messages.beginTitle}</h2>
      <ol class="steps">
        {messages.begin.map(([text, code]) => (
          <li key={text}>
            {text} {code ? <code>{code}</code> : null}
          </li>
        ))}
      </ol>
      <h2>{messages.promiseTitle}</h2>
      <ul class="plain-list">
        {messages.promises.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <h2>{messages.limitsTitle}</h2>
      <ul class="plain-list">
        {messages.limits.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p class="links">
        <a href="/verify">{messages.verify}</a>
        <a href="/file">{messages.file}</a>
      </p>
      <SignedIn />
      <WayToBoard />
      <p class="help">
        {document.querySelector<HTMLMetaElement>('meta[name=generator]')?.content} · <a href="/pages.sha256">{messages.pages}</a>
      </p>
    </Screen>
  );
}

/** For those who see a board of the operator; shows nothing to others, or when no answer came. */
function WayToBoard() {
  const [sees, setSees] = useState(false);
  useEffect(() => void fetchSeesBoard().then(setSees), []);
  return sees ? (
    <p>
      <a href="/board">{messages.board}</a>
    </p>
  ) : null;
}

/** Who this browser is signed in for, and the way out. Shows nothing when no one is signed in, or when no answer came. */
function SignedIn() {
  const [names, setNames] = useState<readonly string[]>([]);
  const [over, setOver] = useState<boolean | null>(null);
  useEffect(() => void fetchPersons().then((answer) => answer.ok && setNames(answer.value.map(({ name }) => name))), []);
  const press = (): void => void closeSession().then((answer) => setOver(answer.ok));
  if (over) return <Notice tone="info">{messages.signedOut}</Notice>;
  if (names.length === 0) return null;
  return (
    <section class="signed-in">
      <p>{messages.signedIn(names.join(', '))}</p>
      <p class="links">
        <a href="/mine">{messages.mine}</a>
        <a href="/ask">{messages.ask}</a>
        <a href="/devices">{messages.devices}</a>
        <a href="/vault">{messages.vault}</a>
      </p>
      {over === false ? (
        <Notice tone="warn" alert>
          {messages.notSignedOut}
        </Notice>
      ) : null}
      <div class="actions">
        <Button kind="quiet" onPress={press}>
          {messages.signOut}
        </Button>
      </div>
    </section>
  );
}

type Later = () => Promise<() => preact.ComponentChildren>;

/** Pages that are fetched apart, by their address. */
const LATER: Readonly<Record<string, Later>> = {
  '/devices': () => import('./devices.tsx').then(({ Devices }) => Devices),
  '/mine': () => import('./mine.tsx').then(({ Mine }) => Mine),
  '/ask': () => import('./ask.tsx').then(({ AskPage }) => AskPage),
  '/board': () => import('./board.tsx').then(({ BoardScreen }) => BoardScreen),
  '/offboard': () => import('./offboard.tsx').then(({ OffboardPage }) => OffboardPage),
};

const root = document.getElementById('app');
if (root !== null) {
  const show = (screen: preact.ComponentChildren): void => render(<Frame>{screen}</Frame>, root);
  const load = LATER[location.pathname];
  const begin = (fetchIt: Later): void => {
    show(<Screen title={messages.loading} busy />);
    fetchIt().then(
      (Page) =>
        show(
          <>
            <Page />
            {fetchIt === LATER['/mine'] ? <WayToBoard /> : null}
          </>,
        ),
      () => show(<NoAnswer onAgain={() => begin(fetchIt)} />),
    );
  };
  if (load === undefined) show(<Home />);
  else begin(load);
}
