// The words of a share: drawn at random, or typed and weighed.

import { useEffect, useState } from 'preact/hooks';
import type { Load, WordsList } from '../../load.ts';
import { Button } from '../../ui/button.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { messages } from '../../messages/sender.ts';

/** `words` null: not usable yet, and why. */
export interface ChosenPassphrase {
  readonly words: string | null;
  readonly why: keyof typeof messages.words.why;
}

export function PassphraseBox({
  to,
  load,
  onWords,
  show,
}: {
  to: string;
  load: Load<WordsList>;
  onWords: (words: ChosenPassphrase) => void;
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
        setDrawn(loaded.generatePassphrase());
      },
      () => setOwn(true),
    );
  }, [load]);

  const strength = own && list !== null ? list.passphraseStrength(typed) : null;
  const why = strength?.reason ?? 'empty';
  const words = own ? (strength?.ok && list !== null ? list.tidyOwnPassphrase(typed) : null) : drawn || null;
  useEffect(() => onWords({ words, why }), [words, why]);

  return (
    <fieldset class="words-box">
      <legend>
        <h2>{messages.words.title}</h2>
      </legend>
      <p class="help">{messages.words.lead(to)}</p>
      <label class="check">
        <input type="radio" name="words-kind" checked={!own} onChange={() => setOwn(false)} />
        {messages.words.generated}
      </label>
      {own ? null : (
        <div class="drawn">
          <p class="drawn-words" translate={false} role="status">
            {drawn || messages.words.loading}
          </p>
          <Button kind="small" onPress={() => list && setDrawn(list.generatePassphrase())}>
            {messages.words.again}
          </Button>
        </div>
      )}
      <label class="check">
        <input type="radio" name="words-kind" checked={own} onChange={() => setOwn(true)} />
        {messages.words.typed}
      </label>
      {own ? (
        <>
          <SecretInput
            id="own-words"
            label={messages.words.label}
            value={typed}
            onValue={setTyped}
            error={strength !== null && !strength.ok && (show || typed !== '') ? messages.words.why[why] : null}
          />
          <p class="help" role="status">
            {strength?.ok ? messages.words.strong(strength.bits) : ''}
          </p>
        </>
      ) : null}
    </fieldset>
  );
}
