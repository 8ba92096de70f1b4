// Makes a password into the row above: one at once, and another with each change that is asked for.

import { useEffect, useState } from 'preact/hooks';
import { CLASSES, makePassword, PASSWORD_LENGTH, passwordBits, type CharacterClass } from './password.ts';
import { Button } from '../../ui/button.tsx';
import { messages } from '../../messages/sender.ts';

const names = Object.keys(CLASSES) as CharacterClass[];

export function Generator({ id, onPassword }: { id: string; onPassword: (password: string) => void }) {
  const [length, setLength] = useState<number>(PASSWORD_LENGTH.initial);
  const [classes, setClasses] = useState<readonly CharacterClass[]>(['lower', 'upper', 'digits']);
  const [told, setTold] = useState('');
  const toggle = (name: CharacterClass): void =>
    setClasses(classes.includes(name) ? classes.filter((one) => one !== name) : [...classes, name]);
  const make = (): void => {
    if (classes.length === 0) return setTold(messages.password.none);
    onPassword(makePassword(length, classes));
    setTold(messages.password.made);
  };
  // The press that opened it asked for a password.
  useEffect(make, []);
  return (
    <div class="generator">
      <div class="range">
        <label for={`${id}-length`}>
          {messages.password.length} <output>{length}</output>
        </label>
        <input
          id={`${id}-length`}
          type="range"
          min={PASSWORD_LENGTH.min}
          max={64}
          value={length}
          onInput={(event) => setLength(event.currentTarget.valueAsNumber)}
        />
      </div>
      <div class="checks" role="group" aria-label={messages.password.classes}>
        {names.map((name) => (
          <label class="check" key={name}>
            <input type="checkbox" checked={classes.includes(name)} onChange={() => toggle(name)} />
            {messages.password[name]}
          </label>
        ))}
      </div>
      <div class="copy-line">
        <Button onPress={make}>{messages.password.use}</Button>
        <span class="help">{messages.password.strength(passwordBits(length, classes))}</span>
        <span role="status">{told}</span>
      </div>
    </div>
  );
}
