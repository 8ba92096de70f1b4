// Where a press can lead instead of to the secret.

import { escapeInvisible } from '../../../core/text-safety.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { messages } from '../../messages/after-press.ts';
import { messages as common } from '../../messages/share.ts';
import { Button } from '../../ui/button.tsx';
import { formatAt } from '../../ui/format-time.ts';
import { MessageScreen } from '../../ui/message-screens.tsx';
import { EndScreen, ToReceipt } from '../end-screen.tsx';
import type { EndStep, Opening } from '../step.ts';

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
    <MessageScreen pair={[messages.openedHere.title(formatAt(when, Date.now())), messages.openedHere.lead]}>
      <ToReceipt view={view} />
      {disown === null ? (
        view === null && <p class="help">{messages.openedHere.notYou}</p>
      ) : (
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
