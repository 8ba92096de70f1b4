// Who sent a link, what it is and until when, before anything is pressed: the sender's words, which only the whole link opens.

import { useEffect, useState } from 'preact/hooks';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { untilLoaded, type Load } from '../../load.ts';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { messages } from '../../messages/share.ts';
import type { AfterPress } from '../load-after-press.ts';
import type { LinkBox } from '../step.ts';

type Read = ReturnType<AfterPress['openLinkCover']>;

export function CoverFacts({ view, link, load }: { view: ShareView; link: LinkBox; load: Load<AfterPress> }) {
  const { cover, id } = view;
  const [read, setRead] = useState<Read | undefined>(undefined);
  useEffect(() => {
    if (cover === null) return undefined;
    return untilLoaded(load, ({ openLinkCover }) => setRead(openLinkCover({ link: link.current, share: id, cover })));
  }, [cover, id, link, load]);

  if (cover === null) return <p class="help">{messages.cover.none}</p>;
  if (read === null) return <Notice tone="warn">{messages.cover.foreign}</Notice>;
  // As many lines while it is read: the button must not move away under a finger.
  const { sender, label, expiresAt } = read ?? { sender: '…', label: '…', expiresAt: 0 };
  // The sender may have given it more time since: only the server knows.
  return (
    <>
      <Facts view={{ ...view, sender, label, expiresAt: Math.max(expiresAt, view.expiresAt) }} role="recipient" />
      <p class="help">{messages.cover.whose}</p>
    </>
  );
}
