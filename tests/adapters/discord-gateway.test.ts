// Discord's gateway: connections that break, events that lack something, several processes, and the sign-ins of a day.

import { afterEach, describe, expect, it } from 'vitest';

import { createDiscord } from '../../src/adapters/discord/adapter.ts';
import { TIMES, type Times } from '../../src/adapters/discord/config.ts';
import type { Adapter, Bot, Card, Interaction } from '../../src/bot/port.ts';
import type { LeaseStore } from '../../src/core/ports/lease-store.ts';
import { openDiscord, type Discord } from '../fakes/discord/discord.ts';
import { textOf } from '../fakes/discord/reading.ts';
import { openStore } from '../store/open.ts';

const says = (title: string): Card => ({ title, tone: 'plain', body: [], buttons: [], fallback: title });
const QUICK: Times = { ...TIMES, lease: 600, renew: 150, watch: 60, retry: 30 };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Process {
  readonly adapter: Adapter;
  readonly inbound: Interaction[];
  readonly log: string[];
  /** As after kill -9: it renews nothing, and lets go of nothing. */
  freeze(): void;
}

async function openWorld({ shards = 1 } = {}) {
  let now = Date.now();
  const clock = (): number => now;
  const discord = await openDiscord({ shards, heartbeatMs: 41_250 });
  const store = await openStore({ kind: 'sqlite', file: ':memory:' });
  ends.push(async () => {
    const complaints = discord.complaints();
    await discord.close();
    await store.close();
    expect(complaints).toEqual([]);
  });
  const user = discord.user({ name: 'Alex' });
  const guild = discord.guild({ members: [user] });
  const channel = discord.channel(guild);
  const first = new Set<string>();

  async function start({ handle, leases = store }: { handle?: Bot['handle']; leases?: LeaseStore } = {}): Promise<Process> {
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
    ends.push(() => adapter.stop());
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

const heard = async (act: ReturnType<ReturnType<Discord['person']>['command']>): Promise<string> => textOf((await act).message()!);

describe('the gateway', () => {
  it('asks for no intent at all, and hears interactions of guilds and of direct messages', async () => {
    const { start, ready, lists, discord, user } = await openWorld();
    const one = await start();
    await ready(one);
    expect(await heard(lists())).toContain('Heard');
    const direct = discord.person(user.id).direct();
    expect(await heard(discord.person(user.id).command('nt2 list', {}, { in: direct.id }))).toContain('Heard');
    expect(one.inbound.map(({ tenant, place }) => [tenant.split(':').length, place?.kind])).toEqual([
      [2, 'channel'],
      [3, 'dm'],
    ]);
  });

  it('resumes when Discord asks for it, and when the connection breaks, without a new sign-in', async () => {
    const { start, ready, lists, discord } = await openWorld();
    await ready(await start());
    for (const [n, disturb] of [discord.gateway.askToReconnect, discord.gateway.drop].entries()) {
      disturb();
      await expect.poll(() => discord.gateway.heard.resume, { interval: 5, timeout: 5_000 }).toBe(n + 1);
      expect(await heard(lists())).toContain('Heard');
    }
    expect(discord.gateway.heard.identify).toBe(1);
  });

  it('what happened while the connection was away is answered when it is back', async () => {
    const { start, ready, lists, discord } = await openWorld();
    const one = await start();
    await ready(one);
    discord.gateway.drop();
    expect(await heard(lists())).toContain('Heard');
    expect(one.inbound).toHaveLength(1);
  });

  it('signs in anew when its session is no longer valid, and not sooner than it may', async () => {
    const { start, ready, sessions, lists, discord, turn } = await openWorld();
    const one = await start();
    await ready(one);
    discord.gateway.invalidate();
    await expect.poll(() => one.log.join('\n'), { interval: 5, timeout: 5_000 }).toContain('discord.identify_waits');
    expect(discord.gateway.heard.identify).toBe(1);
    turn(5_001);
    await sessions(1);
    expect(discord.gateway.heard.identify).toBe(2);
    expect(await heard(lists())).toContain('Heard');
  });

  it('an interaction without what the library expects is answered, and one that is none does no harm', async () => {
    const { start, ready, lists, discord } = await openWorld();
    const one = await start();
    await ready(one);
    const broken = [
      {},
      { id: '1' },
      { id: '1', type: 2, token: 't', application_id: '1' },
      { id: '1', type: 99, token: 't', application_id: '1' },
    ];
    for (const raw of [...broken, { ...broken[2], data: { type: 1, options: 7 }, user: { id: '1', username: 'x' } }]) {
      discord.gateway.dispatch('INTERACTION_CREATE', raw);
    }
    discord.leaveOut('authorizing_integration_owners', 'entitlements', 'app_permissions', 'channel', 'context', 'guild_locale');
    expect(await heard(lists())).toContain('Heard');
    expect(one.inbound).toHaveLength(1);
    expect(one.inbound[0]?.place).toBeNull();
  });

  it('a handler that fails is told to the person, and ends nothing', async () => {
    const { start, ready, lists } = await openWorld();
    let fails = true;
    const one = await start({
      handle: async () => {
        if (fails) throw new Error('CANARY');
        return { kind: 'private', card: says('Heard') };
      },
    });
    await ready(one);
    expect(await heard(lists())).toContain('broken');
    fails = false;
    expect(await heard(lists())).toContain('Heard');
    expect(one.log.join('\n')).not.toContain('CANARY');
  });

  it('T20: two sessions hear the same press, and it is answered once', async () => {
    const { start, ready, lists, discord, turn } = await openWorld();
    // No lease holds these two back, as after a store that has lost it.
    const loose = { acquireLease: async () => 1, releaseLease: async () => undefined };
    const one = await start({ leases: loose });
    await ready(one);
    turn(5_001);
    const two = await start({ leases: loose });
    await ready(two);
    const act = lists();
    expect(await heard(act)).toContain('Heard');
    await expect.poll(() => one.inbound.length + two.inbound.length).toBe(1);
    expect(discord.calls.filter(({ path }) => path.endsWith('/callback'))).toHaveLength(1);
  });

  it('whoever answers second is told so by Discord, and says nothing more', async () => {
    const { start, ready, lists, discord, turn } = await openWorld();
    const loose = { acquireLease: async () => 1, releaseLease: async () => undefined };
    const handle: Bot['handle'] = async () => ({ kind: 'private', card: says('Heard') });
    const one = await start({ leases: loose, handle });
    await ready(one);
    turn(5_001);
    const two = await start({ leases: loose, handle });
    await ready(two);
    expect(await heard(lists())).toContain('Heard');
    const logs = (): string => [...one.log, ...two.log].join('\n');
    await expect.poll(logs).toContain('discord.unanswered {"type":"elsewhere","code":"40060"}');
    expect(discord.calls.filter(({ path }) => path.endsWith('/callback'))).toHaveLength(2);
  });
});

describe('several processes', () => {
  it('one holds the session; another takes over when the first goes, and both can send', async () => {
    const { start, ready, sessions, lists, turn, channel, guild, discord } = await openWorld();
    const one = await start();
    await ready(one);
    const two = await start();
    await expect.poll(() => two.adapter.health()).toEqual({ state: 'ready', detail: '0 of 1 shards here, 1 on standby' });
    expect(discord.gateway.heard.identify).toBe(1);
    const place = { ref: `g${BigInt(guild.id).toString(36)}/${channel.id}`, name: '' };
    for (const [n, { adapter }] of [one, two].entries())
      expect((await adapter.outbound.post(place, says('Card'), `key-${n}`)).ok).toBe(true);
    turn(5_001);
    await one.adapter.stop();
    await ready(two);
    await sessions(1);
    expect(await heard(lists())).toContain('Heard');
    expect(two.inbound).toHaveLength(1);
  });

  it('after a kill -9 the lease runs out, another takes over, and the old one would have let go before', async () => {
    const { start, ready, sessions, lists, turn, discord } = await openWorld();
    const one = await start();
    await ready(one);
    const two = await start();
    turn(5_001);
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, discord.gateway.sessions())), 2);
    const killedAt = performance.now();
    one.freeze();
    await ready(two);
    clearInterval(watching);
    expect(performance.now() - killedAt).toBeLessThan(QUICK.lease + QUICK.watch + 2_000);
    expect(most).toBe(1);
    await sessions(1);
    expect(one.log.join('\n')).toContain('discord.lease_lost');
    expect(await heard(lists())).toContain('Heard');
    expect(two.inbound).toHaveLength(1);
  });

  it('with the times it has in life, a standby takes over within 20 seconds', () => {
    expect(TIMES.lease + TIMES.watch).toBeLessThanOrEqual(18_000);
    expect(TIMES.renew + TIMES.watch).toBeLessThan(TIMES.lease);
  });

  it('every shard has one session', async () => {
    const { start, ready, sessions, turn, discord } = await openWorld({ shards: 2 });
    const one = await start();
    await expect.poll(() => discord.gateway.sessions(), { interval: 5, timeout: 5_000 }).toBe(1);
    turn(5_001);
    await sessions(2);
    await ready(one);
    expect(discord.gateway.heard.identify).toBe(2);
  });
});

