// After sealing: the link and the words that exist on this page only. The page does not let go of them unnoticed.

import { useState } from 'preact/hooks';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { withZone } from '../../pass-on/with-zone.ts';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/sender-after-press.ts';
import { coverLines } from '../../../client/crypto/cover-lines.ts';
import { CopyBox } from '../../pass-on/copy-box.tsx';
import { PassOn } from '../../pass-on/pass-on.tsx';
import type { Handover } from './use-handover.ts';

export function HandoverScreen({ handover, view, to, onDone }: { handover: Handover; view: ShareView; to: string; onDone: () => void }) {
  const { url, words } = handover;
  const [copied, setCopied] = useState(false);
  const [early, setEarly] = useState(false);
  const safe = copied || url === null;
  useLeaveGuard(!copied);
  return (
    <Screen
      title={url === null ? messages.handover.titleWords(to) : messages.handover.titleLink}
      lead={url === null ? messages.handover.leadWords : messages.handover.leadLink}
    >
      {url === null ? null : (
        <CopyBox
          id="link"
          label={messages.handover.link}
          value={url}
          qr
          button={messages.handover.copyLink}
          primary={!copied}
          onCopied={() => setCopied(true)}
        />
      )}
      {url === null ? null : (
        <PassOn
          kind="share"
          {...coverLines(view)}
          url={url}
          until={withZone(view.expiresAt)}
          withWords={words !== null}
          onTaken={() => setCopied(true)}
        />
      )}
      {words === null ? null : (
        <CopyBox
          id="words-told"
          label={url === null ? messages.handover.wordsOnly : messages.handover.words}
          value={words}
          button={messages.handover.copyWords}
          onCopied={() => url === null && setCopied(true)}
        />
      )}
      {early && !safe ? (
        <Notice tone="warn" alert>
          {messages.handover.doneEarly}
        </Notice>
      ) : null}
      <div class="actions">
        <Button kind={safe ? 'primary' : 'quiet'} onPress={() => (safe ? onDone() : setEarly(true))}>
          {messages.handover.done}
        </Button>
      </div>
    </Screen>
  );
}
