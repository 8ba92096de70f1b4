// The page of a request's link, /r/<id>: someone outside chat puts in what is asked for, once, and reads nothing. What checks the link,
// the form and what seals are fetched (request/give.tsx).

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { answeredHere } from './browser/answered-here.ts';
import { consumeFragment, wouldBeLost, type PageAddress } from './browser/address.ts';
import { takeFirstLook } from './browser/first-look.ts';
import { messages as common } from './messages/share.ts';
import { messages } from './messages/request.ts';
import { MessageScreen, ErrorScreen } from './ui/message-screens.tsx';
import { loadGive } from './request/load-give.ts';
import type { Looked } from './request/give.tsx';
import { AboutRequest } from './request/about.tsx';
import { PasteLink } from './request/paste-link.tsx';
import { errorCodeOf } from './ui/error-screens.ts';
import { formatAt } from './ui/format-time.ts';
import { Frame } from './ui/frame.tsx';
import { Screen } from './ui/screen.tsx';

type Look = { readonly status: 'asking' } | Looked | { readonly status: 'failed'; readonly code: string };

function App({ share, raw: first, exposed }: { share: string; raw: string | null; exposed: boolean }) {
  const [look, setLook] = useState<Look>({ status: 'asking' });
  const [when, setWhen] = useState<number | null>(null);
  const [raw, setRaw] = useState(first);
  const ask = (): void => {
    setLook({ status: 'asking' });
    void (async (): Promise<Look> => {
      setWhen(await answeredHere(share));
      return raw === null ? { status: 'bad', why: 'missing' } : (await loadGive()).lookAt(share, raw);
    })()
      .catch(async (error: unknown): Promise<Look> => ({ status: 'failed', code: await errorCodeOf(error) }))
      .then(setLook);
  };
  useEffect(ask, [raw]);

  const isOver = look.status === 'gone' || (look.status === 'bad' && look.why === 'missing');
  if (isOver && when !== null)
    return <MessageScreen pair={[messages.sentHere.title(formatAt(when, Date.now())), messages.sentHere.lead]} />;
  switch (look.status) {
    case 'asking':
      return <Screen title={common.loading} busy />;
    case 'failed':
      return <ErrorScreen code={look.code} again={ask} />;
    case 'bad':
      return <PasteLink why={look.why} share={share} onLink={setRaw} />;
    case 'gone':
    case 'foreign':
      return <MessageScreen pair={messages[look.status]} />;
    case 'open': {
      const { Give } = look;
      return <Give look={look} exposed={exposed && raw === first} />;
    }
  }
}

function begin(root: HTMLElement, { share, raw, exposed }: PageAddress): void {
  const screen = share === null ? <MessageScreen pair={common.notAddressed} /> : <App share={share} raw={raw} exposed={exposed} />;
  render(<Frame aside={<AboutRequest />}>{screen}</Frame>, root);
}

const root = document.getElementById('app');
if (root !== null) {
  begin(root, takeFirstLook()?.address ?? consumeFragment());
  window.addEventListener('hashchange', () => {
    const next = consumeFragment();
    if (next.raw === null || wouldBeLost()) return;
    // The newest address counts: nothing of the older one goes on.
    render(null, root);
    begin(root, next);
  });
  // A browser may keep the page as it stands and bring it back with all that was typed, whatever it was told about storing.
  window.addEventListener('pagehide', () => render(null, root));
  window.addEventListener('pageshow', (event) => event.persisted && location.reload());
}
