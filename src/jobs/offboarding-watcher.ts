// Goes on with an offboarding that was killed, and reminds the person who began it until every step is ticked.

import type { Clock } from '../core/ports/clock.ts';
import type { DeliveryResult } from '../core/ports/message-sender.ts';
import type { Offboardings } from '../core/offboarding/offboarding.ts';
import { OFFBOARD_EVERY_MS, type Offboarding } from '../core/offboarding/record.ts';
import { hasChat } from '../core/share.ts';
import type { AskQuiet } from '../core/shares/expire.ts';
import { settleEach } from './settle-each.ts';

/** So long nobody takes over from the instance that has begun one. */
const BEGUN_MS = 10 * 60_000;
const RETRY_MS = 5 * 60_000;

export interface OffboardingWatcherDeps {
  readonly offboardings: Pick<Offboardings, 'all' | 'resume' | 'put'>;
  /** Sent twice with the same count of reminders, it appears once. */
  readonly remind: (offboarding: Offboarding, now: number) => Promise<DeliveryResult>;
  readonly clock: Clock;
  readonly askQuiet?: AskQuiet;
}

/** Each call is one round, and answers how many it has done something about. */
export function createOffboardingWatcher({
  offboardings,
  remind,
  clock,
  askQuiet = async () => null,
}: OffboardingWatcherDeps): () => Promise<number> {
  async function one(offboarding: Offboarding): Promise<boolean> {
    const { id, by, done, startedAt, nextAt } = offboarding;
    const now = clock();
    if (done === null && now - startedAt > BEGUN_MS) await offboardings.resume(id);
    if (nextAt === null || nextAt > now) return false;
    if (!hasChat(by)) return (await offboardings.put(id, now + OFFBOARD_EVERY_MS, true)).ok;
    const quiet = await askQuiet(by.key);
    if (quiet === 'elsewhere') return false;
    if (quiet !== null) return (await offboardings.put(id, quiet, false)).ok;
    const sent = await remind(offboarding, now);
    if (!sent.ok && sent.reason === 'elsewhere') return false;
    const isLater = !sent.ok && sent.reason === 'later';
    return (await offboardings.put(id, now + (isLater ? RETRY_MS : OFFBOARD_EVERY_MS), !isLater)).ok;
  }

  return async () => {
    const open = (await offboardings.all()).filter(({ closed }) => closed === null);
    let count = 0;
    await settleEach(open, async (offboarding) => {
      if (await one(offboarding)) count += 1;
    });
    return count;
  };
}
