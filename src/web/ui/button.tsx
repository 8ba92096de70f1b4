// A button. While busy it stays where the focus is and does nothing, so that a second press cannot send twice.

import type { ComponentChildren } from 'preact';

export function Button({
  onPress,
  children,
  kind = 'quiet',
  busy = false,
  label,
  pressed,
  autofocus = false,
}: {
  onPress: () => void;
  children: ComponentChildren;
  kind?: 'primary' | 'quiet' | 'danger' | 'small';
  busy?: boolean;
  /** The whole name for a screen reader, where the text alone says too little. Begins with the text. */
  label?: string | undefined;
  pressed?: boolean | undefined;
  autofocus?: boolean;
}) {
  return (
    <button
      type="button"
      class={`button ${kind}`}
      aria-disabled={busy || undefined}
      aria-label={label}
      aria-pressed={pressed}
      autofocus={autofocus}
      onClick={() => {
        if (!busy) onPress();
      }}
    >
      {children}
    </button>
  );
}
