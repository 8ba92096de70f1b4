// Terminals that people have let in: a token acts as its person, until they withdraw it or nobody has used it for long. Whether it still does
// is a bond's to say, as with a browser; what lies under the token's hash grants nothing without one. See docs/decisions/log-in.md.

import { encodeBase32, hashB64 } from '../crypto/bytes.ts';
import type { Bonds } from './bonds.ts';
import { limits } from './limits.ts';
import type { BondStore } from './ports/bond-store.ts';
import type { Clock, Random } from './ports/clock.ts';
import type { TokenStore } from './ports/once-store.ts';
import type { TenantTags } from './ports/tenant-tags.ts';
import { Fault } from './refusal.ts';
import { tenantOf, type Person, type PersonKey, type TenantTag } from './share.ts';
import { terminalDevice, tokenHashOf } from './terminal-device.ts';
import type { TokenScope } from './token-scopes.ts';

/** What a terminal may: what its person may, and nothing of the operator's. */
export const TERMINAL_SCOPES: readonly TokenScope[] = ['create', 'read'];

export interface Terminal {
  readonly person: Person;
  /** What it called itself when it was let in. */
  readonly name: string;
  /** Its bond, which ends it. */
  readonly bond: string;
}

export interface Terminals {
  /** A token, to be shown once: the store keeps its hash. `lifeMs`: how long it lasts without use. */
  letIn(person: Person, name: string): Promise<{ readonly token: string; readonly lifeMs: number }>;
  /** Whom a token stands for. Null: nobody any more, within a second of its end on every instance. */
  find(token: string): Promise<Terminal | null>;
  /** What the terminals among these bonds are called, by the bonds' ids. */
  names(person: PersonKey, bonds: readonly { readonly id: string; readonly device: string }[]): Promise<ReadonlyMap<string, string>>;
}

export interface TerminalDeps {
  readonly store: TokenStore & Pick<BondStore, 'bonds' | 'useBond'>;
  readonly bonds: Pick<Bonds, 'bind' | 'withdrawAll'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  /** Whether the platform says that this account has ended. False also where it says nothing. */
  readonly isGone: (person: PersonKey) => Promise<boolean>;
  /** False: the operator has switched terminals off, so none acts as anybody. Their bonds stay, for their people to see and remove. */
  readonly takesTerminals: boolean;
}

const TOKEN = /^nt2t_([a-z2-7]{6})[a-z2-7]{32}$/;
/** How long a look-up is believed, so that a busy terminal costs one a second. */
const BELIEVED_MS = 1_000;
const KEPT = 1_024;
/** `usedAt` may be this old while the terminal is in use. */
const TOUCH_MS = 60_000;
/** How often the platform is asked whether there still is such an account. */
const ASK_MS = 15 * 60_000;
/** The row under the token's hash is written anew when this much of its time has passed. */
const RENEW_MS = 86_400_000;

interface TokenRow {
  readonly person: Person;
  readonly name: string;
  readonly untilAt: number;
}

interface Belief {
  readonly terminal: Terminal | null;
  readonly at: number;
}

export function createTerminals({ store, bonds, clock, random, tenantTags, isGone, takesTerminals }: TerminalDeps): Terminals {
  const beliefs = new Map<string, Belief>();
  const askedAt = new Map<PersonKey, number>();

  const saveRow = (tag: TenantTag, hash: string, { person, name, untilAt }: TokenRow): Promise<void> =>
    store.putToken(tag, hash, JSON.stringify([person.key, person.name, name, untilAt]), untilAt);

  /** The live bond of a terminal; written as used at most once a minute. */
  async function liveBond(tag: TenantTag, person: PersonKey, device: string): Promise<string | null> {
    const now = clock();
    const held = (await store.bonds(tag, person, now)).find((one) => one.device === device);
    if (held === undefined || now - held.usedAt < TOUCH_MS) return held?.id ?? null;
    const used = await store.useBond(tag, { person, device, usedAt: now, untilAt: now + limits.bondIdleMs });
    return used?.id ?? null;
  }

  /** Once in a while, for each person: an account that ended in chat ends here. */
  async function hasLeft(person: PersonKey): Promise<boolean> {
    const now = clock();
    if (now - (askedAt.get(person) ?? -Infinity) < ASK_MS) return false;
    if (askedAt.size >= KEPT) askedAt.clear();
    askedAt.set(person, now);
    if (!(await isGone(person))) return false;
    await bonds.withdrawAll(person);
    return true;
  }

  async function look(tag: TenantTag, hash: string): Promise<Terminal | null> {
    const text = await store.peekToken(tag, hash, clock());
    if (text === null) return null;
    const row = parseRow(text);
    const { person, name, untilAt } = row;
    const bond = await liveBond(tag, person.key, terminalDevice(hash));
    if (bond === null || (await hasLeft(person.key))) return null;
    const until = clock() + limits.bondIdleMs;
    if (until - untilAt > RENEW_MS) await saveRow(tag, hash, { ...row, untilAt: until });
    return { person, name, bond };
  }

  return {
    async letIn(person, name) {
      const tag = tenantTags.tagOf(tenantOf(person.key));
      const token = `nt2t_${tag}${encodeBase32(random(20))}`;
      const hash = hashB64(token);
      const untilAt = clock() + limits.bondIdleMs;
      // Without its bond this row is nothing: killed in between, no token works that nobody has.
      await saveRow(tag, hash, { person, name, untilAt });
      await bonds.bind(person.key, terminalDevice(hash));
      return { token, lifeMs: limits.bondIdleMs };
    },

    async find(token) {
      const tag = TOKEN.exec(token)?.[1] as TenantTag | undefined;
      if (tag === undefined || !takesTerminals) return null;
      const hash = hashB64(token);
      const known = beliefs.get(hash);
      const age = known === undefined ? BELIEVED_MS : clock() - known.at;
      if (known !== undefined && age >= 0 && age < BELIEVED_MS) return known.terminal;
      const at = clock();
      const terminal = await look(tag, hash);
      if (beliefs.size >= KEPT) beliefs.clear();
      beliefs.set(hash, { terminal, at });
      return terminal;
    },

    async names(person, list) {
      const tag = tenantTags.tagOf(tenantOf(person));
      const named = list.map(async ({ id, device }): Promise<readonly [string, string] | null> => {
        const hash = tokenHashOf(device);
        if (hash === null) return null;
        const text = await store.peekToken(tag, hash, clock());
        return [id, text === null ? '' : parseRow(text).name];
      });
      return new Map((await Promise.all(named)).filter((one) => one !== null));
    },
  };
}

function parseRow(text: string): TokenRow {
  const row: unknown = JSON.parse(text);
  const [key, called, name, untilAt] = Array.isArray(row) ? (row as unknown[]) : [];
  if (typeof key !== 'string' || typeof called !== 'string' || typeof name !== 'string' || typeof untilAt !== 'number')
    throw new Fault('store.corrupt', 'a stored terminal does not parse');
  return { person: { key: key as PersonKey, name: called }, name, untilAt };
}
