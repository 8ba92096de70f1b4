// Server-sent events for waiting pages. A stream says only that something changed: the page looks for itself.

import { refuse } from '../../core/refusal.ts';
import type { ShareId } from '../../core/share.ts';
import { apiHeaders } from '../http/headers.ts';
import type { Handle, ServerWorld } from '../world.ts';

/** Streams that one address may hold open at a time, and all together. */
const PER_ADDRESS = 24;
const IN_ALL = 10_000;
const HEARTBEAT_MS = 15_000;
/** Then the page asks again, so that whoever lost his session does not go on listening. */
const LIFE_MS = 15 * 60_000;

const headers = {
  ...apiHeaders,
  'Content-Type': 'text/event-stream',
  // Proxies that collect answers before they pass them on would make a stream useless.
  'X-Accel-Buffering': 'no',
} as const;

export function watchShare(world: Pick<ServerWorld, 'shares' | 'store' | 'stopping'>): Handle {
  const open = new Map<string, number>();
  let all = 0;

  return async ({ request, id, persons, address }) => {
    const view = await world.shares.view(
      id,
      persons.map(({ key }) => key),
    );
    if (!view.ok) return view;
    // Whoever has only the address of a link shall not hear that somebody opens it.
    if (view.value.role === 'holder') return refuse('session.required');
    if (request.method !== 'GET') return new Response(null, { headers });
    const mine = open.get(address) ?? 0;
    if (mine >= PER_ADDRESS || all >= IN_ALL || world.stopping.aborted) return refuse('rate.limited', { retryAfterMs: HEARTBEAT_MS });
    open.set(address, mine + 1);
    all += 1;
    const close = (): void => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
      all -= 1;
    };
    return new Response(changes(world, id, close), { headers });
  };
}

/** Begins with the state as it is, so that what happened while the page connected is not missed. */
function changes(world: Pick<ServerWorld, 'shares' | 'store' | 'stopping'>, id: ShareId, closed: () => void): ReadableStream<Uint8Array> {
  let stop = (): void => undefined;
  return new ReadableStream<Uint8Array>({
    async start(controller) {
      let over = false;
      let unwatch = (): void => undefined;
      const write = (text: string): void => {
        if (!over) controller.enqueue(Buffer.from(text));
      };
      const tell = async (): Promise<void> => {
        const share = await world.shares.find(id);
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
        world.stopping.removeEventListener('abort', end);
        unwatch();
        closed();
      };
      world.stopping.addEventListener('abort', end);
      const changed = (): void => {
        // A page that hears nothing looks by itself; a stream that cannot tell must not pretend to.
        if (!over) tell().catch(end);
      };
      try {
        unwatch = await world.store.watch(id, changed);
        if (over) unwatch();
        else await tell();
      } catch {
        end();
      }
    },
    cancel: () => stop(),
  });
}
