// Screens of one sentence and a next step.

import type { ComponentChildren } from 'preact';
import { messages, type Pair } from '../messages/share.ts';
import { Button } from './button.tsx';
import { errorScreen } from './error-screens.ts';
import { Screen } from './screen.tsx';

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
