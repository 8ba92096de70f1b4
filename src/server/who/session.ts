// The session cookie: who has come from chat into this browser. Sealed, so that it needs no row in any store and tells nothing;
// it may hold several persons, because one browser may belong to somebody with two workspaces.

import { limits } from '../../core/limits.ts';
import type { Clock } from '../../core/ports.ts';
import type { Person, PersonKey } from '../../core/share.ts';
import type { Secrets } from '../world.ts';

export interface SignedIn extends Person {
  /** What the page calls this person: says nothing, and is the same for the same person. */
  readonly ref: string;
  readonly untilAt: number;
}

export interface Sessions {
  /** Newest first. What is not ours, altered or over counts as nobody. */
  read(cookies: string | null): SignedIn[];
  /** The Set-Cookie line after `person` came in. */
  add(cookies: string | null, person: Person): { readonly line: string; readonly ref: string };
  readonly forget: string;
}

const PERSONS = 5;
/** Browsers drop a cookie above 4096 bytes: name and attributes included. */
const MAX_BYTES = 3_800;

export function createSessions(world: { readonly secrets: Secrets; readonly clock: Clock; readonly publicUrl: URL }): Sessions {
  const { secrets, clock, publicUrl } = world;
  const secure = publicUrl.protocol === 'https:';
  const name = secure ? '__Host-nt2' : 'nt2';
  const attributes = `; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  const refOf = (key: PersonKey): string => secrets.mac('ref', key).slice(0, 12);

  function read(cookies: string | null): SignedIn[] {
    const value = valueOf(cookies, name);
    const plain = value === null ? null : secrets.open(Buffer.from(value, 'base64url'));
    if (plain === null) return [];
    // Only this server can have sealed it, so it has the form that `line` gave it.
    const rows = JSON.parse(Buffer.from(plain).toString('utf8')) as [PersonKey, string, number][];
    const now = clock();
    return rows.filter(([, , untilAt]) => untilAt > now).map(([key, called, untilAt]) => ({ key, name: called, untilAt, ref: refOf(key) }));
  }

  function line(persons: readonly SignedIn[]): string {
    const rows = persons.map(({ key, name: called, untilAt }) => [key, called, untilAt]);
    const value = Buffer.from(secrets.seal(Buffer.from(JSON.stringify(rows)))).toString('base64url');
    if (value.length > MAX_BYTES && persons.length > 1) return line(persons.slice(0, -1));
    return `${name}=${value}${attributes}; Max-Age=${limits.sessionMs / 1_000}`;
  }

  return {
    read,
    add(cookies, { key, name: called }) {
      const person = { key, name: called, untilAt: clock() + limits.sessionMs, ref: refOf(key) };
      const others = read(cookies).filter((other) => other.key !== key);
      return { line: line([person, ...others].slice(0, PERSONS)), ref: person.ref };
    },
    forget: `${name}=${attributes}; Max-Age=0`,
  };
}

function valueOf(cookies: string | null, name: string): string | null {
  for (const part of cookies?.split(';') ?? []) {
    const pair = part.trim();
    if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1);
  }
  return null;
}
