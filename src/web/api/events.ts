// Live changes: reads the event stream with fetch (so that headers go along), asks anew after a cut, and polls where streams are not let through.

import type { Api } from './api.ts';

const CHANGED = /^event: ?changed$/m;
const POLL_MS = 5_000;

/** Calls `changed` whenever the share may have changed. Returns a function that stops it. */
export function follow(api: Api, changed: () => void): () => void {
  const stop = new AbortController();
  void listen(api, changed, stop.signal);
  const onShow = (): void => {
    if (document.visibilityState === 'visible') changed();
  };
  document.addEventListener('visibilitychange', onShow, { signal: stop.signal });
  return () => stop.abort();
}

async function listen(api: Api, changed: () => void, signal: AbortSignal): Promise<void> {
  for (let cuts = 0; !signal.aborted; cuts += 1) {
    try {
      const response = await api.events(signal);
      if (response.ok && response.body !== null) {
        await read(response.body, () => {
          cuts = 0;
          changed();
        });
      }
    } catch {
      // Cut off: fall through to the pause and ask again.
    }
    if (signal.aborted) return;
    await pause(Math.min(POLL_MS * 4, POLL_MS * (cuts + 1) * 0.4), signal);
    if (!signal.aborted) changed();
  }
}

async function read(body: ReadableStream<Uint8Array>, changed: () => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
    rest = (blocks.pop() ?? '').slice(-4_096);
    if (blocks.some((block) => CHANGED.test(block))) changed();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
