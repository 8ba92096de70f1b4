// When the page forgets by itself: it was idle or out of sight for too long, or the person went on to another page.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ForgetTimes } from './times.ts';

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

interface ForgetOptions {
  /** There is something to forget. */
  readonly on: boolean;
  /** Something was copied or revealed: what is left here is no longer the only copy. */
  readonly used: boolean;
  readonly times: ForgetTimes;
  readonly forget: (why: Why) => void;
}

export function useForget({ on, used: isUsed, times, forget }: ForgetOptions): Forget {
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  const [hidden, setHidden] = useState(false);
  const usedAt = useRef(Date.now());
  const hiddenAt = useRef<number | null>(null);
  const now = useRef({ forget, isUsed });
  now.current = { forget, isUsed };

  useEffect(() => {
    if (!on) return undefined;
    const stop = new AbortController();
    const options = { signal: stop.signal, passive: true };
    const used = (): void => {
      usedAt.current = Date.now();
      setSecondsLeft(null);
    };
    const clear = (why: Why): void => now.current.forget(why);
    const look = (): void => {
      const at = Date.now();
      // Timers of hidden pages are slowed down, so the clock decides, also on return.
      if (hiddenAt.current !== null) {
        if (at - hiddenAt.current >= (now.current.isUsed ? times.hiddenMs : times.unusedMs)) clear('hidden');
        return;
      }
      const left = usedAt.current + times.idleMs - at;
      if (left <= 0) return clear('idle');
      setSecondsLeft(left <= WARN_MS ? Math.ceil(left / 1_000) : null);
    };
    const seen = (): void => {
      look();
      const away = document.visibilityState === 'hidden';
      const at = Date.now();
      // Back from a long absence, with nothing copied or revealed: the warning comes first. Idle time is time in sight.
      const isLate = !away && hiddenAt.current !== null && at - hiddenAt.current >= times.hiddenMs;
      if (!away) usedAt.current = isLate ? at - times.idleMs + WARN_MS : at;
      hiddenAt.current = away ? at : null;
      setHidden(away);
      if (isLate) setSecondsLeft(WARN_MS / 1_000);
    };
    for (const name of ['pointerdown', 'pointermove', 'keydown', 'scroll']) window.addEventListener(name, used, options);
    document.addEventListener('visibilitychange', seen, options);
    window.addEventListener('pagehide', () => clear('left'), options);
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
