// Server-sent events for waiting pages. A stream says only that something changed, and the page then loads the share.

import type { ShareWatcher } from '../../core/ports/share-store.ts';
import { refuse } from '../../core/refusal.ts';
import type { ShareId } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import { apiHeaders } from '../http/headers.ts';
import type { ApiHandler } from '../http/route.ts';
import type { StreamSlots } from '../limits/open-streams.ts';

/** Streams that may be open at a time: of one person (and so at most twice as many of a share), and of one address. */
const PER_PERSON = 24;
const PER_ADDRESS = 128;
/** Messages that may wait for a page that does not read. */
const MOST_WAITING = 16;
const HEARTBEAT_MS = 15_000;
/** Then the page connects again, so that people who have lost their session stop listening. */
const LIFE_MS = 15 * 60_000;

const headers = {
  ...apiHeaders,
  'Content-Type': 'text/event-stream',
  // A proxy that buffers answers would make a stream useless.
  'X-Accel-Buffering': 'no',
} as const;

interface WatchDeps {
  readonly shares: Shares;
  readonly watch: ShareWatcher['watch'];
  readonly shuttingDown: AbortSignal;
  readonly streams: StreamSlots;
}

export function watchShare(deps: WatchDeps): ApiHandler {
  return async ({ request, id, persons, address }) => {
    const view = await deps.shares.view(
      id,
      persons.map(({ key }) => key),
    );
    if (!view.ok) return view;
    // People who have only the address of a link must not hear that it is opened.
    if (view.value.role === 'holder') return refuse('session.required');
    if (request.method !== 'GET') return new Response(null, { headers });
    const counted = [{ name: address, most: PER_ADDRESS }, ...persons.map(({ key }) => ({ name: key as string, most: PER_PERSON }))];
    const close = deps.shuttingDown.aborted ? null : await deps.streams.take(counted);
    if (close === null) return refuse('rate.limited', { retryAfterMs: HEARTBEAT_MS });
    return new Response(changes(deps, id, close), { headers });
  };
}

/** Begins with the current state, so that the page misses nothing that happened while it connected. */
function changes(deps: WatchDeps, id: ShareId, closed: () => void): ReadableStream<Uint8Array> {
  let stop = (): void => undefined;
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      let over = false;
      let unwatch = (): void => undefined;
      const write = (text: string): void => {
        if (over) return;
        controller.enqueue(Buffer.from(text));
        // A page that connects again hears the current state, so unread messages are no loss.
        if ((controller.desiredSize ?? 0) >= -MOST_WAITING) return;
        stop();
        controller.error(new Error('The page does not read.'));
      };
      const tell = async (): Promise<void> => {
        const share = await deps.shares.find(id);
        write(`event: changed\ndata: {"version":${share?.version ?? 0}}\n\n`);
        if (share === null || share.state.status === 'ended') end();
      };
      const end = (): void => {
        if (over) return;
        stop();
        controller.close();
      };
      const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT_MS);
      const life = setTimeout(end, LIFE_MS);
      stop = () => {
        if (over) return;
        over = true;
        clearInterval(heartbeat);
        clearTimeout(life);
        deps.shuttingDown.removeEventListener('abort', end);
        unwatch();
        closed();
      };
      deps.shuttingDown.addEventListener('abort', end);
      const changed = (): void => {
        // Without a stream the page polls; a stream that cannot report changes must not stay open.
        if (!over) tell().catch(end);
      };
      try {
        unwatch = await deps.watch(id, changed);
        if (over) unwatch();
        else await tell();
      } catch {
        end();
      }
    },
    cancel: () => stop(),
  });
}
