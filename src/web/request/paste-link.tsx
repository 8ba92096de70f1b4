// The field into which a person pastes a whole link, where what stood behind # is missing or damaged.

import { useState } from 'preact/hooks';
import { messages as common } from '../messages/share.ts';
import { messages } from '../messages/request.ts';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { SecretInput } from '../ui/secret-input.tsx';
import type { BadReason } from './give.tsx';
import { loadGive } from './load-give.ts';

export function PasteLink({ why, share, onLink }: { why: BadReason; share: string; onLink: (raw: string) => void }) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const use = (): void => {
    loadGive().then(
      (chunk) => (chunk.isWhole(typed, share) ? onLink(typed) : setError(messages.bad)),
      () => setError(common.errors.network[0]),
    );
  };
  const { title, lead } = why === 'missing' ? messages.missing : messages.damaged;
  return (
    <Screen title={title} lead={why === 'version' ? messages.damaged.version : lead}>
      <SecretInput id="link" label={messages.label} value={typed} error={error} onValue={setTyped} onEnter={use} />
      <div class="actions">
        <Button kind="primary" onPress={use}>
          {messages.button}
        </Button>
      </div>
    </Screen>
  );
}
