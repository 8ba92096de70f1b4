// A text box for something secret: no browser, password manager or spelling service may keep or change it, so it is part of no form and says so.

import { useEffect, useRef } from 'preact/hooks';

export const keepOut = {
  autocomplete: 'off',
  // With a capital, Preact writes the attribute. Without, it sets the property, which is a boolean: 'off' would switch it on.
  autoCorrect: 'off',
  autocapitalize: 'off',
  spellcheck: false,
  'data-1p-ignore': 'true',
  'data-lpignore': 'true',
  'data-bwignore': 'true',
  'data-form-type': 'other',
} as const;

export function SecretInput({
  id,
  label,
  help,
  error,
  value,
  onValue,
  onEnter,
  mono = true,
}: {
  id: string;
  label: string;
  help?: string | undefined;
  error?: string | null;
  value: string;
  onValue: (value: string) => void;
  onEnter?: () => void;
  mono?: boolean;
}) {
  const notes = [help ? `${id}-help` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  const clear = useRef(onValue);
  clear.current = onValue;
  useEffect(() => {
    // A browser that keeps the page as it stands, to bring it back, keeps it without this.
    const leave = (): void => clear.current('');
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.isComposing) onEnter?.();
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {help ? (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      <input
        {...keepOut}
        id={id}
        type="text"
        class={mono ? 'mono' : undefined}
        value={value}
        aria-describedby={notes || undefined}
        aria-invalid={error ? true : undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {error ? (
        <p class="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}
