// Browsers and terminals that are known for a person: chat binds one, and from then on its key or token signs it in, until the person withdraws
// it or nobody has used it for long. The transparency log hears of each step first, and learns no person. See docs/decisions/known-browsers.md.

import { encodeBase32, encodeBase64, hashB64 } from '../crypto/bytes.ts';
import { commitmentTo } from '../crypto/events/bond-commitment.ts';
import { formatLogEvent, type EventLine, type LogEventType } from '../crypto/events/event.ts';
import { openingHash } from '../crypto/events/parties.ts';
import { limits } from './limits.ts';
import type { Bond, BondStore } from './ports/bond-store.ts';
import type { Clock, Random } from './ports/clock.ts';
import type { LeafQueue } from './ports/log-store.ts';
import type { OnceStore, TokenStore } from './ports/once-store.ts';
import type { PrekeyStore } from './ports/prekey-store.ts';
import type { TenantTags } from './ports/tenant-tags.ts';
import { tenantOf, type Person, type PersonKey, type TenantTag } from './share.ts';
import { tokenHashOf } from './terminal-device.ts';

export interface BondDeps {
  readonly store: BondStore & LeafQueue & OnceStore & Pick<TokenStore, 'takeToken'> & Pick<PrekeyStore, 'dropPrekeys'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  /** Name of the log of a tenant. */
  readonly nameOf: (tag: TenantTag) => Promise<string>;
  /** Ends the sessions that began by these bonds, by their ids. */
  readonly endSessions: (bonds: readonly string[]) => Promise<void>;
}

/** A browser whose signature over `nonce` has been checked. */
export interface ProvenDevice {
  readonly device: string;
  readonly nonce: string;
  /** When the nonce ends, epoch ms. */
  readonly untilAt: number;
}

type BondEvent = Extract<LogEventType, 'bound' | 'signin' | 'unbound' | 'demand'>;

export type Bonds = ReturnType<typeof createBonds>;

export function createBonds({ store, clock, random, tenantTags, nameOf, endSessions }: BondDeps) {
  const tagOf = (person: PersonKey): TenantTag => tenantTags.tagOf(tenantOf(person));

  async function record(tag: TenantTag, type: BondEvent, bond: Bond, more: readonly EventLine[] = []): Promise<void> {
    const at = clock();
    const lines = [['who', commitmentTo(bond, { type, at })], ...more] as const;
    await store.appendLeaf(tag, formatLogEvent({ type, log: await nameOf(tag), at, lines }));
  }

  async function withdraw(person: PersonKey, id: string): Promise<boolean> {
    const tag = tagOf(person);
    const bond = (await store.bonds(tag, person, clock())).find((one) => one.id === id);
    if (bond === undefined) return false;
    await record(tag, 'unbound', bond);
    // Sessions first: killed in between, the browser can still sign in, but to no session that lives, and the person tries again.
    await endSessions([id]);
    // Nothing more is sealed to what it has left for later shares.
    await store.dropPrekeys(tag, person, bond.device);
    const dropped = await store.dropBond(tag, person, id);
    await forgetToken(tag, bond);
    return dropped;
  }

  /** What lies under the token of a terminal names its person. */
  async function forgetToken(tag: TenantTag, { device }: Bond): Promise<void> {
    const hash = tokenHashOf(device);
    if (hash !== null) await store.takeToken(tag, hash, clock());
  }

  return {
    /** Binds a browser to the person of a redeemed link. Answers the bond's id. */
    async bind(person: PersonKey, device: string): Promise<string> {
      const tag = tagOf(person);
      const now = clock();
      const salt = encodeBase64(random(32));
      const fresh: Bond = {
        id: encodeBase32(random(16)),
        person,
        device,
        salt,
        madeAt: now,
        usedAt: now,
        untilAt: now + limits.bondIdleMs,
      };
      const held = await store.bonds(tag, person, now);
      const known = held.find((one) => one.device === device);
      await record(tag, 'bound', known ?? fresh);
      const ended = await store.putBond(tag, fresh, limits.bonds);
      if (ended.length > 0) await endSessions(ended);
      for (const bond of held) if (ended.includes(bond.id)) await forgetToken(tag, bond);
      return (await store.bonds(tag, person, now)).find((one) => one.device === device)?.id ?? fresh.id;
    },

    /** The first of these people whose browser this is, with the bond's id. Null: it is none of theirs, or the nonce was used before. */
    async signIn(people: readonly Person[], { device, nonce, untilAt }: ProvenDevice): Promise<{ person: Person; bond: string } | null> {
      const usedAt = clock();
      for (const person of people) {
        const tag = tagOf(person.key);
        const bond = await store.useBond(tag, { person: person.key, device, usedAt, untilAt: usedAt + limits.bondIdleMs });
        if (bond === null) continue;
        // Only for a known browser, so strangers leave nothing in the store.
        if (!(await store.markOnce(tag, `nonce:${hashB64(nonce)}`, untilAt))) return null;
        await record(tag, 'signin', bond);
        return { person, bond: bond.id };
      }
      return null;
    },

    /** What this device must show besides its key from now on; null: nothing. The log learns it before it counts. */
    async recordDemand(person: PersonKey, device: string, binding: string | null): Promise<void> {
      const tag = tagOf(person);
      const bond = (await store.bonds(tag, person, clock())).find((one) => one.device === device);
      if (bond === undefined) return;
      await record(tag, 'demand', bond, [['binding', binding === null ? 'none' : openingHash(bond.salt, binding)]]);
    },

    /** The last used first. */
    list: (person: PersonKey): Promise<Bond[]> => store.bonds(tagOf(person), person, clock()),

    /** From now on this browser signs in nowhere as this person, and its sessions end. False: there is no such browser. */
    withdraw,

    async withdrawAll(person: PersonKey): Promise<void> {
      for (const { id } of await store.bonds(tagOf(person), person, clock())) await withdraw(person, id);
    },
  };
}
