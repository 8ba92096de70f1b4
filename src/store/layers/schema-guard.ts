// A store whose format a newer nt2 has raised while this one runs is touched no more: nobody here knows what a write would break.

import type { StoreHealth } from '../../core/ports/store-health.ts';
import type { Store } from '../../core/ports/store.ts';
import { Fault } from '../../core/refusal.ts';

const LOOK_MS = 1_000;
const SENTENCE =
  'A newer nt2 has changed the format of this store, or a restore is under way: this instance touches it no more. Replace it.';

type Verb = (...args: readonly unknown[]) => Promise<unknown>;

/** `look`: whether the format is one that this version does not know; asked once a second. It may be over: a restore ends. */
export function withSchemaGuard(store: Store, look: () => Promise<boolean>, log: (sentence: string) => void): Store {
  let isOutgrown = false;
  const timer = setInterval(() => {
    look().then(
      (found) => {
        if (found && !isOutgrown) log(SENTENCE);
        isOutgrown = found;
      },
      // Away for a moment: whoever asks for something is told.
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
