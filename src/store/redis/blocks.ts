// Blocks on Redis, and what is in a live set.

import type { Clock } from '../../core/ports/clock.ts';
import type { QuotaStore } from '../../core/ports/quota-store.ts';
import type { BlockStore } from '../../core/ports/block-store.ts';
import { tagOf, type Person, type PersonKey, type ShareId, type TenantTag } from '../../core/share.ts';
import { keys } from './keys.ts';
import type { Connection } from './connection/connection.ts';

type Blocks = BlockStore & QuotaStore;

export function createRedisBlocks(connection: Connection, clock: Clock): Blocks {
  const names = (tag: TenantTag, person: PersonKey, sender: PersonKey) =>
    [3, keys.blocks(tag, person), keys.blockedBy(tag, sender), keys.blockers(tag), person, sender] as const;
  const people = async (key: string): Promise<PersonKey[]> => (await connection.call((client) => client.smembers(key))) as PersonKey[];

  async function blocks(tag: TenantTag, person: PersonKey): Promise<Person[]> {
    const found = await connection.call((client) => client.hgetall(keys.blocks(tag, person)));
    return Object.entries(found).map(([key, name]) => ({ key: key as PersonKey, name }));
  }

  return {
    block: async (tag, { person, sender: { key, name } }, max) =>
      (await connection.call((client) => client.nt2Block(...names(tag, person, key), name, max))) === 1,
    unblock: async (tag, person, sender) => (await connection.call((client) => client.nt2Unblock(...names(tag, person, sender)))) === 1,
    blocks,
    blockedBy: (tag, sender) => people(keys.blockedBy(tag, sender)),
    listAllBlocks: async (tag) => {
      const all = (await people(keys.blockers(tag))).map(async (person) => {
        return (await blocks(tag, person)).map((sender) => ({ person, sender }));
      });
      return (await Promise.all(all)).flat();
    },
    quotaSetMembers: async (tag, set) =>
      (await connection.call((client) => client.zrangebyscore(keys.live(tag, set), '-inf', '+inf'))) as ShareId[],
    overfull: async (id, size, sets) => {
      const tag = tagOf(id);
      const names = sets.flatMap(({ set }) => [keys.bytes(tag, set), keys.live(tag, set)]);
      const most = sets.map(({ max }) => max);
      const found = Number(await connection.call((client) => client.nt2Full(names.length, ...names, id, size, clock(), ...most)));
      return sets[found - 1]?.set ?? null;
    },
  };
}
