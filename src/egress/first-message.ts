// One socket for the doctor: opens it, waits for the first message, and closes it at once, before anything signs in on it.

import type { EgressRoute } from './egress.ts';

const PATIENCE_MS = 6_000;
const MOST = 10_000;

/** The first message, or null where none came. `way`: null goes directly. */
export async function firstMessage(url: string, egressRoute: EgressRoute | null): Promise<string | null> {
  const socket = egressRoute === null ? new WebSocket(url) : egressRoute.socket(url);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<string | null>((resolve) => {
      timer = setTimeout(() => resolve(null), PATIENCE_MS);
      socket.addEventListener('message', ({ data }) => resolve(typeof data === 'string' ? data.slice(0, MOST) : null));
      socket.addEventListener('error', () => resolve(null));
      socket.addEventListener('close', () => resolve(null));
    });
  } finally {
    clearTimeout(timer);
    socket.close(1_000);
  }
}
