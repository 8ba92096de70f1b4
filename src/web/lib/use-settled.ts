// Whether a picture has stood for long enough to be pressed on. The server decides when it comes, and a press that comes with it was meant
// for what stood in its place: the second half of a double press, or one that was on its way.

import { useEffect, useState } from 'preact/hooks';

/** No one reads six words in less. */
const SETTLED_MS = 800;

/** `picture`: what is shown; null while it is not. Each one begins anew, also one that comes back. */
export function useSettled(picture: string | null): boolean {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    setSettled(null);
    if (picture === null) return undefined;
    const timer = setTimeout(() => setSettled(picture), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [picture]);
  return picture !== null && settled === picture;
}
