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
