// Evidence as the stores keep it: JSON, always with its keys in this order, so that two texts of one row are equal.

import * as z from 'zod';
import type { ShareEvidence } from '../core/ports/evidence-store.ts';
import { Fault } from '../core/refusal.ts';
import { ASKED, CAUSES, KINDS, MODES, PROOFS, type PersonKey, type ShareId } from '../core/share.ts';

const text = z.string();
const time = z.int().nonnegative();
const person = text.min(1) as unknown as z.ZodType<PersonKey>;
const id = text as unknown as z.ZodType<ShareId>;
const proof = z.enum(PROOFS);

const evidence = z.strictObject({
  id,
  mode: z.enum(MODES),
  kind: z.enum(KINDS),
  sender: person,
  recipient: person.nullable(),
  template: z.exactOptional(text),
  asked: z.exactOptional(z.enum(ASKED)),
  createdAt: time,
  endedAt: time,
  cause: z.enum(CAUSES),
  parties: z.exactOptional(z.strictObject({ salt: text, opening: text })),
  openers: z.array(z.strictObject({ proof, key: text, salt: text })).readonly(),
  proofs: z.array(z.strictObject({ proof, salt: text, note: text })).readonly(),
  workload: z.exactOptional(z.strictObject({ salt: text, opening: text })),
  approver: z.exactOptional(z.strictObject({ salt: text, key: person })),
  isUntold: z.exactOptional(z.literal(true)),
}) satisfies z.ZodType<ShareEvidence>;

export function formatEvidence(row: ShareEvidence): string {
  const {
    mode,
    kind,
    sender,
    recipient,
    template,
    asked,
    createdAt,
    endedAt,
    cause,
    parties,
    openers,
    proofs,
    workload,
    approver,
    isUntold,
  } = row;
  return JSON.stringify({
    id: row.id,
    mode,
    kind,
    sender,
    recipient,
    ...(template !== undefined && { template }),
    ...(asked && { asked }),
    createdAt,
    endedAt,
    cause,
    ...(parties && { parties: { salt: parties.salt, opening: parties.opening } }),
    openers: openers.map(({ proof: of, key, salt }) => ({ proof: of, key, salt })),
    proofs: proofs.map(({ proof: of, salt, note }) => ({ proof: of, salt, note })),
    ...(workload && { workload: { salt: workload.salt, opening: workload.opening } }),
    ...(approver && { approver: { salt: approver.salt, key: approver.key } }),
    ...(isUntold && { isUntold }),
  } satisfies ShareEvidence);
}

/** @throws Fault `store.corrupt` when it is not the evidence of this share, or of another version. The message quotes nothing of it. */
export function parseEvidence(of: ShareId, stored: string): ShareEvidence {
  const parsed = evidence.safeParse(jsonOf(stored));
  if (!parsed.success || parsed.data.id !== of) throw new Fault('store.corrupt', 'Stored evidence does not fit this version of nt2.');
  return parsed.data;
}

function jsonOf(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return null;
  }
}
