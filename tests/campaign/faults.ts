// The faults that the campaign injects: each by name, on which store, and how. An injection is over when the world is whole again.

import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Dice } from './dice.ts';
import type { Stage, StoreKind } from './stage/stage.ts';

export interface Kind {
  readonly name: string;
  readonly store: StoreKind;
  /** Small enough to stand in `npm test`. */
  readonly short?: true;
  /** The operator has chosen a store that may come back older than it was: what waited may be gone with it. */
  readonly forgets: boolean;
  /** Answers with how many faults it was. */
  readonly inject: (stage: Stage, dice: Dice) => Promise<number>;
}

const redisOf = ({ redis }: Stage) => {
  if (redis === null) throw new Error('this fault needs a Redis of its own');
  return redis;
};

async function killProcesses({ nodes }: Stage, dice: Dice): Promise<number> {
  const order = dice.roll() < 0.5 ? nodes : nodes.toReversed();
  for (const node of order) {
    await node.kill();
    await sleep(dice.between(200, 800));
    await node.start();
  }
  return order.length;
}

async function killRedis(stage: Stage, dice: Dice): Promise<number> {
  const redis = redisOf(stage);
  await redis.kill('SIGKILL');
  await sleep(dice.between(200, 1_000));
  await redis.restart();
  return 1;
}

/** What the clients were told since the snapshot, the store has forgotten when it comes back. */
async function rollBack(stage: Stage, dice: Dice): Promise<number> {
  const redis = redisOf(stage);
  const admin = new Redis(redis.url);
  await admin.call('SAVE');
  admin.disconnect();
  await sleep(dice.between(700, 1_500));
  return killRedis(stage, dice);
}

export const KINDS: readonly Kind[] = [
  { name: 'processes killed', store: 'always', forgets: false, short: true, inject: killProcesses },
  { name: 'Redis killed, AOF always', store: 'always', forgets: false, inject: killRedis },
  { name: 'Redis killed, snapshots only', store: 'snapshots', forgets: true, short: true, inject: rollBack },
];
