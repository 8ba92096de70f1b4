// Posts the last checkpoint of each log to a channel of its own: daily, and at the start if it differs from the last one posted.
// Readers who keep a copy can later prove that a log was rewritten, without trusting the operator's disks.

import type { Clock } from '../core/ports/clock.ts';
import type { LogList, LogRecordReader } from '../core/ports/log-store.ts';
import type { LeaseStore } from '../core/ports/lease-store.ts';
import type { SettingsStore } from '../core/ports/settings-store.ts';
import type { TenantTag } from '../core/share.ts';
import { leaseOf } from '../core/tlog/trusted-state.ts';
import { loadLogState } from '../core/tlog/inclusion-proofs.ts';

/** `refused`: the channel is closed to nt2 until people open it. `later`: the platform is away or asks to wait. */
export type PostFailure = 'refused' | 'later';
export type PostResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: PostFailure; readonly retryAfterMs?: number | undefined };

export interface PublisherError {
  /** Epoch ms. */
  readonly since: number;
  readonly reason: PostFailure;
}

export type PublisherStore = LeaseStore & SettingsStore & LogRecordReader & LogList;

export interface CheckpointPublisherDeps {
  readonly store: PublisherStore;
  readonly clock: Clock;
  readonly owner: string;
  /** Posts some of them in one message. The same key twice posts once. */
  readonly post: (notes: readonly string[], key: string) => Promise<PostResult>;
  /** Called when posting begins to fail, or fails for a new reason. */
  readonly troubled: (trouble: PublisherError) => void;
}

export interface CheckpointPublisher {
  /** Posts what is due. Returns how many checkpoints were posted. */
  round(): Promise<number>;
  /** Null: all is well. */
  trouble(): PublisherError | null;
}

const DAY_MS = 86_400_000;
/** Renewed before each message, which a platform is given 5 s for. */
const LEASE_MS = 8_000;
/** How long to wait before retrying a closed channel. */
const CLOSED_MS = 60_000;
/** Checkpoints in one message: with the longest possible names they still fit on every platform. */
const AT_ONCE = 4;
const SETTING = 'audit:';
const TROUBLE = 'audit-trouble';
const WORK = 'log-audit' as TenantTag;

/** The last error of the instance that posts, for the other processes. */
export async function loadPublisherError(store: SettingsStore): Promise<PublisherError | null> {
  const [, since, why] = /^(\d+) (refused|later)$/.exec((await store.getSetting(TROUBLE)) ?? '') ?? [];
  return since === undefined ? null : { since: Number(since), reason: why as PostFailure };
}

export function createCheckpointPublisher({ store, clock, owner, post, troubled }: CheckpointPublisherDeps): CheckpointPublisher {
  let isStarting = true;
  let trouble: PublisherError | null = null;
  let waitUntil = 0;

  async function due(): Promise<{ readonly tag: TenantTag; readonly said: string; readonly note: string }[]> {
    const told = new Map((await store.listSettings(SETTING)).map(({ key, value }) => [key.slice(SETTING.length), value.split(' ')]));
    const found: { tag: TenantTag; said: string; note: string }[] = [];
    for (const { tag, size } of await store.logs()) {
      const [at = '0', last = ''] = told.get(tag) ?? [];
      // In both directions: the instance that posted last may have had a fast clock.
      const isOld = Math.abs(clock() - Number(at)) >= DAY_MS;
      if (size === 0 || !(isOld || (isStarting && last !== `${size}`))) continue;
      const note = (await loadLogState(store, tag))?.note ?? null;
      if (note !== null) found.push({ tag, said: `${size}`, note });
    }
    return found;
  }

  async function untaken({ reason, retryAfterMs = 0 }: Extract<PostResult, { ok: false }>): Promise<void> {
    waitUntil = clock() + Math.max(retryAfterMs, reason === 'refused' ? CLOSED_MS : 0);
    if (trouble?.reason === reason) return;
    trouble = { since: trouble?.since ?? clock(), reason };
    troubled(trouble);
    await store.putSetting(TROUBLE, `${trouble.since} ${reason}`);
  }

  async function hold(): Promise<boolean> {
    const now = clock();
    return (await store.acquireLease(leaseOf(WORK), owner, now, now + LEASE_MS)) !== null;
  }

  async function postAll(): Promise<number> {
    const all = await due();
    for (let at = 0; at < all.length; at += AT_ONCE) {
      if (!(await hold())) return at;
      const some = all.slice(at, at + AT_ONCE);
      const key = some.map(({ tag, said }) => `${tag}.${said}`).join('.');
      const notes = some.map(({ note }) => note);
      const posted = await post(notes, `audit.${key}.${Math.floor(clock() / DAY_MS)}`);
      if (!posted.ok) {
        await untaken(posted);
        return at;
      }
      for (const { tag, said } of some) await store.putSetting(`${SETTING}${tag}`, `${clock()} ${said}`);
    }
    trouble = null;
    isStarting = false;
    if (all.length > 0) await store.putSetting(TROUBLE, null);
    return all.length;
  }

  return {
    async round() {
      if (clock() < waitUntil || !(await hold())) return 0;
      try {
        return await postAll();
      } finally {
        await store.releaseLease(leaseOf(WORK), owner);
      }
    },
    trouble: () => trouble,
  };
}
