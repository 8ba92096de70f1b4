// /board: what is outstanding, expired unread, failed or was tried by others, for the people whom the operator's policy names. It only reads.
// See docs/decisions/board.md.

import { useEffect, useState } from 'preact/hooks';
import { fetchBoards, type BoardOf, type Boards } from './api/board.ts';
import { BoardList } from './board/board-list.tsx';
import { boardMessages as messages } from './messages/board.ts';
import { go } from './messages/go.ts';
import { css } from './mine/mine.css';
import { adoptStyle } from './ui/adopt-style.ts';
import { Button } from './ui/button.tsx';
import { Screen } from './ui/screen.tsx';

adoptStyle(css);

type Look = { readonly status: 'asking' | 'failed' } | ({ readonly status: 'answered' } & Boards);

export function BoardPage() {
  const [look, setLook] = useState<Look>({ status: 'asking' });
  const ask = (): void =>
    void fetchBoards().then((answer) => setLook(answer.ok ? { status: 'answered', ...answer.value } : { status: 'failed' }));
  useEffect(ask, []);
  switch (look.status) {
    case 'asking':
      return <Screen title={messages.title} busy />;
    case 'failed':
      return (
        <Screen title={go.network[0]} lead={go.network[1]}>
          <div class="actions">
            <Button kind="primary" onPress={ask}>
              {go.again}
            </Button>
          </div>
        </Screen>
      );
    case 'answered': {
      const [first] = look.boards;
      return first === undefined ? <Nobody signIn={look.signIn} /> : <Chosen boards={look.boards} first={first} onStale={ask} />;
    }
  }
}

function Nobody({ signIn }: { signIn: boolean }) {
  return (
    <Screen title={messages.nobody[0]} lead={messages.nobody[1]}>
      {signIn ? (
        <>
          <p>{messages.orSignIn}</p>
          <div class="actions">
            <a class="button primary" href="/board/sign-in">
              {messages.signIn}
            </a>
          </div>
        </>
      ) : null}
    </Screen>
  );
}

interface ChosenProps {
  boards: readonly BoardOf[];
  first: BoardOf;
  /** The role is gone, or the counts are old. */
  onStale: () => void;
}

function Chosen({ boards, first, onStale }: ChosenProps) {
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
      <BoardList key={board.tenant} board={board} onStale={onStale} />
    </Screen>
  );
}
