// The secret on the screen: how it is left, hidden and forgotten. Nothing of it outlives this page.

import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { useLeaveGuard } from '../../lib/use-leave-guard.ts';
import { escapeInvisible } from '../../../core/text-safety.ts';
import { holdPage } from '../../browser/address.ts';
import { metaOf } from '../../browser/page-meta.ts';
import { Button } from '../../ui/button.tsx';
import { ClipboardBar, useCopying } from '../../ui/copying.tsx';
import { Live } from '../../ui/live.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/after-press.ts';
import { messages as common } from '../../messages/share.ts';
import type { FileListProps } from '../files/file-list.tsx';
import { MessageScreen } from '../../ui/message-screens.tsx';
import { ToReceipt } from '../end-screen.tsx';
import type { KeepProps } from '../keep/keep-it.tsx';
import type { Opening, ShownStep } from '../step.ts';
import { loadFileList } from '../load-file-list.ts';
import { useArrived } from '../../lib/use-arrived.ts';
import { loadKeep } from '../load-keep.ts';
import { Rows } from './rows.tsx';
import { inMinutes, timesFor } from './times.ts';
import { useForget, type Why } from './use-forget.ts';

function Files(props: FileListProps) {
  const chunk = useArrived(loadFileList);
  return chunk && <chunk.FileList {...props} />;
}

function Keep(props: KeepProps) {
  const chunk = useArrived(loadKeep);
  return chunk && <chunk.KeepIt {...props} />;
}

export function SecretScreen({
  opening,
  step,
  exposed,
  sender,
}: {
  opening: Opening;
  step: ShownStep;
  exposed: boolean;
  sender: string | null;
}) {
  const copying = useCopying();
  const [used, setUsed] = useState(false);
  const [isKept, setKept] = useState(false);
  const [gone, setGone] = useState<'done' | Why | null>(null);
  const { items, files } = step.opened.items;
  const { copied } = step.opened;
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    if (copied) void copying.copy(copied.text, copied.what, copied.writing).then((done) => (done ? setUsed : setRefused)(true));
    // Anew when it is cleared: an effect of before would hold on to what stood here.
  }, [copied, gone]);
  const notCopied = copied === null ? messages.copy.choose : isRefused ? messages.copy.refused : null;
  const clear = (how: 'done' | Why): void => {
    opening.clear();
    setGone(how);
  };
  const [limits] = useState(() => timesFor(metaOf('clear-hidden-minutes')));
  const forget = useForget({ on: gone === null, used, times: limits, forget: clear });

  useLayoutEffect(() => (gone === null ? holdPage() : undefined), [gone]);
  useLeaveGuard(!used && gone === null);

  const from = sender === null ? null : escapeInvisible(sender);
  if (gone !== null) {
    return (
      <MessageScreen pair={[messages.cleared.title, messages.cleared[gone]]}>
        {gone === 'done' ? null : <p>{messages.cleared.next(from ?? messages.theSender)}</p>}
        <ClipboardBar copying={copying} />
        <ToReceipt view={opening.view} />
      </MessageScreen>
    );
  }
  const [first] = items;
  return (
    <Screen title={messages.opened.title(escapeInvisible(first?.label || step.claimed.label))} lead={messages.opened.lead(from)}>
      {step.claimed.note ? <blockquote dir="auto">{escapeInvisible(step.claimed.note)}</blockquote> : null}
      <p class="help">{messages.opened.forgets(inMinutes(limits))}</p>
      {exposed ? <Notice tone="warn">{common.damaged.exposed}</Notice> : null}
      <Rows items={items} copying={copying} hiddenPage={forget.hidden} onUsed={() => setUsed(true)} />
      {files && opening.view ? <Files view={opening.view} files={files} step={step} forget={forget} onUsed={() => setUsed(true)} /> : null}
      {notCopied === null || used ? null : (
        <Notice tone="warn" alert>
          {notCopied}
        </Notice>
      )}
      <ClipboardBar copying={copying} />
      {isKept ? (
        <Keep opening={opening} step={step} onKept={() => setUsed(true)} />
      ) : (
        <Button onPress={() => setKept(true)}>{messages.opened.keepIt}</Button>
      )}
      {step.delivery === 'unsent' ? (
        <Notice tone="warn" alert>
          <p>{messages.opened.notConfirmed}</p>
          <Button kind="small" onPress={opening.confirm}>
            {messages.opened.confirmAgain}
          </Button>
        </Notice>
      ) : (
        <Live pulse={step.delivery === 'sending'}>
          {step.delivery !== 'sent' ? messages.opened.delivering : files ? messages.opened.deliveredBut : messages.opened.delivered}
        </Live>
      )}
      <p class="sr-only" role="status">
        {forget.spokenSeconds === null ? '' : messages.opened.idle(forget.spokenSeconds)}
      </p>
      {forget.secondsLeft === null ? null : (
        <div class="notice warn">
          <p aria-hidden="true">{messages.opened.idle(forget.secondsLeft)}</p>
          <Button kind="small" onPress={forget.stay}>
            {messages.opened.keep}
          </Button>
        </div>
      )}
      <div class="actions">
        <Button kind="primary" onPress={() => clear('done')}>
          {messages.opened.done}
        </Button>
        <p class="help">{messages.opened.doneHelp}</p>
      </div>
    </Screen>
  );
}
