// Tells the log about leaves, those of commits and those that belong to no share, so that they are signed soon after they are queued.

import type { StoreLayer } from '../../core/ports/store.ts';
import { Fault } from '../../core/refusal.ts';
import { tagOf, type TenantTag } from '../../core/share.ts';

/** What was queued for the log; `end`: the end of a share among it. */
export type Queued = 'nothing' | 'leaves' | 'end';
/** Called before leaves are queued. Returns what to call after it. */
export type CommitHook = (tag: TenantTag) => (queued: Queued) => void;

/** Made before the store and before whatever listens, and given to both. */
export interface CommitFeed {
  readonly hook: CommitHook;
  subscribe(listener: CommitHook): void;
}

export function createCommitFeed(): CommitFeed {
  const listeners: CommitHook[] = [];
  return {
    hook(tag) {
      const over = listeners.map((listener) => listener(tag));
      return (queued) => {
        for (const tell of over) tell(queued);
      };
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}

export function withCommitHook(hook: CommitHook): StoreLayer {
  return (store) => ({
    ...store,
    async commit(commit) {
      const { share, leaves } = commit;
      if (leaves.length === 0) return store.commit(commit);
      const over = hook(tagOf(share.id));
      let isQueued = false;
      try {
        const done = await store.commit(commit);
        isQueued = done.ok;
        return done;
      } catch (error) {
        // The answer was lost; the leaves may be queued all the same.
        isQueued = error instanceof Fault && error.code === 'store.unknown';
        throw error;
      } finally {
        over(isQueued ? (share.state.status === 'ended' ? 'end' : 'leaves') : 'nothing');
      }
    },
    async replaceEvidence(row, next, leaf) {
      const over = hook(tagOf(row.id));
      try {
        return await store.replaceEvidence(row, next, leaf);
      } finally {
        over('leaves');
      }
    },
    async putEnvelope(envelope, more) {
      if (more.leaves.length === 0) return store.putEnvelope(envelope, more);
      const over = hook(tagOf(envelope.id));
      try {
        return await store.putEnvelope(envelope, more);
      } finally {
        over('leaves');
      }
    },
    async appendLeaf(tag, leaf) {
      const over = hook(tag);
      try {
        return await store.appendLeaf(tag, leaf);
      } finally {
        // Also where the answer was lost: the leaf may be queued all the same, and a round that finds nothing costs next to nothing.
        over('leaves');
      }
    },
  });
}
