// The fields of a log-in, an account abroad and so on, a set in one press. They come with the checks.

import { useState } from 'preact/hooks';
import type { Kind } from '../../../crypto/share-terms.ts';
import type { FieldSet } from '../../../fields/sets.ts';
import { loadChecks } from '../../load-checks.ts';
import { messages } from '../../messages/sender.ts';
import { Button } from '../../ui/button.tsx';

export function OtherFields({ kind, onSet }: { kind: Kind; onSet: (set: FieldSet) => void }) {
  const [sets, setSets] = useState<readonly FieldSet[] | null>(null);
  const toggle = (): void =>
    sets === null
      ? void loadChecks().then(
          ({ FIELD_SETS }) => setSets(FIELD_SETS[kind]),
          () => {},
        )
      : setSets(null);
  return (
    <>
      <Button pressed={sets !== null} onPress={toggle}>
        {messages.enter.otherFields}
      </Button>
      {sets?.map((set) => (
        <Button kind="small" key={set.name} onPress={() => onSet(set)}>
          {set.name}
        </Button>
      ))}
    </>
  );
}
