// Reads the stream of a share's events: each time it says that something has changed. The reader then looks at the share again.

const CHANGED = /^event: ?changed$/m;

/** Ends where the stream is cut or over, or by the signal. */
export async function* changesIn(body: ReadableStream<Uint8Array>, signal?: AbortSignal): AsyncGenerator<void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  const cancel = (): void => void reader.cancel().catch(() => {});
  signal?.addEventListener('abort', cancel);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
      rest = (blocks.pop() ?? '').slice(-4_096);
      if (blocks.some((block) => CHANGED.test(block))) yield;
    }
  } finally {
    // Nothing is left open where the reader goes away.
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}
