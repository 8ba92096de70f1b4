// For whoever keeps the server running: may people be sent to it, and which part needs a look? It names no tenant and repeats no error.

import type { Adapter } from '../bot/port.ts';
import type { Clock, Store } from '../core/ports.ts';
import { json } from './http/headers.ts';
import type { LogFiles } from './api/tlog.ts';
import type { ProcessRole, ServerDeps } from './deps.ts';

/** How the chat door does. */
export interface ChatHealth {
  readonly adapters: readonly Pick<Adapter, 'name' | 'health'>[];
  /** For how long the oldest message has waited that could not be sent, in ms. */
  readonly oldestPendingMs: () => number;
  /** The same for messages of platforms that this instance does not have, and no other takes. */
  readonly oldestUnclaimedMs: () => number;
}

interface Deps {
  readonly role: ProcessRole;
  readonly admin: ServerDeps['admin'];
  readonly store: Pick<Store, 'health'>;
  readonly logs: Pick<LogFiles, 'trouble'>;
  readonly chat: ChatHealth;
  readonly clock: Clock;
  /** Aborted when this instance is about to end. */
  readonly draining: Pick<AbortSignal, 'aborted'>;
}

interface Part {
  readonly ok: boolean;
  /** A sentence for the operator. */
  readonly detail: string;
}

/** A probe every few milliseconds costs the store one look a second. */
const FRESH_MS = 1_000;
const OLD_MS = 5 * 60_000;

interface StorePart extends Part {
  readonly answers: boolean;
}

/**
 * Only a store that is silent turns people away: another instance may reach it. Whatever is ill for all instances alike, a tenant that
 * is behind or a key store that is down, is told and refused where it is asked for; without this server people would read nothing at all.
 */
export function createReadiness({ role, admin, store, logs, chat, clock, draining }: Deps): () => Promise<Response> {
  let last: { readonly at: number; readonly part: Promise<StorePart> } | null = null;
  return async () => {
    const now = clock();
    if (last === null || now - last.at >= FRESH_MS || now < last.at) last = { at: now, part: storePart(store) };
    const { answers, ...part } = await last.part;
    const ready = answers && !draining.aborted;
    const status = ready ? 200 : 503;
    if (admin === 'elsewhere') return json({ ready }, status);
    const parts = { store: part, log: logPart(logs), platforms: platformsPart(chat, role), outbox: outboxPart(chat) };
    return json({ ready, role, ...(draining.aborted && { leaving: true }), parts }, status);
  };
}

async function storePart(store: Pick<Store, 'health'>): Promise<StorePart> {
  try {
    const { ok, rolledBackTenants, keys } = await store.health();
    if (!ok && rolledBackTenants.length === 0) return { ...unhealthy('It does not answer; `nt2 doctor` says why.'), answers: false };
    const sentences = [
      rolledBackTenants.length > 0 &&
        `It shows an older state than nt2 has seen (tenants: ${rolledBackTenants.length}), so nothing is opened there. Restore the newer state, or run \`nt2 store accept-rollback\`.`,
      keys === 'down' && 'The key store does not answer: nothing is shared, sealed or handed out until it does.',
    ].filter((sentence) => sentence !== false);
    return { ...(sentences.length === 0 ? healthy('It answers.') : unhealthy(sentences.join(' '))), answers: true };
  } catch {
    return { ...unhealthy('It does not answer.'), answers: false };
  }
}

function logPart(logs: Pick<LogFiles, 'trouble'>): Part {
  const trouble = logs.trouble();
  return trouble === null ? healthy('It is signed.') : unhealthy(trouble);
}

function platformsPart({ adapters }: ChatHealth, role: ProcessRole): Part {
  const away = adapters.flatMap((adapter) => (adapter.health().state === 'ready' ? [] : [adapter.name]));
  if (away.length > 0) return unhealthy(`Not connected: ${away.join(', ')}.`);
  if (adapters.length > 0) return healthy('All are connected.');
  return healthy(role === 'web' ? 'This process has pages alone; another one has chat.' : 'None is configured.');
}

function outboxPart({ oldestPendingMs, oldestUnclaimedMs }: ChatHealth): Part {
  const [waits, untaken] = [oldestPendingMs(), oldestUnclaimedMs()];
  if (waits >= OLD_MS) return unhealthy(`The oldest message has waited for ${minutes(waits)} minutes.`);
  if (untaken < OLD_MS) return healthy('Nothing waits for long.');
  return unhealthy(
    `No instance takes messages of a platform that this one does not have: the oldest has waited for ${minutes(untaken)} minutes.`,
  );
}

const minutes = (ms: number): number => Math.floor(ms / 60_000);
const healthy = (detail: string): Part => ({ ok: true, detail });
const unhealthy = (detail: string): Part => ({ ok: false, detail });
