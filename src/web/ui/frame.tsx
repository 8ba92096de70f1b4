// What surrounds every screen.

import type { ComponentChildren } from 'preact';
import { metaOf } from '../browser/page-meta.ts';
import { messages } from '../messages/frame.ts';

export function Frame({
  children,
  footer = messages.footer,
  aside,
}: {
  children: ComponentChildren;
  footer?: string;
  /** In the place of the way to the front page. */
  aside?: ComponentChildren;
}) {
  // Of visible characters alone: the setting takes no others.
  const operator = metaOf('operator');
  return (
    <>
      <header class="top">
        <a href="/" class="brand" aria-label={`nt2, ${location.host}`}>
          <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <rect x="2.5" y="5" width="19" height="14" rx="3" />
            <path d="M3.5 7.5 12 13l8.5-5.5" />
          </svg>
          <span>{messages.brand}</span>
        </a>
        <span class="host">{location.host}</span>
      </header>
      <main>{children}</main>
      <footer>
        <p>
          {footer} {operator === '' ? null : <span dir="auto">{messages.runBy(operator)} </span>}
          {aside ? null : <a href="/">{messages.footerLink}</a>}
        </p>
        {aside}
      </footer>
    </>
  );
}
