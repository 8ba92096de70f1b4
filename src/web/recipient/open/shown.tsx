// The secret on the screen: how it is left, hidden and forgotten. Nothing of it outlives this page.

import { useEffect, useState } from 'preact/hooks';
import { visible } from '../../../core/text.ts';
import { holdPage } from '../../browser/address.ts';
import { Button } from '../../ui/button.tsx';
import { ClipboardBar, useCopying } from '../../ui/copying.tsx';
import { Live, Notice } from '../../ui/notice.tsx';
import { Screen } from '../../ui/screen.tsx';
import { say } from '../../words/share.ts';
import { Plain, ToReceipt } from '../plain.tsx';
import { Rows } from './rows.tsx';
import { forgetsAfter } from './times.ts';
import { useForget, type Why } from './use-forget.ts';
import type { Opening, Step } from './use-open.ts';

export function Shown({
  opening,
  step,
  exposed,
  sender,
}: {
  opening: Opening;
  step: Extract<Step, { at: 'shown' }>;
  exposed: boolean;
  sender: string | null;
}) {
  const copying = useCopying();
  const [used, setUsed] = useState(false);
  const [gone, setGone] = useState<'done' | Why | null>(null);
  const { items } = step.opened.items;
  const clear = (how: 'done' | Why): void => {
    opening.clear();
    setGone(how);
  };
  const forget = useForget(gone === null, clear);

  useEffect(() => (gone === null ? holdPage() : undefined), [gone]);
  useEffect(() => {
    if (used || gone !== null) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [used, gone]);

  const from = sender === null ? null : visible(sender);
  if (gone !== null) {
    return (
      <Plain pair={[say.cleared.title, say.cleared[gone]]}>
        {gone === 'done' ? null : <p>{say.cleared.next(from ?? say.theSender)}</p>}
        <ClipboardBar copying={copying} />
        <ToReceipt view={opening.view} />
      </Plain>
    );
  }
  const [first] = items;
  return (
    <Screen title={say.opened.title(visible(first?.label || step.claimed.label))} lead={say.opened.lead(from)}>
      {step.claimed.note ? <blockquote dir="auto">{visible(step.claimed.note)}</blockquote> : null}
      <p class="help">{say.opened.forgets(forgetsAfter)}</p>
      {exposed ? <Notice tone="warn">{say.damaged.exposed}</Notice> : null}
      <Rows items={items} copying={copying} hiddenPage={forget.hidden} onUsed={() => setUsed(true)} />
      <ClipboardBar copying={copying} />
      {step.delivery === 'unsent' ? (
        <Notice tone="warn" alert>
          <p>{say.opened.notConfirmed}</p>
          <Button kind="small" onPress={opening.confirm}>
            {say.opened.confirmAgain}
          </Button>
        </Notice>
      ) : (
        <Live pulse={step.delivery === 'sending'}>{step.delivery === 'sent' ? say.opened.delivered : say.opened.delivering}</Live>
      )}
      <p class="sr-only" role="status">
        {forget.spokenSeconds === null ? '' : say.opened.idle(forget.spokenSeconds)}
      </p>
      {forget.secondsLeft === null ? null : (
        <div class="notice warn">
          <p aria-hidden="true">{say.opened.idle(forget.secondsLeft)}</p>
          <Button kind="small" onPress={forget.stay}>
            {say.opened.keep}
          </Button>
        </div>
      )}
      <div class="actions">
        <Button kind="primary" onPress={() => clear('done')}>
          {say.opened.done}
        </Button>
        <p class="help">{say.opened.doneHelp}</p>
      </div>
    </Screen>
  );
}
