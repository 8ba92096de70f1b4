// Takes a request back, and the screen of an answer that only another browser can open.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ShareApi } from '../../../client/calls/share-api.ts';
import { withRetry } from '../../../client/wire/retry.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { messages } from '../../messages/asker.ts';
import { Button } from '../../ui/button.tsx';
import { errorScreen } from '../../ui/error-screens.ts';
import { Notice } from '../../ui/notice.tsx';
import { EndScreen } from '../end-screen.tsx';

export function TakeBack({ api, onDone }: { api: ShareApi; onDone: () => void }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const press = (): void => {
    setBusy(true);
    void withRetry(() => api.revoke()).then((answer) => {
      setBusy(false);
      if (answer.ok) onDone();
      else setFault(answer.code);
    });
  };
  return (
    <>
      {fault === null ? null : (
        <Notice tone="warn" alert>
          {errorScreen(fault).pair.join('. ')}
        </Notice>
      )}
      <div class="actions">
        <Button kind="danger" busy={busy} onPress={press}>
          {messages.ask.back}
        </Button>
      </div>
    </>
  );
}

export function OpensElsewhere({ view, takeBack }: { view: ShareView; takeBack: ComponentChildren }) {
  return (
    <EndScreen pair={[messages.opensElsewhere.title, messages.opensElsewhere.lead]} view={view}>
      {takeBack}
    </EndScreen>
  );
}
