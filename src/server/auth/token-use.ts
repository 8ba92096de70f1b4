// When each API token was last used, to the minute: written after the request, at most once a minute for each token, and never waited for.

import type { Clock } from '../../core/ports/clock.ts';
import type { SettingsStore } from '../../core/ports/settings-store.ts';

export interface TokenUse {
  /** Notes that the token with this hash is used now. */
  note(hash: string): void;
  /** By the hashes of tokens, epoch ms. */
  list(): Promise<ReadonlyMap<string, number>>;
  forget(hash: string): Promise<void>;
}

const PREFIX = 'api-token-used:';
const EVERY_MS = 60_000;
const KEPT = 1_024;

export interface TokenUseDeps {
  readonly store: SettingsStore;
  readonly clock: Clock;
  /** Runs work after what is being answered now. */
  readonly later: (work: () => void) => void;
}

export function createTokenUse({ store, clock, later }: TokenUseDeps): TokenUse {
  const noted = new Map<string, number>();

  async function write(hash: string, at: number): Promise<void> {
    // Perhaps another instance has written it within this minute.
    const known = Number((await store.getSetting(PREFIX + hash)) ?? 0);
    if (Math.abs(at - known) < EVERY_MS) return;
    await store.putSetting(PREFIX + hash, String(at));
  }

  return {
    note(hash) {
      const at = clock();
      const last = noted.get(hash);
      if (last !== undefined && Math.abs(at - last) < EVERY_MS) return;
      if (noted.size >= KEPT) noted.clear();
      noted.set(hash, at);
      // A store that does not take it has its own alarms, and the token works as well without.
      later(() => void write(hash, at).catch(() => undefined));
    },
    async list() {
      const rows = await store.listSettings(PREFIX);
      return new Map(rows.map(({ key, value }) => [key.slice(PREFIX.length), Number(value)]));
    },
    forget: (hash) => store.putSetting(PREFIX + hash, null),
  };
}
