// The audit channel on the fakes of Slack and Discord, whose judges read every call: at the start, each day, where the door is closed,
// and with two instances.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiscord } from '../../src/adapters/discord/adapter.ts';
import { TIMES } from '../../src/adapters/discord/config.ts';
import { checkPublisher, openCheckpointPublisher } from '../../src/app/checkpoint-publisher.ts';
import type { Adapter } from '../../src/bot/port.ts';
import type { CheckpointPublisher } from '../../src/jobs/checkpoint-publisher.ts';
import { parseVkey, verifyCheckpoint } from '../../src/crypto/tlog/checkpoint.ts';
import { parsePinnedCheckpoint } from '../../src/crypto/receipt/pinned-checkpoint.ts';
import { createStub, openStage } from '../adapters/slack/stage.ts';
import { openBench, START, type Bench } from '../core/tlog/world.ts';
import { openDiscord } from '../fakes/discord/discord.ts';
import { textOf } from '../fakes/discord/reading.ts';

const DAY = 86_400_000;

interface Platform {
  readonly name: 'slack' | 'discord';
  readonly tenant: string;
  /** The one where nt2 is at home, and those that take nothing. */
  readonly open: string;
  readonly closed: Readonly<Record<string, string>>;
  readonly adapters: readonly [Adapter, Adapter];
  /** What stands in a channel, as a reader sees it and copies it out. */
  read(channel: string): readonly string[];
  /** Answers the next message with a wait of so many ms. */
  readonly limit: () => number;
  admit(channel: string): void;
  close(): Promise<void>;
}

async function slack(): Promise<Platform> {
  const stage = await openStage();
  const second = stage.another();
  await Promise.all([stage.adapter.start(createStub().bot), second.start(createStub().bot)]);
  const { world } = stage.slack;
  return {
    name: 'slack',
    tenant: 'T1ACME',
    open: 'C1ENG',
    closed: { 'not joined': 'C1RANDOM', 'private, not joined': 'C1LEADS', archived: 'C1OLD', 'not there': 'C9NONE' },
    adapters: [stage.adapter, second],
    read: (channel) =>
      world.messages.filter((message) => message.channel === channel).map(({ blocks }) => stage.slack.read.lines(blocks).join('\n')),
    limit() {
      stage.slack.fail('chat.postMessage', { answer: 'rate-limited', retryAfter: 90 });
      return 90_000;
    },
    admit: (channel) => void world.channels.get(channel)?.members.add(world.installationFor('T1ACME')?.botUserId ?? ''),
    close: () => stage.close(),
  };
}

async function discord(): Promise<Platform> {
  const fake = await openDiscord();
  const guild = fake.guild({});
  const config = { token: fake.token, publicKey: null, apiUrl: `${fake.api}/`, publicUrl: 'http://127.0.0.1:1', guilds: [], times: TIMES };
  const leases = { acquireLease: async () => null, releaseLease: async () => undefined };
  const make = (): Adapter => createDiscord({ config, clock: Date.now, leases, consume: async () => ({ ok: true }), log: () => undefined });
  const noAccess = fake.channel(guild, { bot: 'no access' });
  const adapters = [make(), make()] as const;
  return {
    name: 'discord',
    tenant: guild.id,
    open: fake.channel(guild).id,
    closed: {
      'missing access': noAccess.id,
      'missing permission': fake.channel(guild, { bot: 'no permission' }).id,
      'not there': '999999999999999999',
    },
    adapters,
    // A backslash makes a sign of markdown the sign itself.
    read: (id) => fake.standing({ id }).map((message) => textOf(message).replaceAll(/\\(.)/g, '$1')),
    // A real wait: Discord's own library keeps to it by its own clock.
    limit() {
      fake.fail('POST /channels/*/messages', { kind: 'rate limit', retryAfter: 0.4 });
      return 1_000;
    },
    admit: () => void (noAccess.bot = 'posts'),
    async close() {
      for (const adapter of adapters) await adapter.stop();
      const complaints = fake.complaints();
      await fake.close();
      expect(complaints).toEqual([]);
    },
  };
}

