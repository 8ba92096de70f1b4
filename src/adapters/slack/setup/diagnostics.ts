// What the running server writes down for `nt2 doctor`, which runs beside it: whether Slack's requests and nt2's direct messages arrive.
// Counts, times and Slack's own codes, at most once a minute.

import * as z from 'zod';

import type { Clock } from '../../../core/ports/clock.ts';
import type { SettingsStore } from '../../../core/ports/settings-store.ts';

const noted = z.object({
  /** The last request with a right signature, epoch ms. */
  goodAt: z.number().nullable().default(null),
  /** Requests with a wrong signature since then. */
  refused: z.number().default(0),
  /** The last time that Slack said that the Messages tab is off. */
  tabOffAt: z.number().nullable().default(null),
});
export type Diagnostics = z.infer<typeof noted>;

const ROW = 'slack:notes';
const EVERY_MS = 60_000;
const TAB_OFF = 'messages_tab_disabled';

export type DiagnosticsLog = ReturnType<typeof createDiagnosticsLog>;

export function createDiagnosticsLog({ store, clock }: { store: SettingsStore; clock: Clock }) {
  let now: Diagnostics = noted.parse({});
  let written = 0;
  let pending = false;

  function note(next: Partial<Diagnostics>): void {
    now = { ...now, ...next };
    const wait = written + EVERY_MS - clock();
    if (wait <= 0) write();
    else if (!pending) {
      pending = true;
      setTimeout(write, wait).unref();
    }
  }

  /** Nothing waits for the write, and a lost one costs nothing. */
  function write(): void {
    pending = false;
    written = clock();
    void store.putSetting(ROW, JSON.stringify(now)).catch(() => undefined);
  }

  return {
    request(isGood: boolean): void {
      note(isGood ? { goodAt: clock(), refused: 0 } : { refused: now.refused + 1 });
    },
    /** Slack's error for a direct message; null when Slack took it. */
    direct(error: string | null): void {
      if (error === TAB_OFF) note({ tabOffAt: clock() });
      else if (error === null && now.tabOffAt !== null) note({ tabOffAt: null });
    },
    now: (): Diagnostics => now,
    /** What the server wrote last. */
    async read(): Promise<Diagnostics> {
      try {
        return noted.parse(JSON.parse((await store.getSetting(ROW)) ?? '{}'));
      } catch {
        return noted.parse({});
      }
    },
  };
}
