// Bonds of people and browsers on Redis.

import type { Bond, BondStore } from '../../core/ports/bond-store.ts';
import { Fault } from '../../core/refusal.ts';
import type { PersonKey } from '../../core/share.ts';
import type { Connection } from './connection/connection.ts';
import { keys } from './keys.ts';

export function createRedisBonds({ call }: Connection): BondStore {
  return {
    putBond: async (tag, { id, person, device, salt, usedAt, untilAt }, max) =>
      (await call((client) => client.nt2PutBond(1, keys.bonds(tag, person), device, id, salt, usedAt, untilAt, max))) as string[],
    useBond: async (tag, { person, device, usedAt, untilAt }) => {
      const kept = await call((client) => client.nt2UseBond(1, keys.bonds(tag, person), device, usedAt, untilAt));
      return typeof kept === 'string' ? parseBond(person, device, kept) : null;
    },
    bonds: async (tag, person, now) => {
      const all = Object.entries(await call((client) => client.hgetall(keys.bonds(tag, person))));
      const found = all.map(([device, kept]) => parseBond(person, device, kept)).filter(({ untilAt }) => untilAt > now);
      return found.toSorted((a, b) => b.usedAt - a.usedAt || (a.id < b.id ? -1 : 1));
    },
    dropBond: async (tag, person, id) => (await call((client) => client.nt2DropBond(1, keys.bonds(tag, person), id))) === 1,
  };
}

function parseBond(person: PersonKey, device: string, kept: string): Bond {
  const [id, salt, ...times] = kept.split(' ');
  const [madeAt, usedAt, untilAt] = times.map(Number);
  if (id === undefined || salt === undefined || !madeAt || !usedAt || !untilAt) throw new Fault('store.corrupt', 'a bond does not parse');
  return { id, person, device, salt, madeAt, usedAt, untilAt };
}
