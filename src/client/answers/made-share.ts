// What the server answers about making a share: for whom it makes one, and what it has made.

import { asJson } from '../wire/json.ts';

export interface AskingTenant {
  /** The first six characters of every id. */
  readonly tag: string;
  readonly host: string;
  /** The server's clock, epoch ms. */
  readonly now: number;
  /** Who asks: as the log numbers them, and as others read them. */
  readonly person: { readonly key: string; readonly name: string };
}

export function parseAskingTenant(value: unknown): AskingTenant | null {
  const json = asJson(value);
  const { tag, host, now } = json ?? {};
  const { key, name } = asJson(json?.['person']) ?? {};
  const isTenant = typeof tag === 'string' && /^[a-z2-7]{6}$/.test(tag) && typeof host === 'string' && typeof now === 'number';
  return isTenant && typeof key === 'string' && typeof name === 'string' ? { tag, host, now, person: { key, name } } : null;
}

export interface MadeShare {
  readonly id: string;
  /** Its page; of a link, without the key. */
  readonly url: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export function parseMadeShare(value: unknown): MadeShare | null {
  const { id, url, expiresAt } = asJson(value) ?? {};
  const isOne = typeof id === 'string' && /^[a-z2-7]{32}$/.test(id) && typeof url === 'string' && typeof expiresAt === 'number';
  return isOne ? { id, url, expiresAt } : null;
}

/** One for each person who was named. */
export interface PersonShare extends MadeShare {
  /** The place in `to`. */
  readonly at: number;
}

/** A person for whom none was made, and why. */
export interface FailedPerson {
  /** The place in `to`. */
  readonly at: number;
  readonly code: string;
  readonly detail: string;
}

export interface MadeForPeople {
  readonly shares: readonly PersonShare[];
  readonly failed: readonly FailedPerson[];
}

export function parseMadeForPeople(value: unknown): MadeForPeople | null {
  const { shares, failed } = asJson(value) ?? {};
  if (!Array.isArray(shares) || !Array.isArray(failed)) return null;
  const made = shares.map((one) => {
    const [share, at] = [parseMadeShare(one), asJson(one)?.['at']];
    return share !== null && typeof at === 'number' ? { ...share, at } : null;
  });
  const refused = failed.map((one) => {
    const [at, problem] = [asJson(one)?.['at'], asJson(asJson(one)?.['problem'])];
    const { code, detail } = problem ?? {};
    return typeof at === 'number' && typeof code === 'string' && typeof detail === 'string' ? { at, code, detail } : null;
  });
  if (!made.every((one) => one !== null) || !refused.every((one) => one !== null)) return null;
  return { shares: made, failed: refused };
}
