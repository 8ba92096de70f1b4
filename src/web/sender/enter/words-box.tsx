// The words of a share: drawn at random, or typed and weighed.

import { useEffect, useState } from 'preact/hooks';
import type { Load, WordsList } from '../../browser/load.ts';
import { Button } from '../../ui/button.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { say } from '../../words/sender.ts';

/** `words` null: not usable yet, and why. */
export interface ChosenWords {
  readonly words: string | null;
  readonly why: keyof typeof say.words.why;
}

export function WordsBox({
  to,
  load,
  onWords,
  show,
}: {
  to: string;
  load: Load<WordsList>;
  onWords: (words: ChosenWords) => void;
  show: boolean;
}) {
  const [list, setList] = useState<WordsList | null>(null);
  const [own, setOwn] = useState(false);
  const [drawn, setDrawn] = useState('');
  const [typed, setTyped] = useState('');
  useEffect(() => {
    load().then(
      (loaded) => {
        setList(loaded);
        setDrawn(loaded.generateWords());
      },
      () => setOwn(true),
    );
  }, [load]);

  const strength = own && list !== null ? list.wordsStrength(typed) : null;
  const why = strength?.why ?? 'empty';
  const words = own ? (strength?.ok && list !== null ? list.ownWords(typed) : null) : drawn || null;
  useEffect(() => onWords({ words, why }), [words, why]);

  return (
    <fieldset class="words-box">
      <legend>
        <h2>{say.words.title}</h2>
      </legend>
      <p class="help">{say.words.lead(to)}</p>
      <label class="check">
        <input type="radio" name="words-kind" checked={!own} onChange={() => setOwn(false)} />
        {say.words.generated}
      </label>
      {own ? null : (
        <div class="drawn">
          <p class="drawn-words" translate={false} role="status">
            {drawn || say.words.loading}
          </p>
          <Button kind="small" onPress={() => list && setDrawn(list.generateWords())}>
            {say.words.again}
          </Button>
        </div>
      )}
      <label class="check">
        <input type="radio" name="words-kind" checked={own} onChange={() => setOwn(true)} />
        {say.words.typed}
      </label>
      {own ? (
        <>
          <SecretInput
            id="own-words"
            label={say.words.label}
            value={typed}
            onValue={setTyped}
            error={strength !== null && !strength.ok && (show || typed !== '') ? say.words.why[why] : null}
          />
          <p class="help" role="status">
            {strength?.ok ? say.words.strong(strength.bits) : ''}
          </p>
        </>
      ) : null}
    </fieldset>
  );
}
