// Locked and uploaded; the other side has not accepted yet.

import type { ShareApi } from '../../client/calls/share-api.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import type { PendingSecret } from '../crypto/pending.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Live } from '../ui/live.tsx';
import { Notice } from '../ui/notice.tsx';
import { Screen } from '../ui/screen.tsx';
import { messages as common } from '../messages/share.ts';
import { messages } from '../messages/sealing.ts';
import { messages as after } from '../messages/sender-after-press.ts';
import { CopyBox } from '../pass-on/copy-box.tsx';
import { Revoke, Unreachable } from './status/revoke.tsx';

export function WaitForAccept({
  view,
  to,
  pending,
  isAheadRefused,
  whenAccepted = false,
  online,
  api,
  refresh,
  onAnew,
}: {
  view: ShareView;
  to: string;
  /** What this browser keeps for it. */
  pending: PendingSecret | null;
  isAheadRefused: boolean;
  /** It goes by itself to the first acceptance. */
  whenAccepted?: boolean;
  online: boolean;
  api: ShareApi;
  refresh: () => Promise<void>;
  /** Null where more than this share would be entered anew. */
  onAnew: (() => void) | null;
}) {
  const { wait } = after;
  const asked = isAheadRefused ? [wait.titleRefused, wait.leadRefused(to)] : [wait.titleAsked(to), wait.leadAsked(to)];
  const [title = '', lead] = view.asked ? asked : [wait.title(to), whenAccepted ? wait.leadWhenAccepted(to) : wait.lead(to)];
  const { words = null, isKnown = false } = pending ?? {};
  const status = view.asked ? wait.statusAsked(to) : wait.status(to);
  return (
    <Screen title={title} lead={lead}>
      <Live pulse>{online ? status : common.errors.network[0]}</Live>
      {isAheadRefused && !view.asked ? <Notice tone="warn">{after.wait.badPrekey(to)}</Notice> : null}
      <Unreachable view={view} to={to} />
      {words === null ? null : (
        <CopyBox
          id="words-told"
          label={after.wait.words(to)}
          value={words}
          button={after.handover.copyWords}
          help={isKnown ? messages.words.toldKnown(to) : messages.words.lead(to)}
        />
      )}
      <Facts view={view} role="sender" />
      <div class="actions">
        {onAnew === null ? null : <Button onPress={onAnew}>{after.wait.change}</Button>}
        <Revoke api={api} refresh={refresh} />
      </div>
    </Screen>
  );
}
