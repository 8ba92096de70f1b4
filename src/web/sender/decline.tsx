// Declining a request: one more question, with room for the reason. It is the one text here that is not encrypted, and it says so.

import { useLayoutEffect, useState } from 'preact/hooks';
import { limits } from '../../core/limits.ts';
import { messages } from '../messages/sender-after-press.ts';
import { Button } from '../ui/button.tsx';
import { SecretInput } from '../ui/secret-input.tsx';

export function Decline({ to, busy, onDecline }: { to: string; busy: boolean; onDecline: (reason: string) => void }) {
  /** Null: not asked yet. */
  const [asking, setAsking] = useState<boolean | null>(null);
  const [reason, setReason] = useState('');
  useLayoutEffect(() => {
    if (asking) document.getElementById('reason')?.focus();
  }, [asking]);
  const isLong = [...reason].length > limits.note;
  if (!asking)
    return (
      <Button busy={busy} autofocus={asking === false} onPress={() => setAsking(true)}>
        {messages.decline.button}
      </Button>
    );
  return (
    <div class="confirm" role="group" aria-label={messages.decline.button}>
      <SecretInput
        id="reason"
        label={messages.decline.reason}
        help={messages.decline.help(to)}
        error={isLong ? messages.decline.long(limits.note) : null}
        value={reason}
        onValue={setReason}
        mono={false}
      />
      <Button kind="danger" busy={busy} onPress={() => !isLong && onDecline(reason)}>
        {messages.decline.button}
      </Button>
      <Button busy={busy} onPress={() => setAsking(false)}>
        {messages.decline.back}
      </Button>
    </div>
  );
}
