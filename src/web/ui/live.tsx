// The quiet line of what is going on, which a screen reader reads out when it changes.

import type { ComponentChildren } from 'preact';

/** `pulse`: it still goes on. */
export function Live({ children, pulse = false }: { children: ComponentChildren; pulse?: boolean }) {
  return (
    <p class={pulse ? 'live pulse' : 'live'} role="status">
      {children}
    </p>
  );
}
