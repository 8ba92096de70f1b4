// One screen: a heading that takes the focus when the screen changes, so that a keyboard and a screen reader follow along.

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

let shown = 0;

// What had the focus and is gone leaves it to the heading: with a keyboard, people would begin again at the top of the page. It is held
// weakly, because it may be a field with a secret in it.
let focused: WeakRef<Node> | null = null;
document.addEventListener('focusin', ({ target }) => {
  focused = target instanceof Node ? new WeakRef(target) : null;
});
new MutationObserver(() => {
  if (focused?.deref()?.isConnected !== false || document.activeElement !== document.body) return;
  focused = null;
  document.querySelector('h1')?.focus({ preventScroll: true });
}).observe(document, { childList: true, subtree: true });

export function Screen({
  title,
  lead,
  children,
  busy = false,
}: {
  title: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
  busy?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // As it is drawn and not after: a person who already types in the new screen must not lose the field in the middle of a word.
  useLayoutEffect(() => {
    document.title = `${title} · nt2`;
    // Not on the first screen: a page that has just opened is read from its top anyway.
    shown += 1;
    if (shown > 1) heading.current?.focus();
  }, [title]);
  return (
    <section class="screen" aria-busy={busy}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead ? <p class="lead">{lead}</p> : null}
      {children}
    </section>
  );
}
