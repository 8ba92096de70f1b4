// Discord's gateway, for one process: connections that break, sessions that end, and events that lack something.

import { describe, expect, it } from 'vitest';
import type { Bot } from '../../src/bot/port.ts';
import { says, openWorld, heard } from './discord-process.ts';

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

  it('an instance that answers second is told so by Discord, and says nothing more', async () => {
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
