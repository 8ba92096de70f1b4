// The page of a share. Its first script (first.ts) has taken the key out of the address and asked who is looking; this one hands over to
// the sender's or the recipient's side.

import { render } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { consumeFragment, wouldBeLost, type PageAddress } from './browser/address.ts';
import { hasDeviceKey } from './browser/device-key.ts';
import { openedHere } from './browser/opened-here.ts';
import { takeFirstLook } from './browser/first-look.ts';
import { preload } from './browser/preload.ts';
import { createShareApi, type ShareApi } from '../client/calls/share-api.ts';
import { hasSession, here, keepsSessions } from './api/api.ts';
import type { Answer } from '../client/wire/answer.ts';
import { errorCodeOf } from './ui/error-screens.ts';
import { syncClock } from './api/use-share.ts';
import type { ShareView } from '../client/answers/share-view.ts';
import { KeyBox } from './recipient/key-box.tsx';
import { OpenByLink } from './recipient/open-by-link.tsx';
import { Open } from './recipient/open/open.tsx';
import { Later } from './ui/share-later.tsx';
import { loadAfterPress } from './recipient/load-after-press.ts';
import { loadNamed } from './recipient/load-named.ts';
import { ErrorScreen, MessageScreen } from './ui/message-screens.tsx';
import type { LinkBox } from './recipient/step.ts';
import type { SenderStart } from './sender/start.ts';
import { About } from './ui/about.tsx';
import { Button } from './ui/button.tsx';
import { Frame } from './ui/frame.tsx';
import { Screen } from './ui/screen.tsx';
import { messages } from './messages/share.ts';

/** True when the server knows this browser, which signs in by its own key then. What does that is fetched only when it is needed. */
const enter = async (share: string): Promise<boolean> =>
  (await hasDeviceKey()) && import('./sign-in/sign-in-here.ts').then(({ signInHere }) => signInHere(share)).catch(() => false);

/** What the address said. The key lies in a box of its own, which is emptied when the secret is let go of. */
interface Place {
  readonly share: string | null;
  readonly exposed: boolean;
  readonly link: LinkBox;
  /** As whom the button in chat leads here. */
  readonly as: PageAddress['as'];
}

function placeOf({ raw, ...rest }: PageAddress): Place {
  return { ...rest, link: { current: raw } };
}

type Look =
  | { readonly status: 'asking' | 'stranger' | 'unknown' }
  | { readonly status: 'view'; readonly view: ShareView }
  | { readonly status: 'failed'; readonly code: string };

interface LookContext extends Pick<Place, 'link' | 'as'> {
  readonly share: string;
  readonly api: ShareApi;
}

async function look(asked: Promise<Answer<ShareView>>, { api, link, share, as }: LookContext): Promise<Look> {
  let answer = await asked;
  const isOther = answer.ok && as !== null && answer.value.role !== as;
  // A link needs no one to be signed in.
  const isUnknown = !answer.ok && (answer.code === 'session.required' || answer.code === 'share.gone');
  // What this browser has opened it knows by itself, and asks no server about; a button in chat says as whom to look.
  const mayEnter = answer.ok ? isOther : isUnknown && (as !== null || (await openedHere(share)) === null);
  if (mayEnter && link.current === null && (await enter(share))) answer = await api.view();
  if (answer.ok) {
    syncClock(answer.value);
    return { status: 'view', view: answer.value };
  }
  if (answer.code === 'session.required') return { status: 'stranger' };
  if (answer.code !== 'share.gone') return { status: 'failed', code: answer.code };
  // The server says nothing about this share. With a key, or for a person who is signed in, a press will answer; and what this browser
  // has opened, it knows by itself.
  const isKnown = link.current !== null || (await openedHere(share)) !== null || (await hasSession());
  return { status: isKnown ? 'unknown' : 'stranger' };
}

interface AppProps {
  readonly share: string;
  readonly place: Place;
  readonly api: ShareApi;
  /** Asked before anything was drawn: the answer is what people wait for. */
  readonly first: Promise<Look>;
  readonly onSender: (view: ShareView) => void;
}

