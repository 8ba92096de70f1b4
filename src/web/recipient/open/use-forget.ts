// When the page forgets by itself: nobody used it for two minutes, it was hidden for one, or the browser puts it away.

import { useEffect, useRef, useState } from 'preact/hooks';

const IDLE_MS = 120_000;
const HIDDEN_MS = 60_000;
const WARN_MS = 30_000;

export interface Forget {
  /** Shown while the end is near. */
  readonly secondsLeft: number | null;
  /** The page cannot be seen right now. */
  readonly hidden: boolean;
  stay(): void;
}

export function useForget(on: boolean, forget: () => void): Forget {
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  const [hidden, setHidden] = useState(false);
  const usedAt = useRef(Date.now());
  const hiddenAt = useRef<number | null>(null);
  const act = useRef(forget);
  act.current = forget;

  useEffect(() => {
    if (!on) return undefined;
    const stop = new AbortController();
    const options = { signal: stop.signal, passive: true };
    const used = (): void => {
      usedAt.current = Date.now();
      setSecondsLeft(null);
    };
    const look = (): void => {
      const now = Date.now();
      const left = usedAt.current + IDLE_MS - now;
      // Timers of hidden pages are slowed down, so the clock decides, also on return.
      if (left <= 0 || (hiddenAt.current !== null && now - hiddenAt.current >= HIDDEN_MS)) return act.current();
      setSecondsLeft(left <= WARN_MS ? Math.ceil(left / 1_000) : null);
    };
    const seen = (): void => {
      look();
      const away = document.visibilityState === 'hidden';
      hiddenAt.current = away ? Date.now() : null;
      setHidden(away);
    };
    for (const name of ['pointerdown', 'pointermove', 'keydown', 'scroll']) window.addEventListener(name, used, options);
    document.addEventListener('visibilitychange', seen, options);
    window.addEventListener('pagehide', () => act.current(), options);
    // A page brought back from the back/forward cache starts anew, with nothing.
    window.addEventListener('pageshow', (event) => event.persisted && location.reload(), options);
    const timer = setInterval(look, 1_000);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [on]);

  return {
    secondsLeft,
    hidden,
    stay() {
      usedAt.current = Date.now();
      setSecondsLeft(null);
    },
  };
}
