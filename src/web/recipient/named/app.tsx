// The recipient's side of a share: accept, wait, open, and every way in which that can end. What follows a press is fetched (after-press.ts).

import { useEffect, useState } from 'preact/hooks';
import { escapeInvisible } from '../../../core/text-safety.ts';
import type { ShareApi } from '../../../client/calls/share-api.ts';
import type { Load } from '../../load.ts';
import { errorCodeOf } from '../../ui/error-screens.ts';
import { followShare } from '../../api/events.ts';
import { useShare } from '../../api/use-share.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { isSealed } from '../../../crypto/share-terms.ts';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/share.ts';
import { Accept, type AcceptAs } from '../accept.tsx';
import { againText, offerText } from './again.ts';
import { DeclinedScreen, ElsewhereScreen, EndedScreen } from './end-screens.tsx';
import { Waiting } from './waiting.tsx';
import { Open } from '../open/open.tsx';
import { leaveSoon } from '../leave-soon.ts';
import { Later } from '../../ui/share-later.tsx';
import type { AfterPress } from '../load-after-press.ts';
import { loadAsker } from '../load-asker.ts';
import { ErrorScreen } from '../../ui/message-screens.tsx';
import type { LinkBox } from '../step.ts';

/** A named recipient opens without a link. */
const NO_LINK: LinkBox = { current: null };

// Once sealed, a press decides: nothing more is waited for, and no stream is opened.
const waits = (view: ShareView): boolean => view.status === 'offered' || view.status === 'accepted' || view.status === 'sealed';

/** What it is sealed to, or will be. */
const wantedKey = ({ seal, acceptance, prekey }: ShareView): string | null => (seal?.prekey ?? acceptance ?? prekey)?.key ?? null;

/** The recipient key's public half in this browser: undefined while it is looked up. A browser that cannot say has a fault, and is not "another browser". */
function useOwnKey(view: ShareView, load: Load<AfterPress>) {
  const [own, setOwn] = useState<string | null | undefined>(undefined);
  const [fault, setFault] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  const wanted = isSealed(view.mode) ? wantedKey(view) : null;
  useEffect(() => {
    if (wanted === null) return;
    setFault(null);
    load()
      .then((chunk) => chunk.openingKey(view))
      .then(setOwn)
      .catch(async (error: unknown) => setFault(await errorCodeOf(error)));
  }, [wanted, asked, view.id, load]);
  return { own, fault, lookAgain: () => setAsked(asked + 1) };
}

export function Recipient({ first, api, load }: { first: ShareView; api: ShareApi; load: Load<AfterPress> }) {
  const { view, online, refresh } = useShare({ api, first, live: waits, follow: followShare });
  const { own, fault, lookAgain } = useOwnKey(view, load);
  const [declined, setDeclined] = useState(false);
  const over = view.status === 'ended';
  useEffect(() => {
    // However it ended: what still lay somewhere encrypted for this browser is dead from now on.
    if (over)
      void load()
        .then((chunk) => chunk.forgetOpeningKey(view))
        .catch(() => undefined);
  }, [over, view.id, load]);
  const sender = view.sender === null ? messages.somebody : escapeInvisible(view.sender);
  const accepted = (): void => {
    lookAgain();
    void refresh().then(() => {
      if (!isSealed(view.mode)) leaveSoon(view);
    });
  };

  // Accepted here, on this page or at /go.
  const isHere = view.status === 'accepted' && typeof own === 'string' && own === wantedKey(view);
  useEffect(() => {
    if (isHere) leaveSoon(view);
  }, [isHere]);

  const decline = (): void => setDeclined(true);
  if (fault !== null && !over) return <ErrorScreen code={fault} again={lookAgain} />;
  if (view.asked) {
    const asker = { view, sender, api, load, own, wanted: wantedKey(view), online, declined, onAccepted: accepted, onDeclined: decline };
    return <Later load={loadAsker}>{({ Asker }) => <Asker {...asker} />}</Later>;
  }
  if (declined) return <DeclinedScreen view={view} />;
  const offer = { ...offerText(view, sender), onDeclined: decline };
  const open = <Open share={view.id} view={view} link={NO_LINK} exposed={false} api={api} load={load} offer={offer} />;
  const isLookedUp = !isSealed(view.mode) || own !== undefined;
  const elsewhere = isSealed(view.mode) && own !== undefined && own !== wantedKey(view);
  const accept = (as: AcceptAs) => (
    <Accept as={as} view={view} sender={sender} api={api} load={load} onAccepted={accepted} onDeclined={decline} />
  );
  const again = (as: 'again' | 'away') => accept(againText(as, view, sender));
  switch (view.status) {
    case 'offered':
      return accept(view.prekey !== null && own === view.prekey.key ? 'known' : 'first');
    case 'sealed':
      if (!isSealed(view.mode)) return accept('first');
      if (!isLookedUp) return <Screen title={messages.loading} busy />;
      return elsewhere ? again('away') : open;
    case 'accepted':
      if (!isLookedUp) return <Screen title={messages.loading} busy />;
      if (elsewhere) return again('again');
      return <Waiting view={view} sender={sender} online={online} />;
    case 'ready':
    case 'claimed':
      if (elsewhere && view.status === 'ready' && view.seal?.prekey) return again('away');
      if (elsewhere) return <ElsewhereScreen view={view} sender={sender} />;
      return open;
    case 'ended': {
      const { cause } = view;
      if (cause === null || cause === 'delivered' || cause === 'unconfirmed') return open;
      return <EndedScreen cause={cause} view={view} />;
    }
  }
}
