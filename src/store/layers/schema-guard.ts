// Stops all access once a newer nt2 has upgraded the store's format: an old instance could corrupt it.

import type { StoreHealth } from '../../core/ports/store-health.ts';
import type { Store, StoreLayer } from '../../core/ports/store.ts';
import type { EngineStore } from '../engine.ts';
import { Fault } from '../../core/refusal.ts';

const LOOK_MS = 1_000;
const SENTENCE =
  'A newer nt2 has changed the format of this store, or a restore is under way: this instance no longer uses it. Replace it.';

type Verb = (...args: readonly unknown[]) => Promise<unknown>;

interface GuardDeps extends Pick<EngineStore, 'isForeign'> {
  readonly log: (sentence: string) => void;
}

/** Asks `isForeign` once a second. */
export const withSchemaGuard =
  (deps: GuardDeps): StoreLayer =>
  (store) =>
    guardStore(store, deps);

function guardStore(store: Store, { isForeign, log }: GuardDeps): Store {
  let isOutgrown = false;
  const timer = setInterval(() => {
    isForeign().then(
      (found) => {
        if (found && !isOutgrown) log(SENTENCE);
        isOutgrown = found;
      },
      // The store is away for a moment: the next caller hears of it.
      () => undefined,
    );
  }, LOOK_MS);
  timer.unref();

  const guarded =
    (verb: Verb): Verb =>
    (...args) =>
      isOutgrown ? Promise.reject(new Fault('store.unavailable', SENTENCE)) : verb(...args);
  const verbs = Object.entries(store).map(([name, verb]) => [name, guarded(verb as Verb)]);
  return {
    ...(Object.fromEntries(verbs) as Store),
    health: async (): Promise<StoreHealth> => {
      const health = await store.health();
      return isOutgrown ? { ...health, ok: false, rolledBackTenants: [], warnings: [SENTENCE, ...health.warnings] } : health;
    },
    close: async () => {
      clearInterval(timer);
      await store.close();
    },
  };
}
