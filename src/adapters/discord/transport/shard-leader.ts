// One of several processes holds a shard's connection, because every session of a shard gets every event, and sign-ins are limited.
// The others wait without a session, and take over when the lease expires. See docs/decisions/discord-one-leader.md.

import type { Clock } from '../../../core/ports/clock.ts';
import type { LeaseStore } from '../../../core/ports/lease-store.ts';
import { connect, type Connection, type GatewayState, type GatewayDeps, type Shard } from './gateway.ts';

export interface ShardLeader {
  readonly state: () => GatewayState | 'standby';
  readonly stop: () => Promise<void>;
}

interface LeaderDeps extends GatewayDeps {
  readonly leases: LeaseStore;
  readonly clock: Clock;
  /** Unique to this process. */
  readonly owner: string;
}

/** Waits after each login in a row that Discord refused. */
const RETRY_MS = [5_000, 15_000, 60_000, 300_000];

export function runShardLeader(deps: LeaderDeps, shard: Shard): ShardLeader {
  const { leases, clock, owner, log } = deps;
  const { times } = deps.config;
  const facts = { type: `shard ${shard.id}` };
  const name = `discord:${shard.application}:${shard.id}`;
  let connection: Connection | null = null;
  let failures = 0;
  let notBefore = 0;
  /** When the lease certainly expires, by this process's own clock: a silent store cannot extend it. */
  let sureUntil = 0;
  /** Whether the last look renewed the lease. */
  let sure = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function letGo(): Promise<void> {
    const held = connection;
    connection = null;
    await held?.close().catch(() => undefined);
  }

  async function look(): Promise<void> {
    const asked = performance.now();
    const now = clock();
    const asking = leases.acquireLease(name, owner, now, now + times.lease).catch(() => undefined);
    // A store that hangs counts as silent, because the lease runs on meanwhile.
    const patience = connection === null ? times.renew : Math.min(times.renew, Math.max(sureUntil - times.watch - asked, times.watch / 10));
    const token = await Promise.race([asking, silence(patience)]);
    if (stopped) return;
    if (typeof token === 'number') sureUntil = asked + times.lease;
    // Let go before the lease can expire: two sessions of one shard would get every event twice.
    if (token === null || performance.now() + times.watch >= sureUntil) {
      if (connection !== null) log('discord.lease_lost', facts);
      sure = false;
      return letGo();
    }
    sure = token !== undefined;
    const state = connection?.state();
    if (state === 'ready') failures = 0;
    if (state === 'refused') {
      await letGo();
      notBefore = performance.now() + (RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 0);
      failures += 1;
    }
    if (connection === null && token !== undefined && performance.now() >= notBefore) {
      log('discord.leads', { ...facts, code: String(token) });
      connection = connect(deps, shard);
    }
  }

  async function round(): Promise<void> {
    await look().catch(() => log('discord.leader_failed', facts));
    if (!stopped) timer = setTimeout(lookAgain, connection !== null && sure ? times.renew : times.watch);
  }
  function lookAgain(): void {
    running = round();
  }
  let running = round();

  return {
    state: () => connection?.state() ?? 'standby',
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await letGo();
      await Promise.race([leases.releaseLease(name, owner).catch(() => undefined), silence(times.renew)]);
    },
  };
}

const silence = (ms: number): Promise<undefined> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
