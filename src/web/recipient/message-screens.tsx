// Screens of one sentence and a next step.

import type { ComponentChildren } from 'preact';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { messages, type Pair } from '../messages/share.ts';
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
