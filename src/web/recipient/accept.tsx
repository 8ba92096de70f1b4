// Accept or decline, with what one must know before. Of a request, which this person began: ask, or take it back.

import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../client/wire/answer.ts';
import type { ShareApi } from '../../client/calls/share-api.ts';
import type { Load } from '../load.ts';
import type { AcceptText } from './accept-text.ts';
import type { AfterPress } from './load-after-press.ts';
import { withRetry } from '../../client/wire/retry.ts';
import { serverNow } from '../api/use-share.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { isSealed, needsPassphrase } from '../../crypto/share-terms.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Screen } from '../ui/screen.tsx';
import { messages } from '../messages/named.ts';
import { messages as common } from '../messages/share.ts';
import { AheadWords } from './ahead-words.tsx';
import { errorCodeOf, errorScreen } from '../ui/error-screens.ts';

/** `first`: nobody has accepted. `known`: the same, and the sender may seal it to a prekey of this browser. Or what another browser calls for. */
export type AcceptAs = 'first' | 'known' | AcceptText;

export function Accept({
  as,
  view,
  sender,
  api,
  load,
  onAccepted,
  onDeclined,
}: {
  as: AcceptAs;
  view: ShareView;
  sender: string;
  api: ShareApi;
  load: Load<AfterPress>;
  onAccepted: () => void;
  onDeclined: () => void;
}) {
  const isFirst = typeof as === 'string';
  const text = isFirst ? textOf(view, sender) : as;
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
      const whole = isFirst ? body : { ...body, ...(await as.more?.(body)) };
      return withRetry(() => api.accept(whole));
    }, onAccepted);

  return (
    <Screen title={text.title} lead={text.lead}>
      <Facts view={view} role="recipient" />
      {as === 'known' ? <AheadWords view={view} sender={sender} /> : null}
      {isSealed(view.mode) && isFirst ? <p class="help">{messages.accept.here}</p> : null}
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
          {text.decline ?? messages.accept.decline}
        </Button>
      </div>
    </Screen>
  );
}

function textOf(view: ShareView, sender: string): AcceptText {
  const { accept } = messages;
  return { title: accept.title(sender, common.kinds[view.kind]), lead: accept.lead, button: accept.button };
}
