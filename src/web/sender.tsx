// The sender's side, a program of its own: whoever opens a secret loads nothing of it.

import { render } from 'preact';
import type { Api } from './api/api.ts';
import type { CryptoBundle, Load, WordsList } from './browser/load.ts';
import { syncClock } from './api/use-share.ts';
import type { ShareView } from './api/view.ts';
import { Sender } from './sender/app.tsx';
import { Frame } from './ui/frame.tsx';

export interface SenderStart {
  readonly view: ShareView;
  readonly api: Api;
  readonly loadCrypto: Load<CryptoBundle>;
  readonly loadWordsList: Load<WordsList>;
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
  render(
    <Frame>
      <Sender {...start} />
    </Frame>,
    root,
  );
}