describe.each([
  ['Slack', slack],
  ['Discord', discord],
])('the audit channel on %s', (_name, openPlatform) => {
  let bench: Bench;
  let platform: Platform;
  let lines: { readonly event?: string; readonly level: string; readonly code?: string; readonly detail?: string }[];
  beforeEach(async () => {
    [bench, platform] = await Promise.all([openBench(), openPlatform()]);
    lines = [];
    await bench.queue(3);
    await bench.another().sequence(bench.tag);
  });
  afterEach(async () => {
    await platform.close();
    await bench.close();
  });
  const at = (channel: string) => ({ platform: platform.name, tenant: platform.tenant, channel });
  const audit = (n: 0 | 1 = 0, channel = platform.open): Promise<CheckpointPublisher> =>
    openCheckpointPublisher({
      store: bench.store,
      clock: () => bench.now,
      owner: `instance-${n}`,
      adapters: [platform.adapters[n]],
      channel: at(channel),
      log: (line) => void lines.push(line),
    });
  const doctor = (channel: string) => checkPublisher(bench.store, at(channel), platform.adapters);

  it('gets each checkpoint at the start and then daily, from one of two instances, as a note that can be copied out and checked', async () => {
    const audits = [await audit(0), await audit(1)] as const;
    const rounds = async (): Promise<void> => void (await Promise.all(audits.map((one) => one.round())));
    await rounds();
    await rounds();
    expect(platform.read(platform.open)).toHaveLength(1);
    bench.now = START + DAY;
    await bench.queue(1);
    await bench.another().sequence(bench.tag);
    await rounds();
    await rounds();
    const posted = platform.read(platform.open);
    expect(posted).toHaveLength(2);
    const copied = /^nt2\.example\.com[^]*$/m.exec(posted[1] ?? '')?.[0] ?? '';
    const kept = parsePinnedCheckpoint(`${copied.trimEnd()}\n`);
    expect(kept?.size).toBe(4);
    const { vkey } = await bench.signers.signerFor({ tag: bench.tag, generation: 1 }, 2026);
    expect(await verifyCheckpoint(kept?.checkpoint ?? '', [parseVkey(vkey)!])).toMatchObject({ ok: true });
    expect(lines).toEqual([]);
    expect(await doctor(platform.open)).toEqual([{ level: 'ok', message: 'the audit channel has taken what was posted' }]);
  });

  it('that is closed is said in one clear line and by the doctor, and asked again until it opens', async () => {
    for (const [why, channel] of Object.entries(platform.closed)) {
      lines = [];
      const closed = await audit(0, channel);
      await closed.round();
      bench.now += 60_000;
      await closed.round();
      expect(lines, why).toEqual([
        { level: 'error', event: 'audit.failed', code: 'refused', detail: expect.stringContaining('Invite nt2 into it') },
      ]);
      expect(await doctor(channel), why).toEqual([{ level: 'fault', message: lines[0]?.detail }]);
      expect(platform.read(channel), why).toEqual([]);
    }
    const [first = ''] = Object.values(platform.closed);
    const opened = await audit(0, first);
    await opened.round();
    platform.admit(first);
    bench.now += 60_000;
    expect(await opened.round()).toBe(1);
    expect([platform.read(first).length, opened.trouble()]).toEqual([1, null]);
    expect((await doctor(first))[0]?.level).toBe('ok');
  });

  it('waits as long as the platform asks, and no message is lost or doubled by it', async () => {
    const one = await audit();
    const ms = platform.limit();
    await one.round();
    expect(lines).toEqual([{ level: 'error', event: 'audit.failed', code: 'later', detail: expect.stringContaining('asks to wait') }]);
    expect((await doctor(platform.open))[0]?.level).toBe('note');
    bench.now += ms - 1;
    expect(await one.round()).toBe(0);
    await expect.poll(() => ((bench.now += 1_000), one.round()), { timeout: 5_000 }).toBe(1);
    expect(one.trouble()).toBeNull();
    expect(platform.read(platform.open)).toHaveLength(1);
  });

  it('of no platform that is configured stops the start, and the doctor says the same', async () => {
    const nowhere = { platform: 'teams', tenant: 'x', channel: 'y' };
    const parts = { store: bench.store, clock: () => bench.now, owner: 'x', log: () => undefined, adapters: platform.adapters };
    await expect(openCheckpointPublisher({ ...parts, channel: nowhere })).rejects.toMatchObject({ code: 'server.audit' });
    await expect(audit(0, 'no id')).rejects.toMatchObject({ code: 'server.audit' });
    for (const channel of [nowhere, at('no id')])
      expect(await checkPublisher(bench.store, channel, platform.adapters)).toEqual([
        { level: 'fault', message: expect.stringContaining('NT2_AUDIT_CHANNEL names a channel') },
      ]);
  });
});
