// Opening with the key of a link, without an account: the key is taken from the address, or typed where the address was damaged.

import { useEffect, useState } from 'preact/hooks';
import type { ShareApi } from '../../client/calls/share-api.ts';
import { untilLoaded, type Load } from '../load.ts';
import type { AfterPress } from './load-after-press.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { Screen } from '../ui/screen.tsx';
import { messages } from '../messages/share.ts';
import { KeyBox } from './key-box.tsx';
import { Open } from './open/open.tsx';
import type { LinkBox } from './step.ts';

type Key = Uint8Array<ArrayBuffer>;
type Bad = 'damaged' | 'missing' | 'version';

export function OpenByLink({
  share,
  view,
  link,
  exposed,
  api,
  load,
}: {
  share: string;
  view: ShareView | null;
  /** What the address said; a key that was typed takes its place. */
  link: LinkBox;
  exposed: boolean;
  api: ShareApi;
  load: Load<AfterPress>;
}) {
  const [typed, setTyped] = useState(false);
  const [bad, setBad] = useState<Bad | null>(link.current === null ? 'missing' : null);
  useEffect(() => {
    if (typeof link.current !== 'string') return undefined;
    // The request is shown meanwhile. A press that comes before this waits for it: nothing is claimed with a damaged link.
    return untilLoaded(load, (chunk) => {
      // Out of its box only here: what an effect holds on to stays as long as the screen.
      const { current: raw } = link;
      const read = typeof raw === 'string' ? chunk.parseLinkKey(raw, share, false) : null;
      if (read?.ok === false) setBad(read.reason);
    });
  }, [link, share, load]);

  const use = (key: Key): void => {
    link.current = key;
    setTyped(true);
  };
  if (bad !== null && !typed) return <TypeKey why={bad} share={share} load={load} onKey={use} />;
  return <Open share={share} view={view} link={link} exposed={exposed && !typed} api={api} load={load} />;
}

function TypeKey({ why, share, load, onKey }: { why: Bad; share: string; load: Load<AfterPress>; onKey: (key: Key) => void }) {
  const title = why === 'missing' ? messages.key.title : messages.damaged.title;
  const lead = why === 'missing' ? messages.key.lead : why === 'version' ? messages.damaged.version : messages.damaged.lead;
  return (
    <Screen title={title} lead={lead}>
      <KeyBox share={share} load={load} onKey={onKey} />
    </Screen>
  );
}
