// A new master password: typed twice, or words that were drawn; weighed while it is typed.

import { useEffect, useState } from 'preact/hooks';
import { loadWordsList, untilLoaded, type WordsList } from '../../load.ts';
import { Button } from '../../ui/button.tsx';
import { beginMessages as messages } from '../../messages/vault-begin.ts';
import { PasswordField } from './password-field.tsx';

/** `onPassword`: null while it cannot be taken. */
export function NewPassword({ id, label, onPassword }: { id: string; label: string; onPassword: (password: string | null) => void }) {
  const [list, setList] = useState<WordsList | null>(null);
  const [typed, setTyped] = useState('');
  const [again, setAgain] = useState('');
  const [drawn, setDrawn] = useState('');
  useEffect(() => untilLoaded(loadWordsList, setList), []);
  const strength = list === null || typed === '' ? null : list.passphraseStrength(typed);
  const isGood = strength?.ok === true && again === typed;
  useEffect(() => onPassword(isGood ? typed : null), [isGood, typed]);
  const draw = (): void => {
    const words = list?.generatePassphrase() ?? '';
    setDrawn(words);
    setTyped(words);
    setAgain('');
  };
  return (
    <>
      <PasswordField
        id={id}
        label={label}
        help={messages.passwordHelp}
        value={typed}
        onValue={(value) => {
          setTyped(value);
          setDrawn('');
        }}
        error={strength?.ok === false ? messages.weak : null}
      />
      <p class="help" role="status">
        {strength?.ok ? messages.strong(strength.bits) : ''}
      </p>
      {drawn === '' ? null : (
        <p class="drawn-words" translate={false}>
          {drawn}
        </p>
      )}
      {list === null ? null : (
        <Button kind="small" onPress={draw}>
          {messages.draw}
        </Button>
      )}
      <PasswordField
        id={`${id}-again`}
        label={messages.again}
        value={again}
        onValue={setAgain}
        error={again !== '' && !typed.startsWith(again) ? messages.differ : null}
      />
    </>
  );
}
