// A store whose ciphertext opens only with keys that lie elsewhere. The key is there before the ciphertext is, and gone after the commit
// that ends the share; whatever copy of the store comes back later, that share opens nothing any more.

import { leaseMs, limits } from '../../core/limits.ts';
import type { Random } from '../../core/ports/clock.ts';
import type { CiphertextPart, Commit, CommitResult, ShareWithCiphertext } from '../../core/ports/share-store.ts';
import type { Store } from '../../core/ports/store.ts';
import { Fault } from '../../core/refusal.ts';
import type { ShareId } from '../../core/share.ts';
import { isWrapped, unwrap, wrap, WRAPPING } from './key-wrap.ts';
import type { KeyStore } from './key-store.ts';

export interface ShredDeps {
  readonly store: Store;
  readonly keyStore: KeyStore;
  readonly random: Random;
  readonly log?: (sentence: string) => void;
}

export interface ShredStore extends Store {
  /** Shares that wait and have no key any more, once each time the key store may have forgotten. To be looked at, not to be believed. */
  findUnrecoverable(limit: number): Promise<ShareId[]>;
}

const PARTS = ['capsule', 'payload'] as const satisfies readonly CiphertextPart[];
/** A key outlives the last lease that its share can have by so much, in ms; then Redis drops it by itself. */
const KEY_GRACE_MS = leaseMs(limits.payloadBytes) + 2 * limits.safetyNetMs;
/** An end waits so long for the key to be gone, in ms; a slower key store is followed up on. */
const DROP_MS = 100;
const FOLLOW_MS = 1_000;

export function withShredKeys({ store, keyStore, random, log = () => undefined }: ShredDeps): ShredStore {
  /** Whose key may have to go yet. */
  const doubtful = new Set<ShareId>();
  const found = new Set<ShareId>();
  let queue: ShareId[] = [];
  let mayHaveForgotten = true;
  keyStore.onReturn(() => void (mayHaveForgotten = true));

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

  async function keyFor({ share, ciphertext, at }: Commit): Promise<Uint8Array | Exclude<CommitResult, { ok: true }>> {
    const isNew = share.version === 1;
    if (!isNew) {
      const there = await keyStore.get(share.id);
      if (there) return there;
      // A new key would not open what already lies there.
      const loaded = await store.loadWithCiphertext(share.id);
      if (PARTS.some((part) => ciphertext[part] === undefined && isWrapped(loaded?.[part]))) {
        found.add(share.id);
        return { ok: false, reason: 'lost' };
      }
    }
    const key = await keyStore.getOrCreate(share.id, random(32), Math.max(1, share.expiresAt - at + KEY_GRACE_MS));
    if (key) return key;
    if (isNew) return { ok: false, reason: 'full' };
    throw new Fault('store.unavailable', 'The key store is full.');
  }

  async function commitWrapped(commit: Commit): Promise<CommitResult> {
    const { share } = commit;
    const key = await keyFor(commit);
    if ('ok' in key) return key;
    const ciphertext: Partial<Record<CiphertextPart, Uint8Array | null>> = { ...commit.ciphertext };
    for (const part of PARTS) if (ciphertext[part]) ciphertext[part] = wrap(key, ciphertext[part], random);
    const committed = await store.commit({ ...commit, ciphertext });
    // Refused for want of room: the key of a share that never was. Not on conflict, where it may be another's.
    if (!committed.ok && share.version === 1 && committed.reason !== 'conflict') doubtful.add(share.id);
    return committed;
  }

  return {
    ...store,

    async commit(commit) {
      const { share, ciphertext } = commit;
      // From the beginning, so that nobody types a secret that could not be taken in.
      if (share.version === 1 || ciphertext.capsule || ciphertext.payload) return commitWrapped(commit);
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
      // Asked at the same time as the store, the key store may have answered before the key was there.
      const key = answer.key ?? (await keyStore.get(id));
      const [capsule, payload] = [unwrap(key, loaded.capsule), unwrap(key, loaded.payload)];
      const { share } = loaded;
      if (capsule !== undefined && payload !== undefined) return { share, capsule, payload };
      // Whoever has claimed may hold it already: he delivers, or his lease runs out.
      if (share.state.status === 'claimed') return { share, capsule: null, payload: null };
      found.add(id);
      return { share, capsule: null, payload: null, lost: true };
    },

    async findUnrecoverable(limit) {
      if (mayHaveForgotten) {
        mayHaveForgotten = false;
        try {
          queue = await scan();
        } catch (error) {
          mayHaveForgotten = true;
          throw error;
        }
        if (queue.length > 0) log(`The key store has no key of ${queue.length} waiting shares: those end, and their senders are told.`);
      }
      return queue.splice(0, limit);
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

  async function scan(): Promise<ShareId[]> {
    const missing: ShareId[] = [];
    for (const tag of await store.tags()) missing.push(...(await keyStore.missing(await store.listSealed(tag))));
    return missing;
  }
}

/** Waits for the work, or so long; the work goes on, and its failure is nobody's. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

/** A store without a key store: what an earlier set-up has locked is refused, not handed out as it lies there. */
export function withoutShredKeys(store: Store): Store {
  return {
    ...store,
    async loadWithCiphertext(id) {
      const loaded = await store.loadWithCiphertext(id);
      if (!PARTS.some((part) => isWrapped(loaded?.[part]))) return loaded;
      throw new Fault('store.unavailable', 'A share is locked with a key of a key store: give NT2_KEY_STORE_URL again.');
    },
  };
}
