// What is fetched after the page and only adds to it: null until it is there.

import { useEffect, useState } from 'preact/hooks';
import { untilLoaded, type Load } from '../load.ts';

export function useArrived<T>(load: Load<T>): T | null {
  const [arrived, setArrived] = useState(load.loaded);
  useEffect(() => untilLoaded(load, (it) => setArrived(() => it)), [load]);
  return arrived;
}
