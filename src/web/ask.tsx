// /ask: begins a request, to a person whom one has shared with before, or by link. The request's own page makes the key, and asks.
// See docs/decisions/request-is-a-share.md.

import { useEffect, useState } from 'preact/hooks';
import { escapeInvisible } from '../core/text-safety.ts';
import { actAs, actingAs, fetchPersons } from './api/api.ts';
import { fetchKnown, type SharedWith } from './api/ask.ts';
import { css } from './ask/ask.css';
import { AskForm } from './ask/form.tsx';
import { askMessages as messages } from './messages/ask.ts';
import { adoptStyle } from './ui/adopt-style.ts';
import { NoAnswer } from './ui/no-answer.tsx';
import { Screen } from './ui/screen.tsx';

adoptStyle(css);

type Persons = readonly { readonly ref: string; readonly name: string }[];
type Look =
  | { readonly status: 'asking' | 'nobody' | 'failed' }
  | { readonly status: 'form'; readonly persons: Persons; readonly known: readonly SharedWith[] };

async function look(): Promise<Look> {
  const acting = actingAs();
  const answer = await fetchPersons();
  if (!answer.ok) return { status: 'failed' };
  const { value: persons } = answer;
  const me = persons.find(({ ref }) => ref === acting) ?? persons[0];
  if (me === undefined) return { status: 'nobody' };
  actAs(me.ref);
  const known = await fetchKnown();
  return known.ok ? { status: 'form', persons, known: known.value } : { status: 'failed' };
}

export function AskPage() {
  const [found, setFound] = useState<Look>({ status: 'asking' });
  const ask = (): void => void look().then(setFound);
  useEffect(ask, []);
  switch (found.status) {
    case 'asking':
      return <Screen title={messages.title} busy />;
    case 'nobody':
      return <Screen title={messages.nobody[0]} lead={messages.nobody[1]} />;
    case 'failed':
      return <NoAnswer onAgain={ask} />;
    case 'form': {
      const { persons, known } = found;
      return (
        <Screen title={messages.title} lead={messages.lead}>
          <div class="ask">
            {persons.length < 2 ? null : <ActingAs persons={persons} onChange={ask} />}
            {/* Of another person nothing stays. */}
            <AskForm key={actingAs()} known={known} />
          </div>
        </Screen>
      );
    }
  }
}

function ActingAs({ persons, onChange }: { persons: Persons; onChange: () => void }) {
  return (
    <div class="field">
      <label for="as">{messages.as}</label>
      <select
        id="as"
        value={actingAs() ?? ''}
        onChange={({ currentTarget }) => {
          actAs(currentTarget.value);
          onChange();
        }}
      >
        {persons.map(({ ref, name }) => (
          <option key={ref} value={ref}>
            {escapeInvisible(name)}
          </option>
        ))}
      </select>
    </div>
  );
}
