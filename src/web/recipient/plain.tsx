// Screens of one sentence and a next step.

import { visible } from '../../core/text.ts';
import type { ComponentChildren } from 'preact';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { say, type Pair } from '../words/share.ts';
import { faultScreen } from '../api/faults.ts';

export function Plain({ pair: [title, text], children }: { pair: Pair; children?: ComponentChildren }) {
  return (
    <Screen title={title} lead={text}>
      {children}
    </Screen>
  );
}

export function Fault({ code, again }: { code: string; again?: (() => void) | undefined }) {
  const screen = faultScreen(code);
  return (
    <Plain pair={screen.pair}>
      {screen.again && again ? (
        <div class="actions">
          <Button kind="primary" onPress={again}>
            {say.tryAgain}
          </Button>
        </div>
      ) : null}
    </Plain>
  );
}

export function Over({ sender }: { sender: string | null }) {
  return <Plain pair={[say.over.title, sender ? say.over.tell(visible(sender)) : say.over.holder]} />;
}
