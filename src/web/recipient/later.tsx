// A screen that comes with what is fetched after the page; until it is there, the page is loading.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Load } from '../load.ts';
import { messages } from '../messages/share.ts';
import { Screen } from '../ui/screen.tsx';
import { ErrorScreen } from './message-screens.tsx';

export function Later<T>({ load, children }: { load: Load<T>; children: (chunk: T) => ComponentChildren }) {
  const [failed, setFailed] = useState(false);
  const [, setArrived] = useState<Load<T> | null>(null);
  const chunk = load.loaded();
  const fetchIt = (): void => {
    setFailed(false);
    load().then(
      () => setArrived(() => load),
      () => setFailed(true),
    );
  };
  useEffect(() => {
    if (chunk === null) fetchIt();
  }, [load]);
  if (chunk !== null) return <>{children(chunk)}</>;
  return failed ? <ErrorScreen code="network" again={fetchIt} /> : <Screen title={messages.loading} busy />;
}
