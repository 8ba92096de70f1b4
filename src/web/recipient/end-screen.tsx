// Where a share has ended, with what is left of it.

import type { ComponentChildren } from 'preact';
import type { ShareView } from '../../client/answers/share-view.ts';
import { messages, type Pair } from '../messages/share.ts';
import { MessageScreen } from '../ui/message-screens.tsx';

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
