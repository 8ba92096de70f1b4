// Copying, with everything a person must know about it: what was copied, for how long it stays, and what to do when it did not work.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { browserClipboard } from '../browser/browser-clipboard.ts';
import { createClipboard, type ClipboardState } from '../browser/clipboard.ts';
import { messages } from '../messages/after-press.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { keepOut } from './secret-input.tsx';

export interface Copying {
  /** True only when the browser has confirmed it. `writing`: it was asked already, inside an earlier press; its no shows nothing by hand. */
  copy(text: string, what: string, writing?: Promise<void>): Promise<boolean>;
  readonly state: ClipboardState;
  readonly told: string;
  /** What is to be copied by hand, because the browser said no. */
  readonly byHand: string | null;
  closeByHand(): void;
  wipe(): void;
  /** What lies there now is the person's own. */
  leave(): void;
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
    // After the button's own handler, and still inside the press: WebKit lets a page write nowhere else.
    const press = (event: MouseEvent): void => {
      if (event.target instanceof Element && event.target.closest('button') !== null) clipboard.pressed();
    };
    document.addEventListener('click', press, options);
    return () => stop.abort();
  }, [clipboard]);
  return {
    async copy(text, what, writing) {
      const done = await clipboard.copy(text, writing);
      setTold(done ? messages.copy.done(what) : '');
      setByHand(done || writing ? null : text);
      return done;
    },
    state,
    told,
    byHand,
    closeByHand: () => setByHand(null),
    wipe: () => void clipboard.wipe(),
    leave: clipboard.leave,
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
  const held = state.kind === 'held' ? state : null;
  const seconds = useSeconds(held?.byItself ? held.until : null);
  const sentence = held
    ? held.byItself
      ? messages.copy.heldUntil(seconds)
      : messages.copy.held
    : state.kind === 'empty'
      ? ''
      : messages.copy[state.kind];
  return (
    <>
      <p class="sr-only" role="status">
        {/* Once: a number that runs would be read out every second. */}
        {held ? `${told} ${held.byItself ? messages.copy.heldSpoken : messages.copy.held}` : sentence}
      </p>
      {byHand === null ? null : <ByHand text={byHand} close={copying.closeByHand} />}
      {state.kind === 'empty' ? null : (
        <div class="clipboard" data-state={state.kind}>
          <p>
            {held ? <strong>{told} </strong> : null}
            {sentence}
          </p>
          {held || state.kind === 'over' || state.kind === 'waiting' ? (
            <Button kind="small" onPress={copying.wipe}>
              {messages.copy.wipeNow}
            </Button>
          ) : null}
          {state.kind === 'over' ? (
            <Button kind="small" onPress={copying.leave}>
              {messages.copy.leave}
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
      <p>{messages.copy.failed}</p>
      <textarea
        {...keepOut}
        ref={box}
        class="mono"
        readOnly
        rows={3}
        value={text}
        aria-label={messages.copy.byHand}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button kind="small" onPress={close}>
        {messages.copy.close}
      </Button>
    </Notice>
  );
}
