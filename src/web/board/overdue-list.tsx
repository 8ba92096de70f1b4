// What is overdue to be changed: whose turn it is, and since when.

import { escapeInvisible } from '../../core/text-safety.ts';
import { fetchOverdue } from '../api/board.ts';
import { boardMessages as messages } from '../messages/board.ts';
import { Button } from '../ui/button.tsx';
import { formatMoment } from '../ui/format-time.ts';
import { usePages } from './use-pages.ts';

interface OverdueProps {
  tenant: string;
  /** '' when all is well. */
  onAnswer: (code: string) => void;
}

export function OverdueList({ tenant, onAnswer }: OverdueProps) {
  const { page, busy, more } = usePages({
    key: tenant,
    fetch: (before) => fetchOverdue(tenant, before),
    join: (shown, next) => ({ rows: [...shown.rows, ...next.rows], next: next.next }),
    onAnswer,
  });
  const rows = page?.rows ?? [];
  const now = Date.now();
  return (
    <>
      {rows.length > 0 ? null : (
        <p class="help" aria-busy={busy}>
          {busy ? messages.busy : messages.none}
        </p>
      )}
      <ul>
        {rows.map(({ id, kind, label, template, owner, ownerName, holders, dueAt }) => (
          <li class="row" key={id}>
            <p class="what" dir="auto">
              {label === null || label === '' ? messages.kinds[kind] : escapeInvisible(label)}
            </p>
            <p class="state">
              <strong>{messages.due(formatMoment(dueAt, now))}</strong>
              {' · '}
              {messages.asksWhom} <span dir="auto">{escapeInvisible(ownerName ?? owner)}</span>
            </p>
            <p class="help">
              {[template, messages.holders(holders)].filter((part) => part !== null).join(' · ')} · <code>{id}</code>
            </p>
          </li>
        ))}
      </ul>
      {page?.next ? (
        <div class="row-actions">
          <Button busy={busy} onPress={more}>
            {messages.more}
          </Button>
        </div>
      ) : null}
    </>
  );
}
