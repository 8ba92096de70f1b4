// The link of a request, to copy or to send with a message that is ready: made from the keys of this browser alone, so that no server can put
// another key into it.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { decodeBase64 } from '../../../crypto/bytes.ts';
import { formatRequestFragment } from '../../../crypto/keys/request-link.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { loadAskedLink, type AskedLink } from '../../browser/asked-links.ts';
import { messages } from '../../messages/asker.ts';
import { messages as common } from '../../messages/share.ts';
import { CopyBox } from '../../pass-on/copy-box.tsx';
import { PassOn } from '../../pass-on/pass-on.tsx';
import { Facts } from '../../ui/facts.tsx';
import { withZone } from '../../pass-on/with-zone.ts';
import { Live } from '../../ui/live.tsx';
import { Screen } from '../../ui/screen.tsx';
import { MessageScreen } from '../../ui/message-screens.tsx';
import { ToReceipt } from '../end-screen.tsx';

/** Null where the server says that it was asked with other keys than those of the link in this browser. */
function linkOf({ id, acceptance }: ShareView, kept: AskedLink | null): string | null {
  const secret = kept && decodeBase64(kept.secret);
  if (kept === null || secret === null || acceptance?.key !== kept.key || acceptance.device !== kept.device) return null;
  return `${location.origin}/r/${id}#${formatRequestFragment(secret, { share: id, device: kept.device, key: kept.key })}`;
}

export function LinkScreen({ view, online, takeBack }: { view: ShareView; online: boolean; takeBack: ComponentChildren }) {
  const [kept, setKept] = useState<AskedLink | null | undefined>(undefined);
  const [copied, setCopied] = useState(false);
  useEffect(() => void loadAskedLink(view.id).then(setKept, () => setKept(null)), [view.id]);
  if (kept === undefined) return <Screen title={common.loading} busy />;
  const url = linkOf(view, kept);
  if (url === null) return <MessageScreen pair={[messages.link.lostTitle, messages.link.lost]}>{takeBack}</MessageScreen>;
  return (
    <Screen title={messages.link.title} lead={messages.link.lead}>
      <CopyBox
        id="link"
        label={messages.link.label}
        value={url}
        qr
        button={messages.link.copy}
        primary={!copied}
        onCopied={() => setCopied(true)}
      />
      <PassOn
        kind="request"
        url={url}
        sender={view.recipient ?? ''}
        label={view.label}
        until={withZone(view.expiresAt)}
        withWords={false}
        onTaken={() => setCopied(true)}
      />
      <p class="help">{messages.link.kept}</p>
      <Live pulse>{online ? messages.link.status : common.errors.network[0]}</Live>
      <Facts view={view} role="recipient" />
      <ToReceipt view={view} />
      {takeBack}
    </Screen>
  );
}
