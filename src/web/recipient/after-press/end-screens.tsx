// Screens of what is over, and of what opens elsewhere: a sentence, a next step, and for a recipient their half of the receipt.

import type { ComponentChildren } from 'preact';
import { escapeInvisible } from '../../../core/text-safety.ts';
import type { Cause } from '../../../crypto/share-terms.ts';
import type { ShareView } from '../../api/view.ts';
import { messages } from '../../messages/after-press.ts';
import { messages as common, type Pair } from '../../messages/share.ts';
import { Button } from '../../ui/button.tsx';
import { formatMoment } from '../../ui/format-time.ts';
import { MessageScreen } from '../message-screens.tsx';
import type { EndStep, Opening } from '../step.ts';

function EndScreen({ pair, view, children }: { pair: Pair; view: ShareView | null; children?: ComponentChildren }) {
  return (
    <MessageScreen pair={pair}>
      {children}
      <ToReceipt view={view} />
    </MessageScreen>
  );
}

/** The way to the recipient's half of the receipt. A person who came by the link alone has no half. */
export function ToReceipt({ view }: { view: ShareView | null }) {
  if (view?.role !== 'recipient') return null;
  return (
    <p>
      <a href={`/s/${view.id}/receipt`}>{messages.receipt}</a>
    </p>
  );
}

/** Where a press has led, if not to the secret. */
export function OpeningEnd({ step, opening: { view, disown } }: { step: EndStep; opening: Opening }) {
  switch (step.status) {
    case 'opened':
      return <OpenedHere when={step.when} view={view} disown={disown} />;
    case 'told':
      return <EndScreen pair={messages.notMe.told} view={view} />;
    case 'over': {
      const sender = view?.sender ?? null;
      const tell = sender ? messages.over.tell(escapeInvisible(sender)) : messages.over.holder;
      return <EndScreen pair={[messages.over.title, tell]} view={view} />;
    }
    case 'damaged':
      return <MessageScreen pair={[common.damaged.title, common.damaged.lead]} />;
  }
}

/** For a person who comes back to what this browser has opened. Asks the server nothing, so the sender is not alerted. */
function OpenedHere({ when, view, disown }: { when: number; view: ShareView | null; disown: (() => void) | null }) {
  return (
    <MessageScreen pair={[messages.openedHere.title(formatMoment(when, Date.now())), messages.openedHere.lead]}>
      <ToReceipt view={view} />
      {disown === null ? null : (
        <div class="actions">
          <Button kind="small" onPress={disown}>
            {messages.notMe.button}
          </Button>
          <p class="help">{messages.notMe.help}</p>
        </div>
      )}
    </MessageScreen>
  );
}

/** It ended in another way than by being opened. */
export function EndedScreen({ cause, view }: { cause: Cause; view: ShareView }) {
  return <EndScreen pair={messages.ended[cause]} view={view} />;
}

export function DeclinedScreen({ view }: { view: ShareView }) {
  return <EndScreen pair={messages.declined} view={view} />;
}

export function ElsewhereScreen({ view, sender }: { view: ShareView; sender: string }) {
  return (
    <EndScreen pair={[messages.elsewhere.title, messages.elsewhere.lead]} view={view}>
      <p>{messages.elsewhere.next(sender)}</p>
    </EndScreen>
  );
}
