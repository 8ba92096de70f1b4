// "Copy it", beside "Show it": opens and copies in one press, and shows nothing.

import { messages } from '../../messages/after-press.ts';
import { Button } from '../../ui/button.tsx';
import type { Around } from '../step.ts';
import { canWriteLater, copyOnOpening, writeLater } from './copy-on-opening.ts';

export function CopyIt({ busy, onPress }: { busy: boolean; onPress: (begin: () => Around) => void }) {
  if (!canWriteLater()) return null;
  return (
    <Button busy={busy} onPress={() => onPress(() => copyOnOpening(writeLater))}>
      {messages.copy.it}
    </Button>
  );
}
