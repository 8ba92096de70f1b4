// The words of a share: drawn at random, or typed and weighed. As a second lock they may be what the recipient knows already, which is not
// weighed: without the first lock they open nothing.

import { useEffect, useState } from 'preact/hooks';
import { untilLoaded, type Load, type WordsList } from '../../load.ts';
import { Button } from '../../ui/button.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { messages as sending } from '../../messages/sealing.ts';
import { messages } from '../../messages/sender.ts';

/** `words` null: not usable yet, and why. */
export interface ChosenPassphrase {
  readonly words: string | null;
  readonly why: keyof typeof messages.words.why;
  /** The recipient knows them already. */
  readonly isKnown: boolean;
}

type Source = 'drawn' | 'own' | 'known';

export function PassphraseBox({
  to,
  isSecondLock,
  load,
  onWords,
  show,
}: {
  to: string;
  isSecondLock: boolean;
  load: Load<WordsList>;
  onWords: (words: ChosenPassphrase) => void;
  show: boolean;
}) {
  const [list, setList] = useState<WordsList | null>(null);
  const [source, setSource] = useState<Source>('drawn');
  const [drawn, setDrawn] = useState('');
  const [typed, setTyped] = useState('');
  useEffect(() => {
    const take = (loaded: WordsList): void => {
      setList(loaded);
      setDrawn(loaded.generatePassphrase());
    };
    return untilLoaded(load, take, () => setSource('own'));
  }, [load]);

  const isTyped = source !== 'drawn';
  const isKnown = source === 'known';
  const tidy = isTyped && list !== null ? list.tidyOwnPassphrase(typed) : '';
  const strength = isTyped && list !== null ? list.passphraseStrength(typed) : null;
  const isGood = isKnown ? tidy !== '' : strength?.ok === true;
  const why = isKnown ? 'empty' : (strength?.reason ?? 'empty');
  const words = isTyped ? (isGood ? tidy : null) : drawn || null;
  useEffect(() => onWords({ words, why, isKnown }), [words, why, isKnown]);

  return (
    <fieldset class="words-box">
      <legend>
        <h2>{messages.words.title}</h2>
      </legend>
      <p class="help">{isKnown ? messages.words.leadKnown(to) : sending.words.lead(to)}</p>
      <label class="check">
        <input type="radio" name="words-kind" checked={!isTyped} onChange={() => setSource('drawn')} />
        {messages.words.generated}
      </label>
      {isTyped ? null : (
        <div class="drawn">
          <p class="drawn-words" translate={false} role="status">
            {drawn || messages.words.loading}
          </p>
          <Button kind="small" onPress={() => list && setDrawn(list.generatePassphrase())}>
            {messages.words.again}
          </Button>
        </div>
      )}
      {(isSecondLock ? (['own', 'known'] as const) : (['own'] as const)).map((one) => (
        <label class="check" key={one}>
          <input type="radio" name="words-kind" checked={source === one} onChange={() => setSource(one)} />
          {one === 'own' ? messages.words.typed : messages.words.known}
        </label>
      ))}
      {isTyped ? (
        <>
          <SecretInput
            id="own-words"
            label={source === 'own' ? messages.words.label : messages.words.labelKnown}
            value={typed}
            onValue={setTyped}
            error={strength !== null && !isGood && (show || typed !== '') ? messages.words.why[why] : null}
          />
          <p class="help" role="status">
            {isKnown ? messages.words.weak : strength?.ok ? messages.words.strong(strength.bits) : ''}
          </p>
        </>
      ) : null}
    </fieldset>
  );
}
