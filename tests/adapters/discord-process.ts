// Processes of nt2 that share one Discord and one store; each can be frozen as after kill -9.

import { expect, onTestFinished } from 'vitest';
import { createDiscord } from '../../src/adapters/discord/adapter.ts';
import { TIMES, type Times } from '../../src/adapters/discord/config.ts';
import type { Adapter, Bot, Card, Interaction } from '../../src/bot/port.ts';
import type { LeaseStore } from '../../src/core/ports/lease-store.ts';
import { openDiscord, type Discord } from '../fakes/discord/discord.ts';
import { textOf } from '../fakes/discord/reading.ts';
import { openStore } from '../store/open.ts';

export const says = (title: string): Card => ({ title, tone: 'plain', body: [], buttons: [], fallback: title });
export const QUICK: Times = { ...TIMES, lease: 600, renew: 150, watch: 60, retry: 30 };

interface Process {
  readonly adapter: Adapter;
  readonly inbound: Interaction[];
  readonly log: string[];
  /** As after kill -9: it renews nothing, and lets go of nothing. */
  freeze(): void;
}

interface Starting {
  readonly handle?: Bot['handle'];
  readonly leases?: LeaseStore;
  readonly watches?: boolean;
  readonly pasted?: Bot['pasted'];
}

export async function openWorld({ shards = 1, privileged = 0 } = {}) {
  let now = Date.now();
  const clock = (): number => now;
  const discord = await openDiscord({ shards, privileged, heartbeatMs: 41_250 });
  const store = await openStore({ kind: 'sqlite', file: ':memory:' });
  onTestFinished(async () => {
    const complaints = discord.complaints();
    await discord.close();
    await store.close();
    expect(complaints).toEqual([]);
  });
  const user = discord.user({ name: 'Alex' });
  const guild = discord.guild({ members: [user] });
  const channel = discord.channel(guild);
  const first = new Set<string>();

  async function start({ handle, leases = store, watches = false, pasted }: Starting = {}): Promise<Process> {
    const inbound: Interaction[] = [];
    const log: string[] = [];
    let frozen = false;
    const never = new Promise<never>(() => undefined);
    const adapter = createDiscord({
      config: {
        token: discord.token,
        publicKey: null,
        apiUrl: `${discord.api}/`,
        publicUrl: 'https://nt2.example',
        guilds: [],
        times: QUICK,
        watches,
      },
      clock: () => Date.now(),
      leases: {
        acquireLease: (...given) => (frozen ? never : leases.acquireLease(...given)),
        releaseLease: (...given) => (frozen ? never : leases.releaseLease(...given)),
      },
      consume: (allowances) => store.consume(allowances, clock()),
      log: (event, facts) => void log.push(`${event} ${JSON.stringify(facts)}`),
    });
    await adapter.start({
      ...(pasted && { pasted }),
      late: says('late'),
      broken: says('broken'),
      unshown: { busy: says('busy'), setup: says('setup'), shape: says('shape') },
      handle:
        handle ??
        (async (event) => {
          if (first.has(event.id)) return { kind: 'nothing' };
          first.add(event.id);
          inbound.push(event);
          return { kind: 'private', card: says('Heard') };
        }),
    });
    onTestFinished(() => adapter.stop());
    return { adapter, inbound, log, freeze: () => void (frozen = true) };
  }

  return {
    discord,
    store,
    user,
    guild,
    channel,
    start,
    turn: (ms: number): void => void (now += ms),
    sessions: (count: number) => expect.poll(() => discord.gateway.sessions(), { interval: 5, timeout: 5_000 }).toBe(count),
    ready: (process: Process) =>
      expect.poll(() => process.adapter.health().detail, { interval: 5, timeout: 5_000 }).toContain(`${shards} of ${shards}`),
    lists: () => discord.person(user.id).command('nt2 list', {}, { in: channel.id }),
  };
}

export const heard = async (act: ReturnType<ReturnType<Discord['person']>['command']>): Promise<string> => textOf((await act).message()!);
