// The browser asks before a page is left on which something stands that exists nowhere else.

import { useLayoutEffect } from 'preact/hooks';

/**
 * Guards the page while `holds` is true. Set before the browser paints: an effect that waits for a frame leaves a moment in which the
 * secret is on the screen already and a link pasted into the address bar would throw it away.
 */
export function useLeaveGuard(holds: boolean): void {
  useLayoutEffect(() => {
    if (!holds) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [holds]);
}
