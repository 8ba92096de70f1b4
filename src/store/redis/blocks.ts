// Blocks on Redis, and the ids in a live set.

import type { Store } from '../../core/ports.ts';
import type { PersonKey, ShareId } from '../../core/share.ts';
import { keys } from './keys.ts';
import type { Connection } from './wire/connection.ts';

export function createRedisBlocks(connection: Connection): Pick<Store, 'block' | 'unblock' | 'blocks' | 'blockedBy' | 'members'> {
  return {
    block: async (tag, { person, sender }, max) => {
      const names = [keys.blocks(tag, person), keys.blockedBy(tag, sender.key)] as const;
      return (await connection.call((client) => client.nt2Block(2, ...names, person, sender.key, sender.name, max))) === 1;
    },
    unblock: async (tag, person, sender) =>
      (await connection.call((client) => client.nt2Unblock(2, keys.blocks(tag, person), keys.blockedBy(tag, sender), person, sender))) ===
      1,
    blocks: async (tag, person) => {
      const found = await connection.call((client) => client.hgetall(keys.blocks(tag, person)));
      return Object.entries(found).map(([key, name]) => ({ key: key as PersonKey, name }));
    },
    blockedBy: async (tag, sender) => (await connection.call((client) => client.smembers(keys.blockedBy(tag, sender)))) as PersonKey[],
    members: async (tag, set) =>
      (await connection.call((client) => client.zrangebyscore(keys.live(tag, set), '-inf', '+inf'))) as ShareId[],
  };
}
