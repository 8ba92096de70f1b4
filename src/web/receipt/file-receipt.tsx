// A receipt from the reader's own disk: chosen, dropped or pasted. It is read here and sent nowhere.

import { useEffect, useState } from 'preact/hooks';
import type { ReceiptFile } from '../../client/calls/receipts.ts';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { keepOut } from '../ui/secret-input.tsx';
import { messages } from '../messages/receipt.ts';
import { ReceiptScreen } from './receipt-screen.tsx';
import { NO_NAMES } from './names.ts';

/** No receipt is larger: a large file dropped by mistake is not read. */
const MOST_BYTES = 4 * 1024 * 1024;

export function FileReceipt() {
  const [file, setFile] = useState<ReceiptFile | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const take = (chosen: File | null | undefined): void => {
    if (!chosen) return;
    if (chosen.size > MOST_BYTES) return setFault(messages.disk.tooLarge);
    void chosen.text().then(
      (text) => setFile({ text, waiting: [], signature: null }),
      () => setFault(messages.disk.unreadable),
    );
  };
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const over = (event: DragEvent): void => event.preventDefault();
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      take(event.dataTransfer?.files[0]);
    };
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('drop', drop, { signal });
    return () => stop.abort();
  }, []);

  if (file !== null) return <ReceiptScreen file={file} names={NO_NAMES} again={() => setFile(null)} fromDisk />;
  return (
    <Screen title={messages.disk.title} lead={messages.disk.lead}>
      <div class="drop">
        <label for="receipt-file">{messages.disk.choose}</label>
        <input id="receipt-file" type="file" accept=".txt,text/plain" onChange={(event) => take(event.currentTarget.files?.[0])} />
        <p class="help">{messages.disk.drop}</p>
      </div>
      <Paste onText={(text) => setFile({ text, waiting: [], signature: null })} />
      {fault === null ? null : (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
    </Screen>
  );
}

function Paste({ onText }: { onText: (text: string) => void }) {
  const [text, setText] = useState('');
  return (
    <details>
      <summary>{messages.disk.paste}</summary>
      <div class="field">
        <label for="receipt-text">{messages.disk.pasteLabel}</label>
        <textarea
          {...keepOut}
          id="receipt-text"
          class="mono"
          rows={6}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div class="actions">
        <Button onPress={() => onText(`${text.replaceAll('\r', '').trim()}\n`)}>{messages.disk.check}</Button>
      </div>
    </details>
  );
}
