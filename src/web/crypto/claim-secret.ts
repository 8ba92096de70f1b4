// The claim secret in this browser: drawn before the first claim, on the disk before it is sent, and gone when the delivery is confirmed or
// no lease can still run. After a reload or a lost answer, the page shows it again and gets the same capsule.

import { newClaimSecret } from '../../crypto/events/claim-secret.ts';
import * as db from '../browser/db.ts';

interface Kept {
  /** base64, 32 bytes. */
  readonly secret: string;
  /** Epoch ms. */
  readonly until: number;
}

const PREFIX = 'claim:';
/** No shorter than the lease of the largest payload; all limits of the server would weigh more than the page can spare. */
const LONGEST_MS = 150_000;
/** Where the drawer fails, this tab alone can ask again. */
const here = new Map<string, Kept>();

async function kept(share: string, now: number): Promise<Kept | null> {
  const found = here.get(share) ?? ((await db.get(`${PREFIX}${share}`).catch(() => undefined)) as Kept | undefined);
  return found === undefined || found.until <= now ? null : found;
}

/** For a claim that is about to be sent: the one of a claim before it, as long as its lease may run. */
export async function getOrCreateClaimSecret(share: string): Promise<string> {
  const now = Date.now();
  const fresh: Kept = { secret: (await kept(share, now))?.secret ?? newClaimSecret(), until: now + LONGEST_MS };
  try {
    await db.removeWhere(PREFIX, (other) => (other as Kept).until <= now);
    // Two tabs that press at once agree on one.
    const { secret } = (await db.putIfAbsent(`${PREFIX}${share}`, fresh)) as Kept;
    const agreed = { ...fresh, secret };
    await db.put(`${PREFIX}${share}`, agreed);
    here.set(share, agreed);
    return secret;
  } catch {
    here.set(share, fresh);
    return fresh.secret;
  }
}

/** Null: none was drawn, or its lease must have ended. */
export async function loadClaimSecret(share: string): Promise<string | null> {
  return (await kept(share, Date.now()))?.secret ?? null;
}

export async function forgetClaimSecret(share: string): Promise<void> {
  here.delete(share);
  await db.remove(`${PREFIX}${share}`).catch(() => undefined);
}
