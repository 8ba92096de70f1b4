// Screens of one sentence and a next step.

import { visible } from '../../core/text.ts';
import type { ComponentChildren } from 'preact';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { say, type Pair } from '../words/share.ts';
import type { ShareView } from '../api/view.ts';
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

export function Over({ sender, view }: { sender: string | null; view: ShareView | null }) {
  return (
    <Plain pair={[say.over.title, sender ? say.over.tell(visible(sender)) : say.over.holder]}>
      <ToReceipt view={view} />
    </Plain>
  );
}

/** The recipient's half. Who came by the link alone is nobody in particular, and has none. */
export function ToReceipt({ view }: { view: ShareView | null }) {
  if (view?.role !== 'recipient') return null;
  return (
    <p>
      <a href={`/s/${view.id}/receipt`}>{say.receipt}</a>
    </p>
  );
}
