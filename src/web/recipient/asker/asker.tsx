// The page of a person who asked: ask, wait, open, and how it can end. The server's words decline and take back are theirs the other way round.

import { useEffect, useMemo } from 'preact/hooks';
import { escapeInvisible } from '../../../core/text-safety.ts';
import type { ShareApi } from '../../../client/calls/share-api.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { forgetAskedLink } from '../../browser/asked-links.ts';
import { messages } from '../../messages/asker.ts';
import { messages as common } from '../../messages/share.ts';
import type { Load } from '../../load.ts';
import { Screen } from '../../ui/screen.tsx';
import { Accept } from '../accept.tsx';
import type { AcceptText } from '../accept-text.ts';
import type { AfterPress } from '../load-after-press.ts';
import { EndScreen } from '../end-screen.tsx';
import { Open } from '../open/open.tsx';
import type { LinkBox } from '../step.ts';
import { askByLinkText, askText, awayText, elsewhereText, lostText } from './texts.ts';
import { AskedWaiting } from './waiting.tsx';
import { OpensElsewhere, TakeBack } from './take-back.tsx';
import { LinkScreen } from './link-screen.tsx';

const NO_LINK: LinkBox = { current: null };

export interface AskerProps {
  readonly view: ShareView;
  readonly sender: string;
  readonly api: ShareApi;
  readonly load: Load<AfterPress>;
  /** The key of this browser, and the one that the answer is sealed to. Undefined while it is looked up. */
  readonly own: string | null | undefined;
  readonly wanted: string | null;
  readonly online: boolean;
  readonly declined: boolean;
  readonly onAccepted: () => void;
  readonly onDeclined: () => void;
}

export function Asker({ view, sender, api: whole, load, own, wanted, online, declined, onAccepted, onDeclined }: AskerProps) {
  const api = useMemo(() => ({ ...whole, decline: whole.revoke }), [whole]);
  const over = view.status === 'ended';
  useEffect(() => {
    if (over) void forgetAskedLink(view.id).catch(() => {});
  }, [over, view.id]);
  const byLink = view.asked?.of === 'link';
  const accept = (text: AcceptText) => (
    <Accept as={text} view={view} sender={sender} api={api} load={load} onAccepted={onAccepted} onDeclined={onDeclined} />
  );
  const takeBack = <TakeBack api={api} onDone={onDeclined} />;
  const isElsewhere = own !== undefined && own !== wanted;

  if (declined) return <EndScreen pair={messages.takenBack} view={view} />;
  switch (view.status) {
    case 'offered':
      if (!view.asked?.isSent) return accept(byLink ? askByLinkText(view) : askText(sender));
      // Asked with a key that a browser had left before.
      if (view.prekey === null) return accept(lostText(sender));
      if (own === undefined) return <Screen title={common.loading} busy />;
      if (isElsewhere) return accept(elsewhereText(sender));
      return <AskedWaiting view={view} sender={sender} online={online} takeBack={takeBack} />;
    case 'accepted':
      if (own === undefined) return <Screen title={common.loading} busy />;
      if (byLink) return <LinkScreen view={view} online={online} takeBack={takeBack} />;
      if (isElsewhere) return accept(elsewhereText(sender));
      return <AskedWaiting view={view} sender={sender} online={online} takeBack={takeBack} />;
    case 'ended': {
      const { cause } = view;
      if (cause === null || cause === 'delivered' || cause === 'unconfirmed') break;
      const reason = view.asked?.reason ?? '';
      return (
        <EndScreen pair={messages.ended[cause]} view={view}>
          {cause === 'declined' && reason !== '' ? <p dir="auto">{messages.reason(escapeInvisible(reason))}</p> : null}
        </EndScreen>
      );
    }
    case 'sealed':
    case 'ready':
    case 'claimed':
      if (view.status !== 'claimed' && view.seal?.prekey) {
        if (own === undefined) return <Screen title={common.loading} busy />;
        if (isElsewhere) return accept(awayText(sender));
      }
      if (isElsewhere) return <OpensElsewhere view={view} takeBack={view.status === 'claimed' ? null : takeBack} />;
  }
  return <Open share={view.id} view={view} link={NO_LINK} exposed={false} api={api} load={load} />;
}
