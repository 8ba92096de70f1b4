// How each fault is injected. An injection is over when the world is whole again; what it answers is how many faults it was.

import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Fault } from '../fakes/slack/api/answer.ts';
import type { RedisServer } from '../support/redis.ts';
import type { Dice } from './dice.ts';
import type { Stage } from './stage/stage.ts';

export type Inject = (stage: Stage, dice: Dice) => Promise<number>;

export const nothing: Inject = () => Promise.resolve(0);

export const killProcesses: Inject = async ({ nodes }, dice) => {
  const order = dice.roll() < 0.5 ? nodes : nodes.toReversed();
  for (const node of order) {
    await node.kill();
    await sleep(dice.between(200, 800));
    await node.start();
  }
  return order.length;
};

/** Each in turn stands still, and then goes on as if nothing had been: with leases that are over by then. */
export const pauseProcesses: Inject = async ({ nodes }, dice) => {
  for (const node of nodes) {
    node.signal('SIGSTOP');
    await sleep(dice.between(1_500, 3_000));
    node.signal('SIGCONT');
  }
  return nodes.length;
};

export const killRedis: Inject = async (stage, dice) => {
  const redis = redisOf(stage);
  await redis.kill('SIGKILL');
  await sleep(dice.between(200, 1_000));
  await redis.restart();
  return 1;
};

export const pauseRedis: Inject = async (stage, dice) => {
  const redis = redisOf(stage);
  redis.signal('SIGSTOP');
  await sleep(dice.between(2_000, 4_000));
  redis.signal('SIGCONT');
  return 1;
};

/** What was committed since the snapshot is gone when Redis comes back. */
export const killAfterSnapshot: Inject = async (stage, dice) => {
  await withAdmin(redisOf(stage), (admin) => admin.call('SAVE'));
  await sleep(dice.between(1_200, 2_200));
  return killRedis(stage, dice);
};

/** Puts back a copy of the append-only files, made a moment ago. */
export const restoreCopy: Inject = (stage, dice) => putBack(stage, dice, () => Promise.resolve());

/** The same, and at that moment nobody is left who has seen more: no process, no data folder. docs/storage.md calls it the hole that remains. */
export const restoreCopyForgetMarks: Inject = async (stage, dice) => {
  const faults = await putBack(stage, dice, async () => {
    await Promise.all(stage.nodes.map((node) => node.kill()));
    for (const { folder } of stage.nodes) rmSync(join(folder, 'data'), { recursive: true });
  });
  await Promise.all(stage.nodes.map((node) => node.start()));
  return faults;
};

async function putBack(stage: Stage, dice: Dice, meanwhile: () => Promise<void>): Promise<number> {
  const redis = redisOf(stage);
  const [files, copy] = [join(redis.dir, 'appendonlydir'), join(redis.dir, 'copy')];
  cpSync(files, copy, { recursive: true });
  await sleep(dice.between(1_200, 2_200));
  await redis.kill('SIGKILL');
  await meanwhile();
  rmSync(files, { recursive: true });
  cpSync(copy, files, { recursive: true });
  rmSync(copy, { recursive: true });
  await redis.restart();
  return 1;
}

export const fillMemory: Inject = async (stage, dice) => {
  const redis = redisOf(stage);
  return withAdmin(redis, async (admin) => {
    const used = Number(/^used_memory:(\d+)/m.exec(await admin.info('memory'))?.[1]);
    await admin.config('SET', 'maxmemory', String(used + 64 * 1024));
    await sleep(dice.between(2_000, 3_000));
    await admin.config('SET', 'maxmemory', '0');
    return 1;
  });
};

/** The primary dies; when another one has been elected, it comes back, empty, and follows that one. */
export const failOver: Inject = async ({ set }) => {
  const [before] = (await set?.primaries()) ?? [];
  if (!set || !before) throw new Error('there is no primary to fail');
  await before.kill('SIGKILL');
  const until = Date.now() + 20_000;
  const waitFor = async (isSo: (now: readonly RedisServer[]) => boolean): Promise<void> => {
    while (!isSo(await set.primaries()) && Date.now() < until) await sleep(100);
  };
  await waitFor(({ length }) => length > 0);
  await before.restart();
  await waitFor((now) => now.length === 1 && now[0] !== before);
  return 1;
};

export const fillDisk: Inject = async ({ small, redis }, dice) => {
  small?.fill();
  await sleep(dice.between(2_000, 3_000));
  small?.empty();
  // With `appendfsync always` Redis ends itself on a full disk.
  if (redis && !(await answers(redis))) await redis.restart();
  return 1;
};

/** One instance believes that it is earlier, later, and so late that everything is over. */
export const jumpClock: Inject = async ({ nodes }) => {
  const jumps = [-20 * 60_000, 6 * 60_000, 25 * 3_600_000];
  for (const ms of jumps) {
    nodes.at(-1)?.shift(ms);
    await sleep(900);
    nodes.at(-1)?.shift(0);
    await sleep(300);
  }
  return jumps.length;
};

const METHODS = [
  'chat.postMessage',
  'chat.update',
  'conversations.open',
  'users.info',
  'views.open',
  'views.update',
  'response_url',
] as const;

/** Slack answers late, not now, wrongly, with half of it, or has done it and nobody hears: the next of each kind, for a while. */
export const spoilSlack: Inject = async ({ slack }, dice) => {
  const spoiled: readonly [Fault, ...Fault[]] = [
    { answer: 'delay', ms: 2_000 },
    { answer: 'delay', ms: 6_000 },
    { answer: 'rate-limited', retryAfter: 1 },
    { answer: 'status', status: 500 },
    { answer: 'status', status: 503, done: true },
    { answer: 'half' },
    { answer: 'reset' },
    { answer: 'reset', done: true },
    { answer: 'hang', done: true },
  ];
  let faults = 0;
  for (let turn = 0; turn < 4; turn += 1) {
    // Posting is what people would read twice.
    for (const method of [...METHODS, 'chat.postMessage', 'chat.postMessage'] as const) {
      slack?.fail(method, dice.pick(spoiled));
      faults += 1;
    }
    await sleep(dice.between(500, 1_000));
  }
  return faults;
};

export const spoilSlackAndKill: Inject = async (stage, dice) => {
  const [spoiled, killed] = await Promise.all([spoilSlack(stage, dice), killProcesses(stage, dice)]);
  return spoiled + killed;
};

/** A stricter file, one with faults, and an open one again, some times over: each instance is told at once, one after the other. */
export const reloadPolicy: Inject = async ({ policies, nodes }, dice) => {
  if (policies === null) throw new Error('this fault needs a policy');
  for (let turn = 0; turn < 3; turn += 1) {
    await policies.reload(nodes, false);
    await sleep(dice.between(200, 600));
    await policies.spoil(nodes);
    await sleep(dice.between(100, 300));
    await policies.reload(nodes, true);
    await sleep(dice.between(200, 600));
  }
  return 9;
};

function redisOf({ redis }: Stage): RedisServer {
  if (redis === null) throw new Error('this fault needs a Redis of its own');
  return redis;
}

async function withAdmin<T>(redis: RedisServer, work: (admin: Redis) => Promise<T>): Promise<T> {
  const admin = new Redis(redis.url);
  try {
    return await work(admin);
  } finally {
    admin.disconnect();
  }
}

async function answers(redis: RedisServer): Promise<boolean> {
  const admin = new Redis(redis.url, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
  admin.on('error', () => undefined);
  try {
    await admin.connect();
    return (await admin.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    admin.disconnect();
  }
}
