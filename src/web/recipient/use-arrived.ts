// What is fetched after the page and only adds to it: null until it is there, and for good where it does not come.

import { useEffect, useState } from 'preact/hooks';
import type { Load } from '../load.ts';

export function useArrived<T>(load: Load<T>): T | null {
  const [arrived, setArrived] = useState(load.loaded);
  useEffect(() => {
    load().then(
      (it) => setArrived(() => it),
      () => {},
    );
  }, [load]);
  return arrived;
}
