// The last checkpoint of each log, said in a channel of its own: daily, and at the start where it is another one than was said last.
// Whoever keeps what stands there can show later that a log was rewritten, without trusting the operator's disks.

import type { Clock, Store } from '../ports.ts';
import type { Tag } from '../share.ts';
import { leaseOf } from './knowledge.ts';
import { readBook } from './proofs.ts';

export interface AuditWorld {
  readonly store: Store;
  readonly clock: Clock;
  readonly owner: string;
  /** Says some of them in one message. `key`: the same twice is the same message once. False: not taken, ask again. */
  readonly post: (notes: readonly string[], key: string) => Promise<boolean>;
}

export interface Audit {
  /** Posts what is due. Returns how many checkpoints were posted. */
  round(): Promise<number>;
  /** Since when the channel takes nothing, epoch ms; null: all is well. */
  failingSince(): number | null;
}

const DAY_MS = 86_400_000;
/** Renewed before each message, which a platform is given 5 s for. */
const LEASE_MS = 8_000;
const AT_ONCE = 6;
const SETTING = 'audit:';
const WORK = 'log-audit' as Tag;

export function createAudit({ store, clock, owner, post }: AuditWorld): Audit {
  let isStarting = true;
  let failing: number | null = null;

  async function due(): Promise<{ readonly tag: Tag; readonly said: string; readonly note: string }[]> {
    const told = new Map((await store.listSettings(SETTING)).map(({ key, value }) => [key.slice(SETTING.length), value.split(' ')]));
    const found: { tag: Tag; said: string; note: string }[] = [];
    for (const { tag, size } of await store.logs()) {
      const [at = '0', last = ''] = told.get(tag) ?? [];
      const isOld = clock() - Number(at) >= DAY_MS;
      if (size === 0 || !(isOld || (isStarting && last !== `${size}`))) continue;
      const note = (await readBook(store, tag))?.note ?? null;
      if (note !== null) found.push({ tag, said: `${size}`, note });
    }
    return found;
  }

  async function hold(): Promise<boolean> {
    const now = clock();
    return (await store.takeLease(leaseOf(WORK), owner, now, now + LEASE_MS)) !== null;
  }

  return {
    async round() {
      const now = clock();
      if (!(await hold())) return 0;
      try {
        const all = await due();
        for (let at = 0; at < all.length; at += AT_ONCE) {
          if (!(await hold())) return at;
          const some = all.slice(at, at + AT_ONCE);
          const key = some.map(({ tag, said }) => `${tag}.${said}`).join('.');
          const isTaken = await post(
            some.map(({ note }) => note),
            `audit.${key}.${Math.floor(now / DAY_MS)}`,
          );
          if (!isTaken) {
            failing ??= clock();
            return at;
          }
          for (const { tag, said } of some) await store.putSetting(`${SETTING}${tag}`, `${clock()} ${said}`);
        }
        failing = null;
        isStarting = false;
        return all.length;
      } finally {
        await store.dropLease(leaseOf(WORK), owner);
      }
    },
    failingSince: () => failing,
  };
}
