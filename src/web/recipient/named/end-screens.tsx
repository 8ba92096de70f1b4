// A share that a named recipient cannot open here: it ended unopened, or opens in another browser.

import type { Cause } from '../../../crypto/share-terms.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { messages } from '../../messages/named.ts';
import { EndScreen } from '../end-screen.tsx';

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
