// The sender's side, a program of its own: a recipient's page loads nothing of it.

import { render } from 'preact';
import { syncClock } from './api/use-share.ts';
import { Sender } from './sender/app.tsx';
import { css } from './sender/sender.css';
import type { SenderStart } from './sender/start.ts';
import { ErrorScreen } from './ui/message-screens.tsx';
import { About } from './ui/about.tsx';
import { browserMessages } from './messages/devices.ts';
import { adoptStyle } from './ui/adopt-style.ts';
import { Frame } from './ui/frame.tsx';

adoptStyle(css);

/** Who sends is signed in, and has shares and browsers. */
function AboutMine() {
  return (
    <>
      <About />
      <p class="links">
        <a href="/mine">{browserMessages.mine}</a>
        <a href="/devices">{browserMessages.title}</a>
      </p>
    </>
  );
}

let leaving: AbortController | null = null;

export function startSender(root: HTMLElement, start: SenderStart): void {
  syncClock(start.view);
  leaving?.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  // A browser may keep the page as it stands and bring it back with all that was typed, whatever it was told about storing.
  window.addEventListener('pagehide', () => render(null, root), { signal });
  window.addEventListener('pageshow', (event) => event.persisted && location.reload(), { signal });
  if (start.view.together.length > 1) {
    const begin = (): Promise<void> => import('./sender/together/start.tsx').then(({ startTogether }) => startTogether(root, start));
    const again = (): void => void begin().catch(() => render(<Frame>{<ErrorScreen code="network" again={again} />}</Frame>, root));
    return again();
  }
  render(
    <Frame aside={<AboutMine />}>
      <Sender {...start} />
    </Frame>,
    root,
  );
}
