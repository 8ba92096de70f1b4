// Private keys in the drawer of this browser, wrapped; those of before, which lie there as they are, are read too.
// A key is used only after it was read back and has shown that it is the one: a browser that keeps no keys must be found out before anything relies on them.

import { unwrapKey, wrapKey, type WrappedKey } from '../../crypto/keys/wrapped.ts';
import { untilTaken } from '../../crypto/refused-keys.ts';
import type { WebKey } from '../../crypto/webcrypto.ts';
import * as db from '../browser/db.ts';

type Whole = { readonly privateKey: WebKey };
type Kept<T extends Whole> = T | (Omit<T, 'privateKey'> & { readonly wrapped: WrappedKey });

/** One kind of key: how it is made, which curve it is of, and how it shows that its halves belong together. */
export interface KeyKind<T extends Whole> {
  readonly curve: 'Ed25519' | 'X25519';
  make(options: { toWrap: true }): Promise<T>;
  isWhole(key: T): Promise<boolean>;
}

/** Null when none lies there. @throws DOMException when what lies there is not readable in this browser. */
export async function loadKey<T extends Whole>(name: string, kind: KeyKind<T>): Promise<T | null> {
  const kept = (await db.get(name)) as Kept<T> | undefined;
  return kept === undefined ? null : whole(kept, name, kind);
}

/** The key under this name, made on first use. @throws DOMException when this browser does not keep it; nothing relies on it yet. */
export async function getOrCreateKey<T extends Whole>(name: string, kind: KeyKind<T>): Promise<T> {
  const found = await loadKey(name, kind);
  if (found !== null) return found;
  return whole((await db.putIfAbsent(name, await untilTaken(() => drawn(name, kind)))) as Kept<T>, name, kind);
}

/** A new key under a name that its public half gives it, with `more` beside it. @throws DOMException when this browser does not keep it. */
export async function createNamedKey<T extends Whole>(
  nameOf: (key: Omit<T, 'privateKey'>) => string,
  kind: KeyKind<T>,
  more: object,
): Promise<T> {
  const { name, kept } = await untilTaken(async () => {
    const { privateKey, ...rest } = await kind.make({ toWrap: true });
    const name = nameOf(rest);
    const kept: Kept<T> = { ...rest, ...more, wrapped: await wrapKey(privateKey, name) };
    await whole(kept, name, kind);
    return { name, kept };
  });
  return whole((await db.putIfAbsent(name, kept)) as Kept<T>, name, kind);
}

/** A new key, wrapped, which has gone once through all that will be asked of it: what lies in the drawer is there for good. */
async function drawn<T extends Whole>(name: string, kind: KeyKind<T>): Promise<Kept<T>> {
  const { privateKey, ...rest } = await kind.make({ toWrap: true });
  const kept: Kept<T> = { ...rest, wrapped: await wrapKey(privateKey, name) };
  await whole(kept, name, kind);
  return kept;
}

async function whole<T extends Whole>(kept: Kept<T>, name: string, { curve, isWhole }: KeyKind<T>): Promise<T> {
  const key = 'wrapped' in kept ? ({ ...kept, privateKey: await unwrapKey(kept.wrapped, name, curve) } as unknown as T) : kept;
  if (!key.privateKey || !(await isWhole(key))) throw db.notKept();
  return key;
}
