// Where the reader trusts himself more than this server: his own key, his own older checkpoint, and how to check without this page.

import { useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { keepOut } from '../ui/secret-input.tsx';
import { say } from '../words/receipt.ts';
import type { Own } from './check.ts';

export function OwnKey({ own, onOwn, open }: { own: Own; onOwn: (own: Own) => void; open: boolean }) {
  const [keys, setKeys] = useState(own.keys);
  const [older, setOlder] = useState(own.older);
  return (
    <div class="no-print">
      <details open={open}>
        <summary>{say.own.title}</summary>
        <p class="help">{say.own.lead}</p>
        <Box id="own-key" label={say.own.key} help={say.own.keyHelp} value={keys} onValue={setKeys} />
        <Box id="own-older" label={say.own.older} help={say.own.olderHelp} value={older} onValue={setOlder} />
        <div class="actions">
          <Button onPress={() => onOwn({ keys, older })}>{say.own.check}</Button>
        </div>
      </details>
      <details>
        <summary>{say.elsewhere.title}</summary>
        <p class="help">{say.elsewhere.lead}</p>
        {say.elsewhere.commands.map(([text, command]) => (
          <div key={command}>
            <p>{text}</p>
            <pre class="command">{command}</pre>
          </div>
        ))}
      </details>
    </div>
  );
}

function Box({
  id,
  label,
  help,
  value,
  onValue,
}: {
  id: string;
  label: string;
  help: string;
  value: string;
  onValue: (value: string) => void;
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <p class="help" id={`${id}-help`}>
        {help}
      </p>
      <textarea
        {...keepOut}
        id={id}
        class="mono"
        rows={3}
        value={value}
        aria-describedby={`${id}-help`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}
