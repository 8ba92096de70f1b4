// Server-sent events to the page: they say only that something has changed, and the page then asks for the state.

import type { ChatState } from '../chat-state.ts';

export interface EventStreams {
  open(): Response;
  closeAll(): void;
}

const HEARTBEAT_MS = 15_000;
export const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export function createEventStreams(chat: ChatState): EventStreams {
  const streams = new Set<() => void>();
  return {
    open: () => stream(chat, streams),
    closeAll() {
      for (const close of streams) close();
    },
  };
}

function stream(chat: ChatState, streams: Set<() => void>): Response {
  let end = (): void => {};
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const say = (text: string): void => controller.enqueue(encoder.encode(text));
      const unwatch = chat.watch((version) => say(`event: changed\ndata: ${version}\n\n`));
      const heart = setInterval(() => say(': here\n\n'), HEARTBEAT_MS);
      const close = (): void => {
        end();
        controller.close();
      };
      end = () => {
        unwatch();
        clearInterval(heart);
        streams.delete(close);
      };
      streams.add(close);
      say(`retry: 1000\nevent: changed\ndata: ${chat.version()}\n\n`);
    },
    cancel: () => end(),
  });
  return new Response(body, { headers: { ...HEADERS, 'Content-Type': 'text/event-stream' } });
}
