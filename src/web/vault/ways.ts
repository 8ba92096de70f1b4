// The ways into a vault: begun with a password, opened by any of its ways, and changed while it is open.

import type { Scrypt } from '../../crypto/age/scrypt.ts';
import type { Bytes } from '../../crypto/bytes.ts';
import { createInboxKey } from '../../crypto/vault/inbox-key.ts';
import { newPasswordSalt, passwordKey, type PasswordWay } from '../../crypto/vault/password.ts';
import { createVaultKey, unwrapVaultKey, wrapAgain, type VaultKey, type WayKey } from '../../crypto/vault/vault-key.ts';
import { VAULT_FORMAT, type VaultRecord, type Drawer, type PasskeyWay, type VaultWay } from './store/drawer.ts';

/** `wrong`: not this password. `none`, `declined`: of a passkey. `there`: a vault lies there already. `missing`: no vault, or no such way. */
export type WayRefusal = 'wrong' | 'none' | 'declined' | 'there' | 'missing';
export type Entered = { readonly ok: true; readonly key: VaultKey } | { readonly ok: false; readonly why: WayRefusal };
export type Done = { readonly ok: true } | { readonly ok: false; readonly why: WayRefusal };

/** `none`: this browser or authenticator has no prf. `declined`: the person or the authenticator said no. */
export type Passkey<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: 'none' | 'declined' };
export interface MadePasskey {
  readonly credential: Bytes;
  readonly salt: Bytes;
  readonly key: WayKey;
}

/** What a person shows to come in. */
export type Shown =
  | { readonly kind: 'password'; readonly typed: string; readonly scrypt: Scrypt; readonly onProgress?: (done: number) => void }
  | { readonly kind: 'passkey'; readonly ask: (way: PasskeyWay) => Promise<Passkey<WayKey>> };

type NewPassword = Omit<Extract<Shown, { kind: 'password' }>, 'kind'>;

const wayOf = <K extends VaultWay['kind']>({ ways }: VaultRecord, kind: K): Extract<VaultWay, { kind: K }> | undefined =>
  ways.find((way): way is Extract<VaultWay, { kind: K }> => way.kind === kind);

export async function beginVault(drawer: Drawer, password: NewPassword, now: number): Promise<Entered> {
  const salt = newPasswordSalt();
  const { key, wrapped } = await createVaultKey(await passwordKey({ ...password, salt }));
  const way: PasswordWay = { kind: 'password', salt, logN: 17, wrapped };
  const begun = await drawer.begin({
    v: VAULT_FORMAT,
    ways: [way],
    createdAt: now,
    exportedAt: null,
    changes: 0,
    inbox: await createInboxKey(key),
  });
  return begun ? { ok: true, key } : { ok: false, why: 'there' };
}

export async function enter(drawer: Drawer, shown: Shown): Promise<Entered> {
  const found = await shownWay(drawer, shown);
  if (!found.ok) return found;
  const key = await unwrapVaultKey(found.way.wrapped, found.by);
  return key === null ? { ok: false, why: 'wrong' } : { ok: true, key };
}

/** A new password in the place of the old one: the items stay as they are, and so does a passkey. */
export function changePassword(drawer: Drawer, shown: Shown, next: NewPassword): Promise<Done> {
  return withWay(drawer, shown, async () => {
    const salt = newPasswordSalt();
    const by = await passwordKey({ ...next, salt });
    return { ok: true, by, way: (wrapped) => ({ kind: 'password', salt, logN: 17, wrapped }) };
  });
}

/** Makes a passkey for the vault, in the place of one that it had. */
export function addPasskey(drawer: Drawer, shown: Shown, create: () => Promise<Passkey<MadePasskey>>): Promise<Done> {
  return withWay(drawer, shown, async () => {
    const made = await create();
    if (!made.ok) return made;
    const { credential, salt, key } = made.value;
    return { ok: true, by: key, way: (wrapped) => ({ kind: 'passkey', credential, salt, wrapped }) };
  });
}

export async function dropPasskey(drawer: Drawer): Promise<Done> {
  const about = await drawer.changeAbout((kept) => ({ ...kept, ways: kept.ways.filter(({ kind }) => kind !== 'passkey') }));
  return about === null ? { ok: false, why: 'missing' } : { ok: true };
}

type Found = { readonly ok: true; readonly way: VaultWay; readonly by: WayKey } | { readonly ok: false; readonly why: WayRefusal };

async function shownWay(drawer: Drawer, shown: Shown): Promise<Found> {
  const about = await drawer.about();
  if (about === null) return { ok: false, why: 'missing' };
  if (shown.kind === 'password') {
    const way = wayOf(about, 'password');
    if (way === undefined) return { ok: false, why: 'missing' };
    const { typed, scrypt, onProgress } = shown;
    const by = await passwordKey({ typed, scrypt, salt: way.salt, logN: way.logN, ...(onProgress !== undefined && { onProgress }) });
    return { ok: true, way, by };
  }
  const way = wayOf(about, 'passkey');
  if (way === undefined) return { ok: false, why: 'missing' };
  const by = await shown.ask(way);
  return by.ok ? { ok: true, way, by: by.value } : by;
}

type Next =
  | { readonly ok: true; readonly by: WayKey; readonly way: (wrapped: VaultWay['wrapped']) => VaultWay }
  | { readonly ok: false; readonly why: WayRefusal };

async function withWay(drawer: Drawer, shown: Shown, make: () => Promise<Next>): Promise<Done> {
  const found = await shownWay(drawer, shown);
  if (!found.ok) return found;
  // Before anything is made: a passkey that nothing uses would lie in the authenticator for ever.
  if ((await unwrapVaultKey(found.way.wrapped, found.by)) === null) return { ok: false, why: 'wrong' };
  const next = await make();
  if (!next.ok) return next;
  const wrapped = await wrapAgain(found.way.wrapped, found.by, next.by);
  if (wrapped === null) return { ok: false, why: 'wrong' };
  const way = next.way(wrapped);
  const about = await drawer.changeAbout((kept) => ({ ...kept, ways: [...kept.ways.filter(({ kind }) => kind !== way.kind), way] }));
  return about === null ? { ok: false, why: 'missing' } : { ok: true };
}
