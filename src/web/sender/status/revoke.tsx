// Taking a share back, asked twice; and the address to send by hand when chat could not.

import { useState } from 'preact/hooks';
import type { ShareApi } from '../../../client/calls/share-api.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { withRetry } from '../../../client/wire/retry.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { messages as common } from '../../messages/share.ts';
import { messages } from '../../messages/take-back.ts';

export function Revoke({ api, refresh }: { api: ShareApi; refresh: () => Promise<void> }) {
  /** Null: not asked yet. */
  const [asking, setAsking] = useState<boolean | null>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const yes = (): void => {
    setBusy(true);
    void withRetry(() => api.revoke()).then(async (answer) => {
      if (!answer.ok && answer.code !== 'share.gone')
        setFault(answer.code === 'share.already_opened' ? messages.revoke.late : common.errors.network.join('. '));
      await refresh();
      setBusy(false);
      setAsking(false);
    });
  };
  if (!asking) {
    return (
      <>
        <Button kind="danger" autofocus={asking === false} onPress={() => setAsking(true)}>
          {messages.revoke.button}
        </Button>
        {fault === null ? null : (
          <p class="error" role="alert">
            {fault}
          </p>
        )}
      </>
    );
  }
  return (
    <div class="confirm" role="group" aria-label={messages.revoke.button}>
      <p role="alert">{messages.revoke.ask}</p>
      <Button kind="danger" busy={busy} onPress={yes}>
        {messages.revoke.yes}
      </Button>
      <Button busy={busy} autofocus onPress={() => setAsking(false)}>
        {messages.revoke.no}
      </Button>
    </div>
  );
}

export function Unreachable({ view, to }: { view: ShareView; to: string }) {
  if (!view.unreachable.includes('recipient')) return null;
  return (
    <Notice tone="warn">
      <p>{messages.unreachable(to)}</p>
      <p class="mono break">{`${location.origin}/s/${view.id}`}</p>
    </Notice>
  );
}
