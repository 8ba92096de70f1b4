// What came into the vault while it was locked, or could not.

import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { messages } from '../../messages/vault.ts';
import type { TakenIn } from '../vault.ts';

export function Arrived({ arrived: { count, unreadable, isExchanged }, onDrop }: { arrived: TakenIn; onDrop: () => void }) {
  return (
    <>
      <p role="status">{count === 0 ? '' : messages.arrived.came(count)}</p>
      {isExchanged ? (
        <Notice tone="warn" alert>
          {messages.arrived.exchanged}
        </Notice>
      ) : null}
      {unreadable.length === 0 ? null : (
        <Notice tone="warn">
          <p>{messages.arrived.unreadable(unreadable.length)}</p>
          <Button kind="small" onPress={onDrop}>
            {messages.arrived.drop}
          </Button>
        </Notice>
      )}
    </>
  );
}
