// After sealing: the link and the words that exist on this page only. The page does not let go of them unnoticed.

import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Screen } from '../../ui/screen.tsx';
import { say } from '../../words/sender.ts';
import { CopyBox } from './copy-box.tsx';
import type { Handover } from './use-handover.ts';

export function HandoverScreen({ handover, to, onDone }: { handover: Handover; to: string; onDone: () => void }) {
  const { url, words } = handover;
  const [copied, setCopied] = useState(false);
  const [early, setEarly] = useState(false);
  const safe = copied || url === null;
  useEffect(() => {
    if (copied) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [copied]);
  return (
    <Screen
      title={url === null ? say.handover.titleWords(to) : say.handover.titleLink}
      lead={url === null ? say.handover.leadWords : say.handover.leadLink}
    >
      {url === null ? null : (
        <CopyBox
          id="link"
          label={say.handover.link}
          value={url}
          button={say.handover.copyLink}
          primary={!copied}
          onCopied={() => setCopied(true)}
        />
      )}
      {words === null ? null : (
        <CopyBox
          id="words-told"
          label={url === null ? say.handover.wordsOnly : say.handover.words}
          value={words}
          button={say.handover.copyWords}
          onCopied={() => url === null && setCopied(true)}
        />
      )}
      {early && !safe ? (
        <Notice tone="warn" alert>
          {say.handover.doneEarly}
        </Notice>
      ) : null}
      <div class="actions">
        <Button kind={safe ? 'primary' : 'quiet'} onPress={() => (safe ? onDone() : setEarly(true))}>
          {say.handover.done}
        </Button>
      </div>
    </Screen>
  );
}
