// The front page, and /go: the one press between chat and a share. A program that only follows links redeems nothing.

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { actAs, closeSession, keepsSessions, listPersons, openSession } from './api/api.ts';
import { builtFile } from './browser/address.ts';
import { Button } from './ui/button.tsx';
import { Frame } from './ui/frame.tsx';
import { Notice } from './ui/notice.tsx';
import { Screen } from './ui/screen.tsx';
import { say } from './words/home.ts';

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
  const [fault, setFault] = useState<{ pair: Pair; again: boolean } | null>(token === '' ? { pair: say.go.missing, again: false } : null);
  useEffect(() => {
    if (to !== '') return;
    // The next page, while this one is read.
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = builtFile('share');
    document.head.append(link);
  }, [to]);
  const press = (): void => {
    // Asked before the button is used up: where nothing is kept, the next page would know nobody.
    if (!keepsSessions()) return setFault({ pair: say.go.storage, again: true });
    setBusy(true);
    void openSession(token).then((answer) => {
      setBusy(false);
      if (answer.ok) {
        actAs(answer.value.ref);
        if (answer.value.share === null) setFault({ pair: say.go.welcome, again: false });
        else location.replace(`/s/${answer.value.share}${to}`);
      } else if (answer.code === 'token.invalid' || answer.code.startsWith('input.')) setFault({ pair: say.go.invalid, again: false });
      else setFault({ pair: say.go.network, again: true });
    });
  };
  if (fault !== null) {
    return (
      <Screen title={fault.pair[0]} lead={fault.pair[1]}>
        {fault.again ? (
          <div class="actions">
            <Button kind="primary" busy={busy} onPress={press}>
              {say.go.again}
            </Button>
          </div>
        ) : null}
      </Screen>
    );
  }
  return (
    <Screen title={say.go.title} lead={say.go.lead(location.host)}>
      <Notice tone="info">{say.go.warn}</Notice>
      <div class="actions">
        <Button kind="primary" busy={busy} onPress={press}>
          {busy ? say.go.busy : say.go.button}
        </Button>
      </div>
    </Screen>
  );
}

function Home() {
  return (
    <Screen title={say.title} lead={say.lead}>
      <h2>{say.beginTitle}</h2>
      <ol class="steps">
        {say.begin.map(([text, code]) => (
          <li key={text}>
            {text} {code ? <code>{code}</code> : null}
          </li>
        ))}
      </ol>
      <h2>{say.promiseTitle}</h2>
      <ul class="plain-list">
        {say.promises.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <h2>{say.limitsTitle}</h2>
      <ul class="plain-list">
        {say.limits.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p>
        <a href="/verify">{say.verify}</a>
      </p>
      <SignedIn />
    </Screen>
  );
}

/** Who this browser is signed in for, and the way out. Nobody, or no answer: nothing is shown. */
function SignedIn() {
  const [names, setNames] = useState<readonly string[]>([]);
  const [over, setOver] = useState<boolean | null>(null);
  useEffect(() => void listPersons().then((answer) => answer.ok && setNames(answer.value)), []);
  const press = (): void => void closeSession().then((answer) => setOver(answer.ok));
  if (over) return <Notice tone="info">{say.signedOut}</Notice>;
  if (names.length === 0) return null;
  return (
    <section>
      <p>{say.signedIn(names.join(', '))}</p>
      {over === false ? (
        <Notice tone="warn" alert>
          {say.notSignedOut}
        </Notice>
      ) : null}
      <div class="actions">
        <Button kind="quiet" onPress={press}>
          {say.signOut}
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
