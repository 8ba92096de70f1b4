// The screen of a page whose server has not answered.

import { noAnswer } from '../messages/no-answer.ts';
import { Button } from './button.tsx';
import { Screen } from './screen.tsx';

export function NoAnswer({ onAgain }: { onAgain: () => void }) {
  return (
    <Screen title={noAnswer.title} lead={noAnswer.lead}>
      <div class="actions">
        <Button kind="primary" onPress={onAgain}>
          {noAnswer.again}
        </Button>
      </div>
    </Screen>
  );
}
