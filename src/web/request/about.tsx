// What nt2 is, for a person who was asked for a secret: opened in place, because a way to another page would end without the link.

import { AboutText } from '../ui/about-text.tsx';
import { messages as frame } from '../messages/frame.ts';
import { messages } from '../messages/request.ts';

export function AboutRequest() {
  return (
    <details class="about">
      <summary>{frame.footerLink}</summary>
      <AboutText received={messages.about} />
    </details>
  );
}
