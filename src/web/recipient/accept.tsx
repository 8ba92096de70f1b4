// Accept or decline, with what one must know before.

import { useEffect, useState } from 'preact/hooks';
import type { Answer, ShareApi } from '../api/api.ts';
import type { Load } from '../load.ts';
import type { AfterPress } from './load-after-press.ts';
import { withRetry } from '../api/retry.ts';
import { serverNow } from '../api/use-share.ts';
import type { ShareView } from '../api/view.ts';
import { isSealed, needsPassphrase } from '../../crypto/share-terms.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Screen } from '../ui/screen.tsx';
import { messages } from '../messages/share.ts';
import { errorCodeOf, errorScreen } from '../ui/error-screens.ts';

export function Accept({
  view,
  sender,
  api,
  load,
  onAccepted,
  onDeclined,
  again = false,
}: {
  view: ShareView;
  sender: string;
  api: ShareApi;
  load: Load<AfterPress>;
  onAccepted: () => void;
  onDeclined: () => void;
  again?: boolean;
}) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    void load().catch(() => {});
  }, [load]);

  const act = (ask: () => Promise<Answer<null>>, then: () => void): void => {
    setBusy(true);
    setFault(null);
    ask()
      .then(async (answer) => {
        if (answer.ok) return then();
        setFault(answer.code);
      })
      .catch(async (error: unknown) => setFault(await errorCodeOf(error)))
      .finally(() => setBusy(false));
  };
  const accept = (): void =>
    act(async () => {
      const body = await (await load()).acceptBody(view, serverNow());
      return withRetry(() => api.accept(body));
    }, onAccepted);

  const text = again
    ? { title: messages.again.title, lead: messages.again.lead(sender), button: messages.again.button }
    : { title: messages.accept.title(sender, messages.kinds[view.kind]), lead: messages.accept.lead, button: messages.accept.button };
  return (
    <Screen title={text.title} lead={text.lead}>
      <Facts view={view} role="recipient" />
      {isSealed(view.mode) && !again ? <p class="help">{messages.accept.here}</p> : null}
      {needsPassphrase(view.mode) ? <p class="help">{messages.accept.words}</p> : null}
      {fault === null ? null : (
        <Notice tone="warn" alert>
          <strong>{errorScreen(fault).pair[0]}.</strong> {errorScreen(fault).pair[1]}
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" busy={busy} onPress={accept}>
          {busy ? messages.accept.busy : text.button}
        </Button>
        <Button busy={busy} onPress={() => act(() => withRetry(() => api.decline()), onDeclined)}>
          {messages.accept.decline}
        </Button>
      </div>
    </Screen>
  );
}
