// The second choice below the form: to send when it is accepted, without comparing. Left out where this browser has compared words with the
// person: one browser of theirs is sent to without asking anyway, and any other would be warned of.

import { useEffect, useState } from 'preact/hooks';
import type { ShareView } from '../../client/answers/share-view.ts';
import { deviceTrust } from '../crypto/compared-devices.ts';
import { messages } from '../messages/sender-after-press.ts';
import { Button } from '../ui/button.tsx';
import { shownPerson } from './subject.ts';

export function WhenAccepted({ view, busy, onPress }: { view: ShareView; busy: boolean; onPress: () => void }) {
  const [isOffered, setOffered] = useState(false);
  const { name, ref } = shownPerson(view.recipient, view.recipientRef);
  useEffect(() => {
    // No browser has the empty key, so this says whether anything of the person was compared.
    deviceTrust(view.id, '', { name, ref }).then(
      ({ kind }) => setOffered(kind === 'new'),
      () => setOffered(false),
    );
  }, [view.id, name, ref]);
  if (!isOffered) return null;
  return (
    <div class="aside">
      <p class="help">{messages.whenAccepted.help}</p>
      <Button kind="small" busy={busy} onPress={onPress}>
        {messages.whenAccepted.button}
      </Button>
    </div>
  );
}
