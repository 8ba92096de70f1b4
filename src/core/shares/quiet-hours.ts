// Quiet hours, in the time of the person concerned.

import type { Clock } from '../ports/clock.ts';
import type { PersonKey } from '../share.ts';
import type { AskQuiet } from './expire.ts';

/** From the first full hour up to the second, which may lie on the next day. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

const STEP_MS = 15 * 60_000;
const STEPS = 4 * 26;

/** When they are over, epoch ms; null: it is not quiet now, or `zone` (`Europe/Berlin`) is none. Steps a quarter of an hour at a time, so that a change of the clocks in between does no harm. */
export function quietUntil({ from, to }: QuietHours, zone: string, now: number): number | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' });
  } catch {
    return null;
  }
  const isQuiet = (at: number): boolean => {
    const hour = Number(format.format(at));
    return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
  };
  if (!isQuiet(now)) return null;
  let at = now - (now % STEP_MS);
  for (let step = 0; step < STEPS && isQuiet(at); step += 1) at += STEP_MS;
  return at;
}

export interface AskQuietDeps {
  /** Null: nobody has any. */
  readonly hours: QuietHours | null;
  /** Where nobody tells the zone of a person; null: they have no quiet hours. */
  readonly usualZone: string | null;
  /** The platform of a person; undefined: another instance has it. */
  readonly platformFor: (person: PersonKey) => { timeZone?(person: PersonKey): Promise<string | null> } | undefined;
  readonly clock: Clock;
}

/** Asks the platform each time, so that who has moved is left alone by their new night. A platform that fails tells nothing. */
export function createAskQuiet({ hours, usualZone, platformFor, clock }: AskQuietDeps): AskQuiet {
  return async (person) => {
    const platform = platformFor(person);
    if (platform === undefined) return 'elsewhere';
    if (hours === null) return null;
    const zone = (await platform.timeZone?.(person).catch(() => null)) ?? usualZone;
    return zone === null ? null : quietUntil(hours, zone, clock());
  };
}
