// The record of a machine, as both stores keep it.

import { z } from 'zod';
import type { Machine } from '../core/ports/machine-store.ts';
import { Fault } from '../core/refusal.ts';
import type { PersonKey } from '../core/share.ts';

const record = z.strictObject({
  name: z.string(),
  owner: z.strictObject({ key: z.string().transform((key) => key as PersonKey), name: z.string() }),
  device: z.string(),
  madeAt: z.int(),
  workload: z.exactOptional(z.strictObject({ issuer: z.string(), claims: z.record(z.string(), z.string()) })),
});

export const formatMachine = ({ name, owner, device, madeAt, workload }: Machine): string =>
  JSON.stringify({ name, owner: { key: owner.key, name: owner.name }, device, madeAt, ...(workload && { workload }) });

export function parseMachine(text: string): Machine {
  try {
    return record.parse(JSON.parse(text));
  } catch {
    throw new Fault('store.corrupt', 'a machine does not parse');
  }
}
