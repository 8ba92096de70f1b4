// The recipient's side of a share: accept, wait, open, and every way in which that can end.

import { useEffect, useState } from 'preact/hooks';
import { visible } from '../../core/text.ts';
import type { Api } from '../api/api.ts';
import type { CryptoChunk, Load } from '../browser/load.ts';
import { faultOf } from '../api/faults.ts';
import { useShare } from '../api/use-share.ts';
import { isSealed, type ShareView } from '../api/view.ts';
import { Screen } from '../ui/screen.tsx';
import { say } from '../words/share.ts';
import { Accept } from './accept.tsx';
import { Open } from './open/open.tsx';
import type { LinkBox } from './open/use-open.ts';
import { Fault, Plain, ToReceipt } from './plain.tsx';
import { Waiting } from './waiting.tsx';

/** Whoever is named opens without one. */
const NO_LINK: LinkBox = { current: null };

// Once sealed, a press decides: nothing more is waited for, and no stream is opened.
const waits = (view: ShareView): boolean => view.status === 'offered' || view.status === 'accepted' || view.status === 'sealed';

/** E's public half in this browser: undefined while it is looked up. A browser that cannot say has a fault, and is not "another browser". */
function useOwnKey(view: ShareView, load: Load<CryptoChunk>) {
  const [own, setOwn] = useState<string | null | undefined>(undefined);
  const [fault, setFault] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  const needed = isSealed(view.mode) && view.acceptance !== null;
  useEffect(() => {
    if (!needed) return;
    setFault(null);
    load()
      .then((chunk) => chunk.acceptedHere(view.id))
      .then(setOwn)
      .catch(async (error: unknown) => setFault(await faultOf(error)));
  }, [needed, asked, view.id, load]);
  return { own, fault, lookAgain: () => setAsked(asked + 1) };
}

export function Recipient({ first, api, load }: { first: ShareView; api: Api; load: Load<CryptoChunk> }) {
  const { view, online, refresh } = useShare(api, first, waits);
  const { own, fault, lookAgain } = useOwnKey(view, load);
  const [declined, setDeclined] = useState(false);
  const over = view.status === 'ended';
  useEffect(() => {
    // However it ended: what still lay somewhere encrypted for this browser is dead from now on.
    if (over)
      void load()
        .then((chunk) => chunk.forgetAcceptKey(view.id))
        .catch(() => undefined);
  }, [over, view.id, load]);
  const sender = view.sender === null ? say.somebody : visible(view.sender);
  const accepted = (): void => {
    lookAgain();
    void refresh();
  };

  const receipt = <ToReceipt view={view} />;
  if (declined) return <Plain pair={say.declined}>{receipt}</Plain>;
  const open = <Open share={view.id} view={view} link={NO_LINK} exposed={false} api={api} load={load} />;
  const elsewhere = isSealed(view.mode) && own !== undefined && own !== view.acceptance?.key;
  if (fault !== null && !over) return <Fault code={fault} again={lookAgain} />;
  switch (view.status) {
    case 'offered':
    case 'sealed':
      return <Accept view={view} sender={sender} api={api} load={load} onAccepted={accepted} onDeclined={() => setDeclined(true)} />;
    case 'accepted':
      if (isSealed(view.mode) && own === undefined) return <Screen title={say.loading} busy />;
      if (elsewhere)
        return (
          <Accept again view={view} sender={sender} api={api} load={load} onAccepted={accepted} onDeclined={() => setDeclined(true)} />
        );
      return <Waiting view={view} sender={sender} online={online} />;
    case 'ready':
    case 'claimed':
      if (elsewhere) {
        return (
          <Plain pair={[say.elsewhere.title, say.elsewhere.lead]}>
            <p>{say.elsewhere.next(sender)}</p>
            {receipt}
          </Plain>
        );
      }
      return open;
    case 'ended':
      if (view.cause === null || view.cause === 'delivered' || view.cause === 'unconfirmed') return open;
      return <Plain pair={say.ended[view.cause]}>{receipt}</Plain>;
  }
}
