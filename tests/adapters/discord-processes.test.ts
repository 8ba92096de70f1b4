// Several processes at one Discord: who holds the session, who takes over, and the sign-ins of a day.

import { describe, expect, it } from 'vitest';
import { TIMES } from '../../src/adapters/discord/config.ts';
import { says, QUICK, openWorld, heard } from './discord-process.ts';

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
