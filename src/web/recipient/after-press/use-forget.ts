// When the page forgets by itself: it was idle or out of sight for too long, or the person went on to another page.

import { useEffect, useRef, useState } from 'preact/hooks';
import { HIDDEN_MS, IDLE_MS } from './times.ts';

const WARN_MS = 30_000;
/** The last seconds, told once more to those who only hear. */
const LAST_MS = 10_000;

export type Why = 'idle' | 'hidden' | 'left';

export interface Forget {
  /** Shown while the end is near. */
  readonly secondsLeft: number | null;
  /** The same in steps that are few enough to be spoken: 30, then 10. */
  readonly spokenSeconds: number | null;
  /** The page cannot be seen right now. */
  readonly hidden: boolean;
  stay(): void;
}

export function useForget(on: boolean, forget: (why: Why) => void): Forget {
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
      // Timers of hidden pages are slowed down, so the clock decides, also on return.
      if (hiddenAt.current !== null && now - hiddenAt.current >= HIDDEN_MS) return act.current('hidden');
      const left = usedAt.current + IDLE_MS - now;
      if (left <= 0) return act.current('idle');
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
    window.addEventListener('pagehide', () => act.current('left'), options);
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
    spokenSeconds: secondsLeft === null ? null : (secondsLeft * 1_000 > LAST_MS ? WARN_MS : LAST_MS) / 1_000,
    hidden,
    stay() {
      usedAt.current = Date.now();
      setSecondsLeft(null);
    },
  };
}
