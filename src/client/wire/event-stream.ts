// Reads the stream of a share's events.

const CHANGED = /^event: ?changed$/m;

/** Calls `changed` each time the stream says that something has. Resolves where the stream is cut or over. */
export async function readChanges(body: ReadableStream<Uint8Array>, changed: () => void): Promise<void> {
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
