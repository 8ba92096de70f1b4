// The person whom an item goes to, found among those one has shared with.

import { useEffect, useState } from 'preact/hooks';
import type { Client, PersonFound } from '../../../client/client.ts';
import { escapeInvisible } from '../../../core/text-safety.ts';
import { keepOut } from '../../ui/secret-input.tsx';
import { messages } from '../../messages/vault.ts';

export function FindPerson({
  client,
  chosen,
  onChosen,
}: {
  client: Client;
  chosen: PersonFound | null;
  onChosen: (person: PersonFound) => void;
}) {
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly PersonFound[] | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => void client.persons({ text: typed.trim() }, { signal: stop.signal }).then(setFound, () => {}), 250);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [typed]);
  return (
    <div class="field">
      <label for="who">{messages.share.find}</label>
      <p class="help">{messages.share.findHelp}</p>
      <input {...keepOut} id="who" type="text" value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
      {found?.length === 0 ? <p role="status">{messages.share.noneFound}</p> : null}
      <div class="people" role="radiogroup" aria-label={messages.share.find}>
        {(found ?? []).slice(0, 8).map((person) => (
          <label class="check" key={person.person}>
            <input type="radio" name="who" checked={chosen?.person === person.person} onChange={() => onChosen(person)} />
            <span dir="auto">{escapeInvisible(person.name)}</span>
          </label>
        ))}
      </div>
    </div>
  );
}
