// Secrets that a command has been given, kept for the next one. In memory alone, for as long as the person's config says, and never read by
// anything but a command's start and the redactor.

import type { EnvEntry } from '../../../src/env-file/names.ts';
import type { Field } from '../../../src/crypto/capsule/items.ts';

export interface HeldSecret {
  readonly id: string;
  readonly label: string;
  readonly fields: readonly Field[];
}

export interface HeldSecrets {
  find(id: string): HeldSecret | null;
  hold(secret: HeldSecret): void;
  /** All that must not be seen in what a command prints: of this secret and of every other that is held. */
  values(also: HeldSecret): readonly EnvEntry[];
}

export function createHeldSecrets({ forMs, now }: { readonly forMs: number; readonly now: () => number }): HeldSecrets {
  const held = new Map<string, { readonly secret: HeldSecret; readonly until: number }>();
  const drop = (): void => {
    for (const [id, { until }] of held) if (until <= now()) held.delete(id);
  };
  return {
    find(id) {
      drop();
      return held.get(id)?.secret ?? null;
    },
    hold(secret) {
      drop();
      if (forMs <= 0) return;
      held.set(secret.id, { secret, until: now() + forMs });
      // Also where nobody asks for anything any more: it would lie here until the server ends.
      setTimeout(drop, forMs + 1).unref();
    },
    values(also) {
      drop();
      const all = new Map([...[...held.values()].map((one) => one.secret), also].map((secret) => [secret.id, secret]));
      return [...all.values()].flatMap(({ fields }) => fields.map(({ name, value }) => ({ name, value })));
    },
  };
}
