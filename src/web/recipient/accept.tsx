// Accept or decline, with what one must know before.

import { useEffect, useState } from 'preact/hooks';
import type { Answer, Api } from '../api/api.ts';
import type { CryptoChunk, Load } from '../browser/load.ts';
import { withRetry } from '../api/retry.ts';
import { serverNow } from '../api/use-share.ts';
import { isSealed, needsWords, type ShareView } from '../api/view.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Screen } from '../ui/screen.tsx';
import { say } from '../words/share.ts';
import { faultOf, faultScreen } from '../api/faults.ts';

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
  api: Api;
  load: Load<CryptoChunk>;
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
      .catch(async (error: unknown) => setFault(await faultOf(error)))
      .finally(() => setBusy(false));
  };
  const accept = (): void =>
    act(async () => {
      const body = await (await load()).acceptBody(view, serverNow());
      return withRetry(() => api.accept(body));
    }, onAccepted);

  const text = again
    ? { title: say.again.title, lead: say.again.lead(sender), button: say.again.button }
    : { title: say.accept.title(sender, say.kinds[view.kind]), lead: say.accept.lead, button: say.accept.button };
  return (
    <Screen title={text.title} lead={text.lead}>
      <Facts view={view} role="recipient" />
      {isSealed(view.mode) && !again ? <p class="help">{say.accept.here}</p> : null}
      {needsWords(view.mode) ? <p class="help">{say.accept.words}</p> : null}
      {fault === null ? null : (
        <Notice tone="warn" alert>
          <strong>{faultScreen(fault).pair[0]}.</strong> {faultScreen(fault).pair[1]}
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" busy={busy} onPress={accept}>
          {busy ? say.accept.busy : text.button}
        </Button>
        <Button busy={busy} onPress={() => act(() => withRetry(() => api.decline()), onDeclined)}>
          {say.accept.decline}
        </Button>
      </div>
    </Screen>
  );
}
