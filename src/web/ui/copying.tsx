// Copying, with everything a person must know about it: what was copied, for how long it stays, and what to do when it did not work.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { browserClipboard } from '../browser/browser-clipboard.ts';
import { createClipboard, type ClipboardState } from '../browser/clipboard.ts';
import { say } from '../words/share.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

export interface Copying {
  /** True only when the browser has confirmed it. */
  copy(text: string, what: string): Promise<boolean>;
  readonly state: ClipboardState;
  readonly told: string;
  /** What is to be copied by hand, because the browser said no. */
  readonly byHand: string | null;
  closeByHand(): void;
  wipe(): void;
}

export function useCopying(): Copying {
  const [state, setState] = useState<ClipboardState>({ kind: 'empty' });
  const [told, setTold] = useState('');
  const [byHand, setByHand] = useState<string | null>(null);
  const clipboard = useMemo(() => createClipboard(browserClipboard, setState), []);
  useEffect(() => {
    const stop = new AbortController();
    const options = { signal: stop.signal };
    window.addEventListener('blur', clipboard.left, options);
    window.addEventListener('focus', clipboard.returned, options);
    document.addEventListener('copy', clipboard.replaced, options);
    document.addEventListener('cut', clipboard.replaced, options);
    return () => stop.abort();
  }, [clipboard]);
  return {
    async copy(text, what) {
      const done = await clipboard.copy(text);
      setTold(done ? say.copy.done(what) : '');
      setByHand(done ? null : text);
      return done;
    },
    state,
    told,
    byHand,
    closeByHand: () => setByHand(null),
    wipe: () => void clipboard.wipe(),
  };
}

function useSeconds(until: number | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (until === null) return undefined;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return until === null ? 0 : Math.max(0, Math.ceil((until - now) / 1_000));
}

export function ClipboardBar({ copying }: { copying: Copying }) {
  const { state, told, byHand } = copying;
  const seconds = useSeconds(state.kind === 'held' ? state.until : null);
  const sentence = state.kind === 'held' ? say.copy.held(seconds) : state.kind === 'empty' ? '' : say.copy[state.kind];
  return (
    <>
      <p class="sr-only" role="status">
        {state.kind === 'held' ? told : sentence}
      </p>
      {byHand === null ? null : <ByHand text={byHand} close={copying.closeByHand} />}
      {state.kind === 'empty' ? null : (
        <div class="clipboard" data-state={state.kind}>
          <p>
            {state.kind === 'held' ? <strong>{told} </strong> : null}
            {sentence}
          </p>
          {state.kind === 'held' || state.kind === 'unsure' || state.kind === 'waiting' ? (
            <Button kind="small" onPress={copying.wipe}>
              {say.copy.wipeNow}
            </Button>
          ) : null}
        </div>
      )}
    </>
  );
}

function ByHand({ text, close }: { text: string; close: () => void }) {
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.select();
  }, [text]);
  return (
    <Notice tone="warn" alert>
      <p>{say.copy.failed}</p>
      <textarea
        ref={box}
        class="mono"
        readOnly
        rows={3}
        value={text}
        aria-label={say.copy.byHand}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button kind="small" onPress={close}>
        {say.copy.close}
      </Button>
    </Notice>
  );
}
