// Beside the form, while the page stays open: whether the recipient has accepted, and what happens then.
// See docs/decisions/compared-beside-the-form.md.

import type { ShareView } from '../../client/answers/share-view.ts';
import { messages as common } from '../messages/share.ts';
import { messages } from '../messages/sender-after-press.ts';
import { Live } from '../ui/live.tsx';
import { Notice } from '../ui/notice.tsx';
import { Unreachable } from './status/revoke.tsx';

export function Meanwhile({
  view,
  to,
  online,
  hasWords,
  isAheadRefused,
}: {
  view: ShareView;
  to: string;
  online: boolean;
  /** Of the acceptance, or of a key that they have left before. */
  hasWords: boolean;
  isAheadRefused: boolean;
}) {
  const { meanwhile, wait } = messages;
  // Of a request the key came first.
  if (view.asked) return isAheadRefused ? <Notice tone="warn">{wait.leadRefused(to)}</Notice> : null;
  if (view.isUntold) return null;
  const isAccepted = view.acceptance !== null;
  return (
    <>
      {isAheadRefused ? <Notice tone="warn">{wait.badPrekey(to)}</Notice> : null}
      {isAccepted ? null : <Unreachable view={view} to={to} />}
      <Live pulse={!isAccepted}>{isAccepted ? meanwhile.accepted(to) : online ? meanwhile.told(to) : common.errors.network[0]}</Live>
      {hasWords ? null : <p class="help">{meanwhile.help(to)}</p>}
    </>
  );
}
