// Locked and uploaded; the other side has not accepted yet.

import type { Api } from '../api/api.ts';
import type { ShareView } from '../api/view.ts';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Live } from '../ui/notice.tsx';
import { Screen } from '../ui/screen.tsx';
import { say as common } from '../words/share.ts';
import { say } from '../words/sender.ts';
import { CopyBox } from './after/copy-box.tsx';
import { Revoke, Unreachable } from './after/revoke.tsx';

export function WaitForAccept({
  view,
  to,
  words,
  online,
  api,
  refresh,
  onAnew,
}: {
  view: ShareView;
  to: string;
  words: string | null;
  online: boolean;
  api: Api;
  refresh: () => Promise<void>;
  onAnew: () => void;
}) {
  return (
    <Screen title={say.wait.title(to)} lead={say.wait.lead(to)}>
      <Live pulse>{online ? say.wait.status(to) : common.errors.network[0]}</Live>
      <Unreachable view={view} to={to} />
      {words === null ? null : (
        <CopyBox id="words-told" label={say.wait.words(to)} value={words} button={say.handover.copyWords} help={say.words.lead(to)} />
      )}
      <Facts view={view} role="sender" />
      <div class="actions">
        <Button onPress={onAnew}>{say.wait.change}</Button>
        <Revoke api={api} refresh={refresh} />
      </div>
    </Screen>
  );
}
