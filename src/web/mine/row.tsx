// One share of a list: what it is, how it stands, and what its person can do about it. Taking back is asked twice.

import { useState } from 'preact/hooks';
import { escapeInvisible } from '../../core/text-safety.ts';
import type { Answer } from '../../client/wire/answer.ts';
import { beginAgain, sendReminder, takeBack, waitLonger } from '../../client/calls/mine.ts';
import type { MineRow, MineAction } from '../../client/answers/mine-page.ts';
import { withRetry } from '../../client/wire/retry.ts';
import { mineMessages as messages } from '../messages/mine.ts';
import { Button } from '../ui/button.tsx';
import { formatMoment, formatRelative } from '../ui/format-time.ts';
import { turnOf, whoOf } from './row-text.ts';
import { here } from '../api/api.ts';

export interface RowDeps {
  /** Something changed: every list is asked for again. `said`: what a screen reader hears of it. */
  readonly onChanged: (said: string) => void;
}

export function Row({ row, now, onChanged }: RowDeps & { row: MineRow; now: number }) {
  const [busy, setBusy] = useState<MineAction | null>(null);
  /** Null: not asked yet. */
  const [asking, setAsking] = useState<boolean | null>(null);
  const [fault, setFault] = useState('');
  const label = escapeInvisible(row.label);
  const nameOf = (action: MineAction): string => messages.actions[action === 'again' && row.asked !== null ? 'askAgain' : action];
  const page = `/s/${row.id}?as=${row.role}`;

  const act = (action: MineAction, send: () => Promise<Answer<unknown>>, said: string): void => {
    setBusy(action);
    setFault('');
    void withRetry(send).then((answer) => {
      setBusy(null);
      setAsking(false);
      if (!answer.ok) setFault(messages.faults[answer.code] ?? messages.fault);
      onChanged(answer.ok ? said : '');
    });
  };
  const { done } = messages;
  const press: Readonly<Record<MineAction, () => void>> = {
    remind: () => act('remind', () => sendReminder(here, row.id), done.remind),
    extend: () => {
      const { extendTo } = row;
      if (extendTo !== null) act('extend', () => waitLonger(here, row.id, extendTo), done.extend(formatMoment(extendTo, now)));
    },
    revoke: () => setAsking(true),
    // Not repeated after a lost answer: it would begin two.
    again: () => {
      setBusy('again');
      void beginAgain(here, row.id).then((answer) => {
        if (answer.ok) return location.assign(`/s/${answer.value}?as=${row.role}`);
        setBusy(null);
        setFault(messages.faults[answer.code] ?? messages.fault);
      });
    },
  };
  return (
    <li class="row">
      <p class="what" dir="auto">
        <a href={page}>{label}</a>
      </p>
      <p class="state">
        <span dir="auto">{whoOf(row)}</span>
        {' · '}
        <strong dir="auto">{turnOf(row)}</strong>
      </p>
      <p class="help">
        {row.endedAt === null ? messages.expires(formatRelative(row.expiresAt, now)) : messages.over(formatMoment(row.endedAt, now))}
      </p>
      {fault === '' ? null : (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      {asking ? (
        <Confirm
          label={label}
          busy={busy === 'revoke'}
          onYes={() => act('revoke', () => takeBack(here, row.id), done.revoke(label))}
          onNo={() => setAsking(false)}
        />
      ) : (
        <div class="row-actions">
          {row.can.map((action) => (
            <Button
              key={action}
              kind={action === 'revoke' ? 'danger' : 'quiet'}
              label={messages.of(nameOf(action), label)}
              busy={busy !== null}
              autofocus={asking === false && action === 'revoke'}
              onPress={press[action]}
            >
              {nameOf(action)}
            </Button>
          ))}
          <a class="button" href={`/s/${row.id}/receipt`} aria-label={messages.of(messages.receipt, label)}>
            {messages.receipt}
          </a>
        </div>
      )}
    </li>
  );
}

function Confirm({ label, busy, onYes, onNo }: { label: string; busy: boolean; onYes: () => void; onNo: () => void }) {
  return (
    <div class="confirm" role="group" aria-label={messages.of(messages.actions.revoke, label)}>
      <p role="alert">{messages.confirm.ask}</p>
      <Button kind="danger" busy={busy} onPress={onYes}>
        {messages.confirm.yes}
      </Button>
      <Button busy={busy} autofocus onPress={onNo}>
        {messages.confirm.no}
      </Button>
    </div>
  );
}
