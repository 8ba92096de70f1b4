// The choice to send when it is accepted, as it lies beside the pending secret: read and changed in one transaction, so that two tabs agree.

import * as db from '../browser/db.ts';
import type { Wrapped } from './pending.ts';
import { afterAcceptance } from './when-accepted.ts';

/** Whether the secret may go to this acceptance by itself. Whatever else is seen ends the choice, in all tabs and for good. */
export async function takeWhenAccepted(share: string, seen: Parameters<typeof afterAcceptance>[1]): Promise<boolean> {
  let may = false;
  await db.change(`pending:${share}`, (kept) => {
    if (kept === undefined) return kept;
    const { whenAccepted, ...rest } = kept as Wrapped;
    const next = afterAcceptance(whenAccepted, seen);
    may = next !== undefined;
    if (next === whenAccepted) return kept;
    return next === undefined ? rest : { ...rest, whenAccepted: next };
  });
  return may;
}

/** Something warned, or words were shown: from here on it is sent by a press. */
export async function dropWhenAccepted(share: string): Promise<void> {
  await db.change(`pending:${share}`, (kept) => {
    if (kept === undefined || (kept as Wrapped).whenAccepted === undefined) return kept;
    const { whenAccepted: _, ...rest } = kept as Wrapped;
    return rest;
  });
}
