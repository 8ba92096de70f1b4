// The browsers that are known for the people in this one, and their withdrawal.

import type { Bonds } from '../../core/bonds.ts';
import { refuse } from '../../core/refusal.ts';
import type { ApiHandler } from '../http/route.ts';
import { json, noContent } from '../http/headers.ts';
import type { DevicesAnswer } from './answers.ts';

export function listDevices({ bonds }: { readonly bonds: Bonds }): ApiHandler {
  return async ({ persons }) => {
    if (persons.length === 0) return refuse('session.required');
    const rows = persons.map(async ({ key, ref, name, bond }) => {
      const devices = await bonds.list(key);
      return {
        ref,
        name,
        devices: devices.map(({ id, madeAt, usedAt, untilAt }) => ({ id, madeAt, usedAt, untilAt, isThis: id === bond })),
      };
    });
    return json({ persons: await Promise.all(rows) } satisfies DevicesAnswer);
  };
}

/** A browser that is not theirs, or that is withdrawn already, is as good as withdrawn. */
export function withdrawDevice({ bonds }: { readonly bonds: Bonds }): ApiHandler {
  return async ({ id, persons }) => {
    if (persons.length === 0) return refuse('session.required');
    for (const { key } of persons) if (await bonds.withdraw(key, id)) break;
    return noContent();
  };
}
