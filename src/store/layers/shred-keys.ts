// Locks ciphertext under keys that lie in a key store. The key exists before the ciphertext does and is deleted after the commit that ends
// the share, so no later copy of the store can open that share. See docs/decisions/keys-of-shares-lie-elsewhere.md.

import { leaseMs, limits } from '../../core/limits.ts';
import type { Random } from '../../core/ports/clock.ts';
import type { CiphertextPart, Commit, CommitResult, ShareWithCiphertext } from '../../core/ports/share-store.ts';
import type { Store, StoreLayer } from '../../core/ports/store.ts';
import { Fault } from '../../core/refusal.ts';
import type { ShareId } from '../../core/share.ts';
import { isWrapped, unwrap, wrap, WRAPPING } from '../shred/key-wrap.ts';
import type { KeyStore } from '../shred/key-store.ts';

type KeyResult = { readonly ok: true; readonly key: Uint8Array } | Exclude<CommitResult, { ok: true }>;

interface ShredDeps {
  readonly keyStore: KeyStore;
  readonly random: Random;
}

const PARTS = ['capsule', 'payload'] as const satisfies readonly CiphertextPart[];
/** How long a key outlives the last lease that its share can have, in ms; then Redis deletes it. */
const KEY_GRACE_MS = leaseMs(limits.payloadBytes) + 2 * limits.safetyNetMs;
/** How long an end waits for its key to be deleted, in ms; with a slower key store, the deletion is checked later. */
const DROP_MS = 100;
const FOLLOW_MS = 1_000;

export const withShredKeys =
  (deps: ShredDeps): StoreLayer =>
  (store) =>
    lockStore(store, deps);

function lockStore(store: Store, { keyStore, random }: ShredDeps): Store {
  /** Shares whose key may still have to be deleted. */
  const doubtful = new Set<ShareId>();
  const found = new Set<ShareId>();

  async function drop(id: ShareId): Promise<void> {
    doubtful.add(id);
    await keyStore.drop(id);
    doubtful.delete(id);
  }

  async function followUp(): Promise<void> {
    for (const id of doubtful) {
      const share = await store.load(id);
      if (share === null || share.state.status === 'ended') await drop(id);
      else doubtful.delete(id);
    }
  }
  const timer = setInterval(() => void followUp().catch(() => undefined), FOLLOW_MS);
  timer.unref();

  async function keyFor({ share, ciphertext, at }: Commit): Promise<KeyResult> {
    const isNew = share.version === 1;
    if (!isNew) {
      const there = await keyStore.get(share.id);
      if (there) return { ok: true, key: there };
      // A new key would not open the ciphertext that is already stored.
      const loaded = await store.loadWithCiphertext(share.id);
      if (PARTS.some((part) => ciphertext[part] === undefined && isWrapped(loaded?.[part]))) {
        found.add(share.id);
        return { ok: false, reason: 'lost' };
      }
    }
    const key = await keyStore.getOrCreate(share.id, random(32), keyMs({ share, at }));
    if (key) return { ok: true, key };
    if (isNew) return { ok: false, reason: 'full' };
    throw new Fault('store.unavailable', 'The key store is full.');
  }

  const keyMs = ({ share, at }: Pick<Commit, 'share' | 'at'>): number => Math.max(1, share.expiresAt - at + KEY_GRACE_MS);

  async function commitWrapped(commit: Commit): Promise<CommitResult> {
    const { share } = commit;
    const locked = await keyFor(commit);
    if (!locked.ok) return locked;
    const ciphertext: Partial<Record<CiphertextPart, Uint8Array | null>> = { ...commit.ciphertext };
    for (const part of PARTS) if (ciphertext[part]) ciphertext[part] = wrap(locked.key, ciphertext[part], random);
    const committed = await store.commit({ ...commit, ciphertext });
    // Refused for lack of room: the key belongs to a share that was never stored. Not on conflict, where it may be another's.
    if (!committed.ok && share.version === 1 && committed.reason !== 'conflict') doubtful.add(share.id);
    return committed;
  }

  return {
    ...store,

    async commit(commit) {
      const { share, ciphertext } = commit;
      // A new share gets its key at once, so that no one types a secret that could not be stored.
      if (share.version === 1 || ciphertext.capsule || ciphertext.payload) return commitWrapped(commit);
      // Before the commit: a key that lives too long is dropped with the end, one that dies too early takes the secret along.
      if (commit.extended) await keyStore.prolong(share.id, keyMs(commit));
      if (share.state.status !== 'ended') return store.commit(commit);
      try {
        const committed = await store.commit(commit);
        if (committed.ok) await atMost(DROP_MS, drop(share.id));
        return committed;
      } catch (error) {
        if (error instanceof Fault && error.code === 'store.unknown') doubtful.add(share.id);
        throw error;
      }
    },

    overfull: (id, size, sets) => store.overfull(id, size + PARTS.length * WRAPPING, sets),

    async loadWithCiphertext(id): Promise<ShareWithCiphertext | null> {
      const asked = keyStore.get(id).then(
        (key) => ({ key }),
        (fault: unknown) => ({ fault }),
      );
      const loaded = await store.loadWithCiphertext(id);
      if (loaded === null || !PARTS.some((part) => isWrapped(loaded[part]))) return loaded;
      const answer = await asked;
      if ('fault' in answer) throw answer.fault;
      // Asked at the same time as the store, the key store may have answered before the key was written.
      const key = answer.key ?? (await keyStore.get(id));
      const [capsule, payload] = [unwrap(key, loaded.capsule), unwrap(key, loaded.payload)];
      const { share } = loaded;
      if (capsule !== undefined && payload !== undefined) return { share, capsule, payload };
      // The recipient may already hold the capsule: they deliver, or their lease runs out.
      if (share.state.status === 'claimed') return { share, capsule: null, payload: null };
      found.add(id);
      return { share, capsule: null, payload: null, lost: true };
    },

    async health() {
      const health = await store.health();
      const storage = `${health.storage}${keyStore.word}`;
      const gone = found.size === 0 ? [] : [`The key store has lost keys since the start of this process (${found.size} shares ended).`];
      try {
        return { ...health, keys: 'up', storage, warnings: [...(await keyStore.warnings()), ...gone, ...health.warnings] };
      } catch (error) {
        const sentence = `${error instanceof Fault ? error.message : 'The key store does not answer.'} Nothing is sealed or handed out.`;
        return { ...health, keys: 'down', storage, warnings: [sentence, ...gone, ...health.warnings] };
      }
    },

    async close() {
      clearInterval(timer);
      await keyStore.close();
      await store.close();
    },
  };
}

/** Waits for the work, for up to `ms`. The work goes on, and its failure is ignored here. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

/** For a set-up without a key store: refuses ciphertext that an earlier set-up has locked, instead of handing it out locked. */
export const refuseLocked: StoreLayer = (store) => ({
  ...store,
  async loadWithCiphertext(id) {
    const loaded = await store.loadWithCiphertext(id);
    if (!PARTS.some((part) => isWrapped(loaded?.[part]))) return loaded;
    throw new Fault('store.unavailable', 'A share is locked with a key of a key store: give NT2_KEY_STORE_URL again.');
  },
});
