// The six words, before anything is sealed to a key that came from the server. What is compared is what is sealed: where the server comes with
// another acceptance, name or account, the words of the first are taken away, and those of the other are shown by a press of their own.

import { useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { say } from '../words/sender.ts';
import { Revoke } from './after/revoke.tsx';
import { CompareWords, type CompareProps } from './compare-words.tsx';
import { idOf, subjectOf, type Subject } from './subject.ts';

export function Compare({ compared, ...props }: CompareProps & { compared: { current: Subject | null } }) {
  const { view, sealing, api, refresh } = props;
  const [rounds, setRounds] = useState(0);
  const now = subjectOf(view);
  compared.current ??= now;
  const subject = compared.current;
  if (subject === null) return null;

  if (now !== null && idOf(now) !== idOf(subject)) {
    const showNew = (): void => {
      sealing.forgetFault();
      compared.current = now;
      setRounds(rounds + 1);
    };
    return (
      <Screen title={say.compare.anewTitle} lead={say.compare.anew(now.name)}>
        <div class="actions">
          <Button kind="primary" busy={sealing.busy} onPress={showNew}>
            {say.compare.anewButton}
          </Button>
          <Revoke api={api} refresh={refresh} />
        </div>
      </Screen>
    );
  }
  return <CompareWords key={idOf(subject)} {...props} subject={subject} isAnew={rounds > 0} />;
}
