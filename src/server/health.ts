// Tells the operator whether to send people to this instance, and which part needs a look. It names no tenant and repeats no error.
// See docs/decisions/readiness-is-reach.md.

import type { Adapter } from '../bot/port.ts';
import type { Clock } from '../core/ports/clock.ts';
import { NO_SIBLINGS, type HealthPart, type Siblings, type WorkerHealth } from '../core/ports/siblings.ts';
import type { HealthStore } from '../core/ports/store-health.ts';
import type { ReadinessAnswer } from './api/answers.ts';
import { json } from './http/headers.ts';
import type { ProcessRole, RouteScope } from './scope.ts';

/** The health of chat. */
export interface ChatHealth {
  readonly adapters: readonly Pick<Adapter, 'name' | 'health'>[];
  /** How long the oldest message that could not be sent has waited, in ms. */
  readonly oldestPendingMs: () => number;
  /** The same for messages of platforms that this instance does not run and that no other instance takes. */
  readonly oldestUnclaimedMs: () => number;
}

/** The parts whose health is asked for. */
export interface HealthSources {
  readonly store: HealthStore;
  readonly chat: ChatHealth;
  /** What the operator should look at in the logs, without naming any tenant; null: nothing. */
  readonly logTrouble: () => string | null;
  /** Null: there is no policy. */
  readonly policy?: () => Promise<HealthPart | null>;
  /** What is wrong with the place of files; null: nothing that is known. Absent: no files are taken. */
  readonly filesTrouble?: () => string | null;
}

interface Deps {
  readonly role: ProcessRole;
  readonly routes: RouteScope;
  readonly sources: HealthSources;
  readonly clock: Clock;
  /** Aborted when this instance is about to end. */
  readonly draining: Pick<AbortSignal, 'aborted'>;
  readonly siblings?: Siblings;
}

type Part = HealthPart;

/** However often it is probed, the store is asked at most once a second. */
const FRESH_MS = 1_000;
const OLD_MS = 5 * 60_000;

interface StorePart extends Part {
  readonly answers: boolean;
}

/**
 * Only an unreachable store makes this instance unready, since another instance may reach it. A problem that all instances share, such as
 * a tenant that was rolled back or a key store that is down, is reported here and refused at the request: without this server people
 * could read nothing at all.
 */
export function createReadiness({ role, routes, sources, clock, draining, siblings = NO_SIBLINGS }: Deps): () => Promise<Response> {
  const { store, chat, logTrouble, policy, filesTrouble } = sources;
  let last: { readonly at: number; readonly part: Promise<StorePart> } | null = null;

  async function look(): Promise<WorkerHealth> {
    const now = clock();
    if (last === null || now - last.at >= FRESH_MS || now < last.at) last = { at: now, part: storePart(store) };
    const { answers: isStoreThere, ...part } = await last.part;
    const ruled = await policyPart(policy);
    const parts = {
      store: part,
      log: logPart(logTrouble()),
      platforms: platformsPart(chat, role),
      outbox: outboxPart(chat),
      ...(ruled && { policy: ruled }),
      ...(filesTrouble && { files: filesPart(filesTrouble()) }),
    };
    return { isStoreThere, leaving: draining.aborted, parts };
  }
  siblings.answer('health', look);

  return async () => {
    const [own, { answers: others, silent }] = await Promise.all([look(), siblings.ask('health', null)]);
    const all = [own, ...others];
    const ready = all.every(({ isStoreThere }) => isStoreThere) && !own.leaving;
    const status = ready ? 200 : 503;
    if (routes === 'public') return json({ ready } satisfies ReadinessAnswer, status);
    const parts = {
      store: worstOf(all, 'store'),
      log: worstOf(all, 'log'),
      platforms: worstOf(all, 'platforms'),
      outbox: worstOf(all, 'outbox'),
      ...(own.parts.policy && { policy: worstOf(all, 'policy') }),
      ...(own.parts.files && { files: worstOf(all, 'files') }),
      ...(siblings.count > 1 && { workers: workersPart(siblings.count, all.length, silent) }),
    };
    return json({ ready, role, ...(own.leaving && { leaving: true }), parts } satisfies ReadinessAnswer, status);
  };
}

/** What is ill in one worker is ill. */
function worstOf(all: readonly WorkerHealth[], part: keyof WorkerHealth['parts']): Part {
  const parts = all.flatMap(({ parts: own }) => own[part] ?? []);
  return parts.find(({ ok }) => !ok) ?? (parts[0] as Part);
}

function workersPart(count: number, answered: number, silent: number): Part {
  if (answered === count) return healthy(`All ${count} answer.`);
  const gone = silent > 0 ? `${silent} of them without an answer` : 'the rest are being started';
  return unhealthy(`${answered} of ${count} answer, ${gone}.`);
}

async function storePart(store: HealthStore): Promise<StorePart> {
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

/** A store that does not answer is told elsewhere. */
async function policyPart(policy: HealthSources['policy']): Promise<Part | null> {
  return policy === undefined ? null : policy().catch(() => null);
}

function logPart(trouble: string | null): Part {
  return trouble === null ? healthy('It is signed.') : unhealthy(trouble);
}

const filesPart = (trouble: string | null): Part => (trouble === null ? healthy('Nothing is wrong that is known.') : unhealthy(trouble));

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
