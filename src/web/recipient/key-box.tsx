// The field into which a person pastes a whole link, or types its key.

import { useState } from 'preact/hooks';
import type { Load } from '../load.ts';
import type { AfterPress } from './load-after-press.ts';
import { messages } from '../messages/share.ts';
import { Button } from '../ui/button.tsx';
import { SecretInput } from '../ui/secret-input.tsx';

export function KeyBox({ share, load, onKey }: { share: string; load: Load<AfterPress>; onKey: (key: Uint8Array<ArrayBuffer>) => void }) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const use = (): void => {
    load().then(
      (chunk) => {
        const read = chunk.parseLinkKey(typed, share, true);
        if (read.ok) onKey(read.key);
        else setError(messages.key.bad);
      },
      () => setError(messages.errors.network[0]),
    );
  };
  return (
    <>
      <SecretInput id="key" label={messages.key.label} value={typed} error={error} onValue={setTyped} onEnter={use} />
      <div class="actions">
        <Button kind="primary" onPress={use}>
          {messages.key.button}
        </Button>
      </div>
    </>
  );
}