function App({ share, place: { exposed, link, as }, api, first, onSender }: AppProps) {
  const [now, setNow] = useState<Look>({ status: 'asking' });
  const take = (asked: Promise<Look>): void => {
    void asked
      .catch(async (error: unknown): Promise<Look> => ({ status: 'failed', code: await errorCodeOf(error) }))
      .then((next) => {
        if (next.status === 'view' && next.view.role === 'sender') return onSender(next.view);
        if (next.status === 'view' && next.view.role === 'recipient') loadNamed().catch(() => {});
        // With a link, the first script did so already.
        if (next.status === 'view') preload('crypto');
        setNow(next);
      });
  };
  const ask = (): void => {
    setNow({ status: 'asking' });
    take(look(api.view(), { share, api, link, as }));
  };
  useLayoutEffect(() => take(first), [first]);

  const holder = (view: ShareView | null) => (
    <OpenByLink share={share} view={view} link={link} exposed={exposed} api={api} load={loadAfterPress} />
  );
  switch (now.status) {
    case 'asking':
      return <Loading withButton={link.current !== null} />;
    case 'failed':
      return <ErrorScreen code={now.code} again={ask} />;
    case 'stranger':
      return <Stranger share={share} link={link} api={api} />;
    case 'unknown':
      return link.current === null ? (
        <Open share={share} view={null} link={link} exposed={false} api={api} load={loadAfterPress} />
      ) : (
        holder(null)
      );
    case 'view':
      if (now.view.role !== 'recipient') return holder(now.view);
      return <Later load={loadNamed}>{({ Recipient }) => <Recipient first={now.view} api={api} load={loadAfterPress} />}</Later>;
  }
}

/** As the HTML shows it before this script is there (share.html). */
function Loading({ withButton }: { withButton: boolean }) {
  return (
    <Screen title={messages.loading} busy>
      {withButton ? (
        <div class="actions">
          <Button kind="primary" busy onPress={() => {}}>
            {messages.ready.button}
          </Button>
        </div>
      ) : null}
    </Screen>
  );
}

/** No one is signed in, and the address holds no key. */
function Stranger({ share, link, api }: { share: string; link: LinkBox; api: ShareApi }) {
  const [typed, setTyped] = useState(false);
  const use = (key: Uint8Array<ArrayBuffer>): void => {
    link.current = key;
    setTyped(true);
  };
  if (typed) return <Open share={share} view={null} link={link} exposed={false} api={api} load={loadAfterPress} />;
  return (
    <MessageScreen pair={keepsSessions() ? messages.errors.session : messages.errors.storage}>
      <details>
        <summary>{messages.errors.sessionKey}</summary>
        <KeyBox share={share} load={loadAfterPress} onKey={use} />
      </details>
    </MessageScreen>
  );
}

interface SenderPlace {
  readonly root: HTMLElement;
  /** False once the page is of another address: what was fetched for this one is dropped. */
  readonly isCurrent: () => boolean;
}

/** The sender's side is a program of its own; it takes over the page. */
async function startSender({ root, isCurrent }: SenderPlace, start: SenderStart): Promise<void> {
  const sender = await import('./sender.tsx');
  if (isCurrent()) sender.startSender(root, start);
}

/** The newest address counts: what an older one had asked for is dropped. */
let current: Place | null = null;

function begin(root: HTMLElement, address: PageAddress, asked: Promise<Response> | null): void {
  const place = placeOf(address);
  // Nothing of another address goes on: the key of a damaged link would stay beside that of the whole one. What the HTML has drawn is
  // of no address: Preact takes its elements over, and nothing is drawn twice.
  if (current !== null) render(null, root);
  current = place;
  const { share } = place;
  const show = (screen: preact.ComponentChildren): void => render(<Frame aside={<About />}>{screen}</Frame>, root);
  if (share === null) return show(<MessageScreen pair={messages.notAddressed} />);
  const api = createShareApi(here, share);
  const onSender = (view: ShareView): void => {
    const isCurrent = (): boolean => current === place;
    if (!isCurrent()) return;
    const failed = (): void => {
      if (isCurrent()) show(<ErrorScreen code="network" again={start} />);
    };
    const start = (): void => void startSender({ root, isCurrent }, { view, api }).catch(failed);
    start();
  };
  show(<App share={share} place={place} api={api} first={look(api.view(asked), { ...place, share, api })} onSender={onSender} />);
}

const root = document.getElementById('app');
if (root !== null) {
  const first = takeFirstLook();
  begin(root, first?.address ?? consumeFragment(), first?.answer ?? null);
  // Pasted into the same tab, a link changes what stands behind # and loads nothing.
  window.addEventListener('hashchange', () => {
    const next = consumeFragment();
    if (next.raw !== null && !wouldBeLost()) begin(root, next, null);
  });
}
