// The load generator's process: makes cycles, plays them, counts what was delivered. Told what to do over the channel of its parent.

import { createMaker, type Cycle, type Maker, type Target } from './cycles.ts';
import { countDelivered, play, type Round } from './run.ts';

export type Order =
  | { readonly do: 'meet'; readonly target: Target }
  /** Throws the former cycles away. */
  | { readonly do: 'make'; readonly count: number }
  /** `again`: cycles may be played over and over, which only a server that keeps no history allows. */
  | { readonly do: 'play'; readonly port: number; readonly connections: number; readonly ms: number; readonly again: boolean }
  /** How many of the cycles that were played once were delivered. */
  | { readonly do: 'count'; readonly port: number };

export type Report =
  | { readonly ok: true; readonly round?: Round; readonly played?: number; readonly delivered?: number }
  | { readonly ok: false; readonly why: string };

let target: Target | null = null;
let maker: Maker | null = null;
let cycles: Cycle[] = [];
let played = 0;

async function obey(order: Order): Promise<Report> {
  switch (order.do) {
    case 'meet':
      target = order.target;
      maker = await createMaker(target);
      return { ok: true };
    case 'make':
      cycles = (await maker?.make(order.count)) ?? [];
      played = 0;
      return { ok: true };
    case 'play': {
      const { port, connections, ms, again } = order;
      let at = 0;
      const next = (): Cycle | null => (again ? (cycles[at++ % cycles.length] ?? null) : (cycles[played++] ?? null));
      return { ok: true, round: await play({ port, connections, ms, next }) };
    }
    case 'count': {
      const mine = cycles.slice(0, played);
      return { ok: true, played: mine.length, delivered: await countDelivered(order.port, target?.host ?? '', mine) };
    }
  }
}

process.on('message', (order: Order) => {
  obey(order).then(
    (report) => process.send?.(report),
    (error: unknown) => process.send?.({ ok: false, why: error instanceof Error ? error.message : String(error) } satisfies Report),
  );
});
process.on('disconnect', () => process.exit(0));
