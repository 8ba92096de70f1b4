// A box for a password, dotted until it is shown. No manager is asked to keep it: what unlocks the vault lies in none of them unless a person puts it there.

import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { keepOut } from '../../ui/secret-input.tsx';
import { messages } from '../../messages/show.ts';

export function PasswordField({
  id,
  label,
  help,
  error,
  value,
  onValue,
  onEnter,
  autofocus = false,
}: {
  id: string;
  label: string;
  help?: string;
  error?: string | null;
  value: string;
  onValue: (value: string) => void;
  onEnter?: () => void;
  autofocus?: boolean;
}) {
  const [isShown, setShown] = useState(false);
  const notes = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class="field password">
      <label for={id}>{label}</label>
      {help ? (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      <div class="password-line">
        <input
          {...keepOut}
          id={id}
          ref={(box) => void (autofocus && value === '' && document.activeElement === document.body && box?.focus({ preventScroll: true }))}
          {...({ type: isShown ? 'text' : 'password' } as { type: 'password' })}
          class="mono"
          value={value}
          aria-describedby={notes || undefined}
          aria-invalid={error ? true : undefined}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
          onKeyDown={(event) => void (event.key === 'Enter' && !event.isComposing && onEnter?.())}
        />
        <Button kind="small" label={`${isShown ? messages.hide : messages.show} ${label}`} onPress={() => setShown(!isShown)}>
          {isShown ? messages.hide : messages.show}
        </Button>
      </div>
      {error ? (
        <p class="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}
