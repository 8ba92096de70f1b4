// Screens of one sentence and a next step.

import type { ComponentChildren } from 'preact';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { messages, type Pair } from '../messages/share.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { errorScreen } from '../ui/error-screens.ts';

export function MessageScreen({ pair: [title, text], children }: { pair: Pair; children?: ComponentChildren }) {
  return (
    <Screen title={title} lead={text}>
      {children}
    </Screen>
  );
}

export function ErrorScreen({ code, again }: { code: string; again?: (() => void) | undefined }) {
  const screen = errorScreen(code);
  return (
    <MessageScreen pair={screen.pair}>
      {screen.again && again ? (
        <div class="actions">
          <Button kind="primary" onPress={again}>
            {messages.tryAgain}
          </Button>
        </div>
      ) : null}
    </MessageScreen>
  );
}

/** An end, and the way to what is left of it. */
export function EndScreen({ pair, view, children }: { pair: Pair; view: ShareView | null; children?: ComponentChildren }) {
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
