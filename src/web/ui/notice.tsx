// A boxed sentence that stands out.

import type { ComponentChildren } from 'preact';

const MARKS = { good: 'M5 10.5l3.2 3.2L15 7', warn: 'M10 5.5v5.5M10 14.2v.3', info: 'M10 9v5.5M10 5.7v.3' } as const;

function Mark({ tone }: { tone: keyof typeof MARKS }) {
  return (
    <svg class={`mark ${tone}`} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <circle cx="10" cy="10" r="9" />
      <path d={MARKS[tone]} />
    </svg>
  );
}

export function Notice({ tone, children, alert = false }: { tone: keyof typeof MARKS; children: ComponentChildren; alert?: boolean }) {
  return (
    <div class={`notice ${tone}`} role={alert ? 'alert' : undefined}>
      <Mark tone={tone} />
      <div>{children}</div>
    </div>
  );
}
