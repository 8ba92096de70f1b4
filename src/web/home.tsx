// The front page, and /go: the one press between chat and a share. A program that only follows links redeems nothing.

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { actAs, closeSession, keepsSessions, fetchPersons, openSession } from './api/api.ts';
import { preload } from './browser/preload.ts';
import { Button } from './ui/button.tsx';
import { Frame } from './ui/frame.tsx';
import { Notice } from './ui/notice.tsx';
import { Screen } from './ui/screen.tsx';
import { messages } from './messages/home.ts';

type Pair = readonly [title: string, text: string];

interface Pass {
  readonly token: string;
  /** Where on the share's page it leads. */
  readonly to: '' | '/receipt';
}

/** The token leaves the address bar before anything else happens. */
function takePass(): Pass {
  const hash = location.hash.slice(1);
  if (hash !== '') history.replaceState(null, '', location.pathname);
  const [token = '', to] = hash.split('/', 2);
  return { token, to: to === 'receipt' ? '/receipt' : '' };
}

function Go({ token, to }: Pass) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<{ pair: Pair; again: boolean } | null>(
    token === '' ? { pair: messages.go.missing, again: false } : null,
  );
  useEffect(() => {
    if (to !== '') return;
    // What the next page will need, while this one is read.
    preload('crypto');
  }, [to]);
  const press = (): void => {
    // Asked before the sign-in link is used up: a browser that keeps nothing would not be signed in on the next page.
    if (!keepsSessions()) return setFault({ pair: messages.go.storage, again: true });
    setBusy(true);
    void openSession(token).then((answer) => {
      setBusy(false);
      if (answer.ok) {
        actAs(answer.value.ref);
        if (answer.value.share === null) setFault({ pair: messages.go.welcome, again: false });
        else location.replace(`/s/${answer.value.share}${to}`);
      } else if (answer.code === 'token.invalid' || answer.code.startsWith('input.')) setFault({ pair: messages.go.invalid, again: false });
      else setFault({ pair: messages.go.network, again: true });
    });
  };
  if (fault !== null) {
    return (
      <Screen title={fault.pair[0]} lead={fault.pair[1]}>
        {fault.again ? (
          <div class="actions">
            <Button kind="primary" busy={busy} onPress={press}>
              {messages.go.again}
            </Button>
          </div>
        ) : null}
      </Screen>
    );
  }
  return (
    <Screen title={messages.go.title} lead={messages.go.lead(location.host)}>
      <Notice tone="info">{messages.go.warn}</Notice>
      <div class="actions">
        <Button kind="primary" busy={busy} onPress={press}>
          {busy ? messages.go.busy : messages.go.button}
        </Button>
      </div>
    </Screen>
  );
}

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
      <p>
        <a href="/verify">{messages.verify}</a>
      </p>
      <SignedIn />
    </Screen>
  );
}

/** Who this browser is signed in for, and the way out. Shows nothing when no one is signed in, or when no answer came. */
function SignedIn() {
  const [names, setNames] = useState<readonly string[]>([]);
  const [over, setOver] = useState<boolean | null>(null);
  useEffect(() => void fetchPersons().then((answer) => answer.ok && setNames(answer.value)), []);
  const press = (): void => void closeSession().then((answer) => setOver(answer.ok));
  if (over) return <Notice tone="info">{messages.signedOut}</Notice>;
  if (names.length === 0) return null;
  return (
    <section>
      <p>{messages.signedIn(names.join(', '))}</p>
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

const root = document.getElementById('app');
if (root !== null) {
  const isGo = location.pathname === '/go';
  const show = (screen: preact.ComponentChildren): void => render(<Frame>{screen}</Frame>, root);
  const go = (pass: Pass): void => show(<Go key={pass.token} {...pass} />);
  if (isGo) go(takePass());
  else show(<Home />);
  // Pasted into the same tab, the address of another button changes what stands behind # and loads nothing.
  window.addEventListener('hashchange', () => {
    if (!isGo) return;
    const pass = takePass();
    if (pass.token !== '') go(pass);
  });
}
