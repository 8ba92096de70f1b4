// A card that changes, or a form that goes, takes what was pressed with it. The focus then goes to the messages, not to the top of the page.

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

type Place = RefObject<HTMLElement | null>;

export function useKeptFocus({ pane, log }: { readonly pane: Place; readonly log: Place }): void {
  const last = useRef<EventTarget | null>(null);
  useLayoutEffect(() => {
    const note = ({ target }: FocusEvent): void => {
      last.current = target;
    };
    pane.current?.addEventListener('focusin', note);
    return () => pane.current?.removeEventListener('focusin', note);
  }, []);
  useLayoutEffect(() => {
    const gone = last.current instanceof Element && !last.current.isConnected && document.activeElement === document.body;
    if (!gone) return;
    last.current = null;
    log.current?.focus({ preventScroll: true });
  });
}
