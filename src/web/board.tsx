// /board: what is outstanding, expired unread, failed or was tried by others, for the people whom the operator's policy names. It only reads.
// See docs/decisions/board.md.

import { useEffect, useState } from 'preact/hooks';
import { beginSignIn, endSession, fetchBoards } from './api/board.ts';
import type { BoardOf, Boards } from './api/board-page.ts';
import { BoardList } from './board/board-list.tsx';
import { boardMessages as messages } from './messages/board.ts';
import { css } from './board/board.css';
import { adoptStyle } from './ui/adopt-style.ts';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';
import { NoAnswer } from './ui/no-answer.tsx';
import { Screen } from './ui/screen.tsx';

adoptStyle(css);

type Look =
  | { readonly status: 'asking' | 'failed' }
  /** `url`: of the account's own server. */
  | { readonly status: 'out'; readonly url: string }
  | ({ readonly status: 'answered' } & Boards);

export function BoardScreen() {
  const [look, setLook] = useState<Look>({ status: 'asking' });
  const ask = (): void =>
    void fetchBoards().then((answer) => setLook(answer.ok ? { status: 'answered', ...answer.value } : { status: 'failed' }));
  useEffect(ask, []);
  const onOut = (url: string | null): void => (url === null ? ask() : setLook({ status: 'out', url }));
  switch (look.status) {
    case 'asking':
      return <Screen title={messages.title} busy />;
    case 'failed':
      return <NoAnswer onAgain={ask} />;
    case 'out':
      return (
        <Screen title={messages.out[0]} lead={messages.out[1]}>
          <p>
            <a href={look.url} rel="noreferrer">
              {messages.outThere}
            </a>
          </p>
        </Screen>
      );
    case 'answered': {
      const [first] = look.boards;
      if (first === undefined) return <Nobody signIn={look.signIn} isSignedIn={look.isSignedIn} onOut={onOut} />;
      return <Chosen boards={look.boards} first={first} isSignedIn={look.isSignedIn} onStale={ask} onOut={onOut} />;
    }
  }
}

/** Whether the browser has come back from the provider without a session. */
function takeFailure(): boolean {
  const hasFailed = new URLSearchParams(location.search).get('sign-in') === 'failed';
  if (location.search !== '') history.replaceState(null, '', location.pathname);
  return hasFailed;
}

function Nobody({ signIn, isSignedIn, onOut }: Pick<Boards, 'signIn' | 'isSignedIn'> & SignOutProps) {
  const [fault, setFault] = useState(() => (takeFailure() ? messages.signInFailed : ''));
  const [busy, setBusy] = useState(false);
  const press = (): void => {
    setBusy(true);
    void beginSignIn().then((answer) => {
      if (answer.ok) return location.assign(answer.value);
      setBusy(false);
      setFault(messages.noProvider);
    });
  };
  return (
    <Screen title={messages.nobody[0]} lead={messages.nobody[1]}>
      {fault === '' ? null : (
        <Notice tone="warn" alert>
          {fault}
        </Notice>
      )}
      {isSignedIn ? <p>{messages.noAccount}</p> : null}
      {signIn && !isSignedIn ? (
        <>
          <p>{messages.orSignIn}</p>
          <div class="actions">
            <Button kind="primary" busy={busy} onPress={press}>
              {messages.signIn}
            </Button>
          </div>
        </>
      ) : null}
      {isSignedIn ? <SignOut onOut={onOut} /> : null}
    </Screen>
  );
}

interface SignOutProps {
  /** `url`: where the person signs out at the provider itself, if it has such a place. */
  onOut: (url: string | null) => void;
}

function SignOut({ onOut }: SignOutProps) {
  const [fault, setFault] = useState(false);
  const press = (): void => void endSession().then((answer) => (answer.ok ? onOut(answer.value.url) : setFault(true)));
  return (
    <>
      {fault ? (
        <Notice tone="warn" alert>
          {messages.notSignedOut}
        </Notice>
      ) : null}
      <div class="actions">
        <Button onPress={press}>{messages.signOut}</Button>
      </div>
    </>
  );
}

interface ChosenProps extends SignOutProps {
  boards: readonly BoardOf[];
  first: BoardOf;
  isSignedIn: boolean;
  /** The role is gone, or the counts are old. */
  onStale: () => void;
}

function Chosen({ boards, first, isSignedIn, onStale, onOut }: ChosenProps) {
  const [tenant, setTenant] = useState(first.tenant);
  const board = boards.find((one) => one.tenant === tenant) ?? first;
  return (
    <Screen title={messages.title} lead={messages.lead}>
      <p class="help">
        {messages.role[board.role]} {board.role === 'admin' && !board.labels ? messages.noLabels : ''}
      </p>
      {boards.length < 2 ? null : (
        <div class="filters">
          <label>
            {messages.tenant}
            <select value={tenant} onChange={({ currentTarget }) => setTenant(currentTarget.value)}>
              {boards.map((one) => (
                <option key={one.tenant} value={one.tenant}>
                  {one.tenant}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      {board.role === 'admin' ? (
        <p>
          <a href="/offboard">{messages.offboard}</a>
        </p>
      ) : null}
      <BoardList key={board.tenant} board={board} onStale={onStale} />
      {isSignedIn ? <SignOut onOut={onOut} /> : null}
    </Screen>
  );
}
