// The session cookie: who has come from chat into this browser. It is sealed, so it needs no row in the store and reveals nothing. It may
// hold several persons, because people may use two workspaces in one browser. See docs/decisions/session-for-several-people.md.

import { limits } from '../../core/limits.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Person, PersonKey } from '../../core/share.ts';
import type { ServerCrypto } from '../server-crypto.ts';

export interface SessionPerson extends Person {
  /** What the page calls this person: stable, and reveals nothing. */
  readonly ref: string;
  readonly untilAt: number;
  /** The bond of this browser with the person, which ends the session with itself. Null: none was made. */
  readonly bond: string | null;
}

export interface Sessions {
  /** Newest first. A cookie that is not ours, altered or expired holds no one. */
  parseCookie(cookies: string | null): SessionPerson[];
  /** The Set-Cookie line after `person` signed in. */
  withPerson(cookies: string | null, person: Person, bond: string | null): { readonly line: string; readonly ref: string };
  refOf(person: PersonKey): string;
  readonly clearCookie: string;
}

const PERSONS = 5;
/** Browsers drop a cookie above 4096 bytes, name and attributes included. */
const MAX_BYTES = 3_800;

export function createSessions(deps: { readonly serverCrypto: ServerCrypto; readonly clock: Clock; readonly publicUrl: URL }): Sessions {
  const { serverCrypto, clock, publicUrl } = deps;
  const secure = publicUrl.protocol === 'https:';
  const name = secure ? '__Host-nt2' : 'nt2';
  const attributes = `; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const refOf = (key: PersonKey): string => serverCrypto.mac('ref', key).slice(0, 12);

  function read(cookies: string | null): SessionPerson[] {
    const value = cookieValue(cookies, name);
    const plain = value === null ? null : serverCrypto.open(Buffer.from(value, 'base64url'));
    if (plain === null) return [];
    // Only this server can have sealed it, so it has the form that `line` gave it.
    const rows = JSON.parse(Buffer.from(plain).toString('utf8')) as [PersonKey, string, number, (string | null)?][];
    const now = clock();
    return rows
      .filter(([, , untilAt]) => untilAt > now)
      .map(([key, called, untilAt, bond = null]) => ({ key, name: called, untilAt, ref: refOf(key), bond }));
  }

  function line(persons: readonly SessionPerson[]): string {
    const rows = persons.map(({ key, name: called, untilAt, bond }) => [key, called, untilAt, bond]);
    const value = Buffer.from(serverCrypto.seal(Buffer.from(JSON.stringify(rows)))).toString('base64url');
    if (value.length > MAX_BYTES && persons.length > 1) return line(persons.slice(0, -1));
    return `${name}=${value}${attributes}; Max-Age=${limits.sessionMs / 1_000}`;
  }

  return {
    parseCookie: read,
    refOf,
    withPerson(cookies, { key, name: called }, bond) {
      const person = { key, name: called, untilAt: clock() + limits.sessionMs, ref: refOf(key), bond };
      const others = read(cookies).filter((other) => other.key !== key);
      return { line: line([person, ...others].slice(0, PERSONS)), ref: person.ref };
    },
    clearCookie: `${name}=${attributes}; Max-Age=0`,
  };
}

/** Of the cookie of this name. */
export function cookieValue(cookies: string | null, name: string): string | null {
  for (const part of cookies?.split(';') ?? []) {
    const pair = part.trim();
    if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1);
  }
  return null;
}
