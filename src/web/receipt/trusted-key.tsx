// For readers who do not want to trust this server: their own key, their own older checkpoint, and how to check without this page.

import { useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { keepOut } from '../ui/secret-input.tsx';
import { messages } from '../messages/receipt.ts';
import type { TrustedInput } from './check.ts';

export function TrustedKey({ own, onOwn, open }: { own: TrustedInput; onOwn: (own: TrustedInput) => void; open: boolean }) {
  const [keys, setKeys] = useState(own.keys);
  const [older, setOlder] = useState(own.older);
  return (
    <div class="no-print">
      <details open={open}>
        <summary>{messages.own.title}</summary>
        <p class="help">{messages.own.lead}</p>
        <Box id="own-key" label={messages.own.key} help={messages.own.keyHelp} value={keys} onValue={setKeys} />
        <Box id="own-older" label={messages.own.older} help={messages.own.olderHelp} value={older} onValue={setOlder} />
        <div class="actions">
          <Button onPress={() => onOwn({ keys, older })}>{messages.own.check}</Button>
        </div>
      </details>
      <details>
        <summary>{messages.elsewhere.title}</summary>
        <p class="help">{messages.elsewhere.lead}</p>
        {messages.elsewhere.commands.map(([text, command]) => (
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
