// Sessions that end before their twelve hours: people sign out, or the operator signs them out. A cookie needs no row in the store; only
// its early end does, for as long as the cookie would have lasted.

import { limits } from '../../core/limits.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { SettingsStore } from '../../core/ports/settings-store.ts';
import { NO_SIBLINGS, type Siblings } from '../../core/ports/siblings.ts';
import type { PersonKey } from '../../core/share.ts';
import type { SessionPerson } from './session.ts';

interface ActiveOptions {
  /** Asks the store, whatever was found a moment ago. */
  readonly isFresh?: boolean;
}

export interface SessionRevocations {
  /** Every worker of this instance refuses these sessions from now on, every other instance within a second. */
  revoke(sessions: readonly SessionPerson[]): Promise<void>;
  /** Ends every session of this person that has begun by now, and every link from chat that was made by now. */
  revokeAll(person: PersonKey): Promise<void>;
  /** Ends the sessions that began by these bonds. A bond's id is never used again. */
  revokeBonds(bonds: readonly string[]): Promise<void>;
  /** Whether `revokeAll` was called for this person at that moment, epoch ms, or later. */
  isOver(person: PersonKey, at: number, options?: ActiveOptions): Promise<boolean>;
  /** The sessions that have not been ended. */
  filterActive(sessions: readonly SessionPerson[], options?: ActiveOptions): Promise<SessionPerson[]>;
}

const PREFIX = 'ended:';
/** How long a look-up is cached, so that a busy page costs one a second. */
const BELIEVED_MS = 1_000;
const KEPT = 4_096;
/** Instances may have clocks of their own: a session that another one begins at this moment ends too. */
const SKEW_MS = 5 * 60_000;
/** How often expired rows are looked for: each look reads all rows. */
const CLEAN_MS = 10 * 60_000;

export function createSessionRevocations(deps: {
  readonly store: SettingsStore;
  readonly clock: Clock;
  /** SHA-256, as text. */
  readonly hash: (text: string) => string;
  readonly siblings?: Siblings;
}): SessionRevocations {
  const { store, clock, hash, siblings = NO_SIBLINGS } = deps;
  const found = new Map<string, { readonly until: number; readonly at: number }>();
  let cleanedAt = -Infinity;
  const ofPerson = (person: PersonKey): string => `${PREFIX}${hash(`person\n${person}`)}`;
  // Two sessions of one person that began in the same millisecond count as one: ending it ends both.
  const ofSession = ({ key, untilAt }: SessionPerson): string => `${PREFIX}${hash(`session\n${key}\n${untilAt}`)}`;

  const ofBond = (bond: string): string => `${PREFIX}${hash(`bond\n${bond}`)}`;

  /** Ends the sessions that would last until then, or shorter. */
  async function put(key: string, until: number): Promise<void> {
    await store.putSetting(key, String(until));
    remember(key, until);
    // A worker that does not answer in time has no belief left that is older than this.
    await siblings.ask('session.ended', { key, until });
    const now = clock();
    if (Math.abs(now - cleanedAt) < CLEAN_MS) return;
    cleanedAt = now;
    const past = (await store.listSettings(PREFIX)).filter(({ value }) => !(Number(value) > now));
    for (const old of past) await store.putSetting(old.key, null);
  }

  function remember(key: string, until: number): number {
    if (found.size >= KEPT) found.clear();
    found.set(key, { until, at: clock() });
    return until;
  }

  async function untilOf(key: string, isFresh = false): Promise<number> {
    const known = found.get(key);
    const age = known === undefined ? BELIEVED_MS : clock() - known.at;
    if (!isFresh && known !== undefined && age >= 0 && age < BELIEVED_MS) return known.until;
    const read = Number((await store.getSetting(key)) ?? 0);
    // It may have been ended while the store was asked.
    const meanwhile = found.get(key);
    return remember(key, meanwhile === undefined || meanwhile === known ? read : Math.max(read, meanwhile.until));
  }

  siblings.answer('session.ended', ({ key, until }) => {
    remember(key, until);
    return null;
  });

  return {
    async revoke(sessions) {
      for (const session of sessions) await put(ofSession(session), session.untilAt);
    },
    async revokeBonds(bonds) {
      for (const bond of bonds) await put(ofBond(bond), clock() + limits.sessionMs + SKEW_MS);
    },
    revokeAll: (person) => put(ofPerson(person), clock() + limits.sessionMs),
    isOver: async (person, at, { isFresh = false } = {}) => at + limits.sessionMs <= (await untilOf(ofPerson(person), isFresh)),
    async filterActive(sessions, { isFresh = false } = {}) {
      const looks = sessions.map(async (session) => {
        const keys = [ofSession(session), ofPerson(session.key), ...(session.bond === null ? [] : [ofBond(session.bond)])];
        const untils = await Promise.all(keys.map((key) => untilOf(key, isFresh)));
        return untils.some((until) => session.untilAt <= until) ? null : session;
      });
      return (await Promise.all(looks)).filter((session) => session !== null);
    },
  };
}
