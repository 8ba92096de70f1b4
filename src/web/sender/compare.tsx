// The six words, before anything is sealed to a key that came from the server. What is compared is what is sealed: where the server comes with
// another acceptance, name or account, the words of the first are taken away, and those of the other are shown by a press of their own. Beside the form, while the secret is still being entered, or on a screen.

import { useState } from 'preact/hooks';
import { useSettled } from '../lib/use-settled.ts';
import { Button } from '../ui/button.tsx';
import { messages } from '../messages/sender-after-press.ts';
import { Revoke } from './status/revoke.tsx';
import { CompareWords, frameOf, type CompareProps } from './compare-words.tsx';
import { aheadSubject, idOf, isSameKey, subjectOf, type Subject } from './subject.ts';

export function Compare({ compared, ...props }: CompareProps & { compared: { current: Subject | null } }) {
  const { view, sealing, api, refresh } = props;
  const [, setRounds] = useState(0);
  const { ahead } = sealing;
  const now = subjectOf(view) ?? (ahead ? aheadSubject(ahead, view) : null);
  compared.current ??= now;
  const subject = compared.current;
  const isOther = now !== null && subject !== null && idOf(now) !== idOf(subject) && !isSameKey(now, subject);
  const other = isOther ? now : null;
  const isSettled = useSettled(other && idOf(other));
  if (subject === null) return null;
  const Frame = frameOf(props);

  if (other !== null) {
    const showNew = (): void => {
      sealing.forgetFault();
      compared.current = other;
      setRounds((rounds) => rounds + 1);
    };
    return (
      <Frame title={messages.compare.anewTitle} lead={messages.compare.anew(other.name)}>
        <div class="actions">
          <Button kind="primary" busy={sealing.busy || !isSettled} onPress={showNew}>
            {messages.compare.anewButton}
          </Button>
          <Revoke api={api} refresh={refresh} />
        </div>
      </Frame>
    );
  }
  return <CompareWords key={idOf(subject)} {...props} subject={subject} />;
}