describe('sign-ins', () => {
  it('a crash loop signs in ten times in ten minutes, and not once more', async () => {
    const { start, ready, sessions, turn, discord } = await openWorld();
    for (let n = 0; n < 10; n += 1) {
      const crashing = await start();
      await ready(crashing);
      await crashing.adapter.stop();
      await sessions(0);
      turn(5_001);
    }
    const eleventh = await start();
    await expect.poll(() => eleventh.log.join('\n'), { interval: 5, timeout: 5_000 }).toContain('discord.identify_waits');
    expect(discord.gateway.heard.identify).toBe(10);
    turn(600_001);
    await ready(eleventh);
    expect(discord.gateway.heard.identify).toBe(11);
  });

  it('leaves the last sign-ins of the day to a person', async () => {
    const { start, ready, discord } = await openWorld();
    discord.gateway.starts.remaining = 50;
    const one = await start();
    await expect.poll(() => one.log.join('\n'), { interval: 5, timeout: 5_000 }).toContain('discord.identify_waits');
    expect(one.adapter.health().state).toBe('connecting');
    expect(discord.gateway.heard.identify).toBe(0);
    discord.gateway.starts.remaining = 51;
    await ready(one);
  });

  it('a start does not hang on a Discord that is away, and begins when it is back', async () => {
    const { start, ready, discord } = await openWorld();
    discord.fail('GET /applications/@me', { kind: 'status', status: 503 }, 2);
    discord.fail('GET /gateway/bot', { kind: 'reset' }, 2);
    const one = await start();
    await ready(one);
    expect(one.log.filter((line) => line.startsWith('discord.not_begun'))).not.toEqual([]);
  });
});
