// One share of the board: what kind it is, between whom, and how it stands.

import { OUTSIDER_KEY } from '../../crypto/share-terms.ts';
import { escapeInvisible } from '../../core/text-safety.ts';
import type { SeenPerson, SeenRow } from '../api/board-page.ts';
import { boardMessages as messages } from '../messages/board.ts';
import { Button } from '../ui/button.tsx';
import { formatMoment, formatRelative } from '../ui/format-time.ts';

interface LineProps {
  row: SeenRow;
  now: number;
  /** Shows only what is between this person and others. */
  onPerson: (key: string) => void;
}

export function BoardLine({ row, now, onPerson }: LineProps) {
  const kind = messages.kinds[row.kind];
  // What has no label is called by its kind, which is then said already.
  const what = [row.label === null ? null : kind, messages.modes[row.mode], row.asked === null ? null : messages.asked, row.template];
  const times = [
    messages.began(formatMoment(row.createdAt, now)),
    row.endedAt === null && row.expiresAt !== null ? messages.expires(formatRelative(row.expiresAt, now)) : null,
    row.endedAt === null ? null : messages.over(formatMoment(row.endedAt, now)),
  ];
  return (
    <li class="row">
      <p class="what" dir="auto">
        {row.label === null ? kind : escapeInvisible(row.label)}
      </p>
      <p class="state">
        {messages.from} <Who person={row.sender} onPerson={onPerson} /> {messages.to} <Who person={row.recipient} onPerson={onPerson} />
        {' · '}
        <strong>{row.cause === null ? messages.status[row.status] : messages.ended[row.cause]}</strong>
      </p>
      <p class="help">{what.filter((part) => part !== null).join(' · ')}</p>
      <p class="help">
        {times.filter((part) => part !== null).join(', ')} · <code>{row.id}</code>
      </p>
    </li>
  );
}

function Who({ person, onPerson }: { person: SeenPerson | null; onPerson: (key: string) => void }) {
  if (person === null || person.key === OUTSIDER_KEY) return <>{messages.link}</>;
  const { key, name } = person;
  return (
    <Button kind="small" label={`${name === null ? key : escapeInvisible(name)}: ${messages.by(key)}`} onPress={() => onPerson(key)}>
      <span dir="auto">{name === null || name === '' ? key : escapeInvisible(name)}</span>
    </Button>
  );
}
