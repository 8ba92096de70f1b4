// What nt2 is and what it can and cannot promise, opened in place: a way to another page would end at a page without the key of the link.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { messages } from '../messages/frame.ts';

export function About() {
  const [text, setText] = useState<ComponentChildren>(null);
  const fetchIt = (): void =>
    void import('./about-text.tsx').then(
      ({ AboutText }) => setText(<AboutText />),
      () => setText(messages.aboutFailed),
    );
  return (
    <details class="about" onToggle={fetchIt}>
      <summary>{messages.footerLink}</summary>
      {text}
    </details>
  );
}
