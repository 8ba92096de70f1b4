// A button. While busy it stays where the focus is and does nothing, so that a second press cannot send twice.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

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
  /** It takes the place of what had the focus. The attribute of that name works once in a page. */
  autofocus?: boolean;
}) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (autofocus) button.current?.focus();
  }, []);
  return (
    <button
      ref={button}
      type="button"
      class={`button ${kind}`}
      aria-disabled={busy || undefined}
      aria-label={label}
      aria-pressed={pressed}
      onClick={() => {
        if (!busy) onPress();
      }}
    >
      {children}
    </button>
  );
}
