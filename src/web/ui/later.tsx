// A screen that comes with what is fetched after the page; until it is there, the page is loading.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Load } from '../load.ts';
import { Screen } from './screen.tsx';

/** `failed`: what a page shows when it did not come, with a way to fetch it again. */
export const createLater = (loading: string, failed: (again: () => void) => ComponentChildren) =>
  function Later<T>({ load, children }: { load: Load<T>; children: (chunk: T) => ComponentChildren }) {
    const [isFailed, setFailed] = useState(false);
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
    return isFailed ? <>{failed(fetchIt)}</> : <Screen title={loading} busy />;
  };
