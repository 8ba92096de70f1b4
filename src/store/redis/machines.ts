// Machines on Redis.

import type { Machine, MachineStore } from '../../core/ports/machine-store.ts';
import { formatMachine, parseMachine } from '../machine-codec.ts';
import type { Connection } from './connection/connection.ts';
import { keys } from './keys.ts';

/** In front of the record: its key and its owner, for the scripts. */
const format = (machine: Machine): string => `${machine.device} ${machine.owner.key}\n${formatMachine(machine)}`;

export function createRedisMachines({ call }: Connection): MachineStore {
  return {
    addMachine: async (tag, machine, max) => {
      const { name, owner } = machine;
      const answer = await call((client) => client.nt2AddMachine(1, keys.machines(tag), name, format(machine), owner.key, max));
      return answer === 1 ? 'added' : answer === 0 ? 'taken' : 'full';
    },
    machines: async (tag) => {
      const all = Object.values(await call((client) => client.hgetall(keys.machines(tag))));
      const found = all.map((kept) => parseMachine(kept.slice(kept.indexOf('\n') + 1)));
      return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    bindMachine: async (tag, machine) => {
      const { name, device } = machine;
      return (await call((client) => client.nt2BindMachine(1, keys.machines(tag), name, device, format(machine)))) === 1;
    },
    dropMachine: async (tag, name, device) => (await call((client) => client.nt2DropMachine(1, keys.machines(tag), name, device))) === 1,
  };
}
