// For whoever keeps the server running: is the process there, and may people be sent to it?

import type { Clock, Store, StoreHealth } from '../core/ports.ts';
import { json } from './http/headers.ts';
import type { LogFiles } from './log/files.ts';

/** A probe every few milliseconds costs the store one look a second. */
const FRESH_MS = 1_000;

export function createReadiness({
  store,
  logs,
  clock,
}: {
  readonly store: Pick<Store, 'health'>;
  readonly logs: Pick<LogFiles, 'trouble'>;
  readonly clock: Clock;
}): () => Promise<Response> {
  let last: { readonly at: number; readonly health: Promise<StoreHealth> } | null = null;
  return async () => {
    const now = clock();
    if (last === null || now - last.at >= FRESH_MS || now < last.at) last = { at: now, health: store.health() };
    try {
      const { ok, behind } = await last.health;
      // Hand-offs go on without receipts, so people may still be sent here.
      const trouble = logs.trouble();
      const log = trouble === null ? {} : { log: trouble };
      return json({ ready: ok, detail: ok ? 'Ready.' : sentence(behind.length), ...log }, ok ? 200 : 503);
    } catch {
      last = null;
      return json({ ready: false, detail: 'The store does not answer.' }, 503);
    }
  };
}

function sentence(behind: number): string {
  if (behind === 0) return 'The store is not fit for use; `nt2 doctor` says why.';
  return `The store shows an older state than nt2 has seen (tenants: ${behind}), so nothing is opened there. Restore the newer state, or run \`nt2 store accept-rollback\`.`;
}
