// Which format this Redis is in. One that a newer nt2 wrote, and one that holds half of a backup, are refused.

import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../core/refusal.ts';
import type { TenantTag } from '../../core/share.ts';
import { expectEmpty, isKeptSetting, RESTORING, restoreInProgress } from '../restore-state.ts';
import { keys } from './keys.ts';
import type { Connection } from './connection/connection.ts';

/**
 * 2: lists by side and phase; what stands in the lists of format 1 is moved when they are next read, in `lists.ts`. And logs hold claimed events
 * of version 2, which an older sequencer would leave out of the receipts. 3: shares that are
 * sealed to a prekey, or are requests, which an older nt2 cannot read. 4: in front of each share stands how it stands for whom, and by which
 * words it is found, which an older nt2 takes for no share at all; what was written before gets it when its person first searches. 5: ends leave
 * evidence, which an older nt2 would not write; what had ended before gets it from `src/core/evidence/fill.ts`. 6: commits
 * write the board's lists, which an older nt2 would not; what was there before is filled in when the board is first asked for. 7: what is searched
 * of ended shares lies in rows of its own too, where an older nt2 would leave the name of a person whom it erases; what had ended before gets its
 * row when its person next searches. 8: shares and evidence hold what opens the log's hash of two people apart from the label, which an older nt2
 * cannot read. 9: shares may name a machine in the policy's terms, which an older nt2 cannot read. 10: machines may be bound
 * to a provider, shares and evidence hold what opens the hash of their second proof, and logs hold claimed events of version 3. 11: shares
 * may name files, which an older nt2 cannot read. 12: shares may say when an engagement ends, and tell rotations of their end. 13: there are
 * envelopes, whose steps stand in logs.
 */
const SCHEMA = 13;
/** Older instances see the mark within a second and stop all access. */
const NOTICED_MS = 3_000;
const HALF = `${RESTORING} `;

/**
 * @param restoring the backup that is to be put into it: then it must be empty, or hold a part of that one.
 * @throws Fault `store.unfit`
 */
export async function checkSchema({ call }: Connection, restoring: string | null): Promise<void> {
  const stored = await call((client) => client.get(keys.schema));
  // A restore under way stands in the place of the format, so that no nt2 of any version takes the store for whole.
  if (stored?.startsWith(HALF)) {
    if (stored !== `${HALF}${restoring}`) throw restoreInProgress(restoring);
    return;
  }
  const found = Number(stored ?? SCHEMA);
  if (!(found <= SCHEMA)) {
    throw new Fault(
      'store.unfit',
      `This Redis was written by a newer nt2 (format ${found}, this one knows ${SCHEMA}). Start that version.`,
    );
  }
  if (restoring !== null) {
    await lookForMore(call);
    await call((client) => client.set(keys.schema, `${HALF}${restoring}`));
    return;
  }
  // Instances that know only the earlier format stop all access from then on. What is moved is moved by scripts that check for themselves.
  await call((client) => (found < SCHEMA ? client.set(keys.schema, SCHEMA) : client.set(keys.schema, SCHEMA, 'NX'))).catch(
    (error: unknown) => {
      // A full Redis: the mark can wait for the next start.
      if (!(error instanceof Fault && error.cause instanceof Error && error.cause.message === 'OOM')) throw error;
    },
  );
  if (found < SCHEMA) await sleep(NOTICED_MS);
}

/** Whether its format is by now one that this version does not know. */
export async function isForeign({ call }: Connection): Promise<boolean> {
  const found = await call((client) => client.get(keys.schema));
  return found !== null && !(Number(found) <= SCHEMA);
}

async function lookForMore(call: Connection['call']): Promise<void> {
  const tags = (await call((client) => client.smembers(keys.tags))) as TenantTag[];
  const lengths = await call((client) => Promise.all(tags.map((tag) => client.llen(keys.leaves(tag)))));
  const settings = await call((client) => client.hgetall(keys.settings));
  const leaves = lengths.reduce((sum, length) => sum + length, 0);
  expectEmpty({ tags, leaves, settings: Object.keys(settings).filter(isKeptSetting).length });
}

/** Makes the store usable. */
export async function finishSchema({ call }: Connection): Promise<void> {
  await call((client) => client.set(keys.schema, SCHEMA));
}
