// The browsers and terminals of the people who ask, and their withdrawal.

import type { Bonds } from '../../core/bonds.ts';
import type { Terminals } from '../../core/terminals.ts';
import { refuse } from '../../core/refusal.ts';
import type { ApiHandler } from '../http/route.ts';
import { json, noContent } from '../http/headers.ts';
import type { DevicesAnswer } from './device-answers.ts';

export function listDevices({ bonds, terminals }: { readonly bonds: Bonds; readonly terminals: Terminals }): ApiHandler {
  return async ({ persons }) => {
    if (persons.length === 0) return refuse('session.required');
    const rows = persons.map(async ({ key, ref, name, bond }) => {
      const devices = await bonds.list(key);
      const names = await terminals.names(key, devices);
      const nameOf = (id: string) => names.has(id) && { name: names.get(id) };
      return {
        ref,
        name,
        devices: devices.map(({ id, madeAt, usedAt, untilAt }) => ({ id, ...nameOf(id), madeAt, usedAt, untilAt, isThis: id === bond })),
      };
    });
    return json({ persons: await Promise.all(rows) } satisfies DevicesAnswer);
  };
}

/** One that is not theirs, or that is withdrawn already, is as good as withdrawn. */
export function withdrawDevice({ bonds }: { readonly bonds: Bonds }): ApiHandler {
  return async ({ id, persons }) => {
    if (persons.length === 0) return refuse('session.required');
    for (const { key } of persons) if (await bonds.withdraw(key, id)) break;
    return noContent();
  };
}
