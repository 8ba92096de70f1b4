// What the server says of prekeys, read by hand.

import { asJson } from './view.ts';

/** The note of a prekey, and the device that is said to have signed it. */
export interface TakenPrekey {
  /** base64 of the device key. */
  readonly device: string;
  readonly note: string;
}

/** Null when it is no such answer; `taken` null: the server has none for this share. */
export function parseTaken(value: unknown): { readonly taken: TakenPrekey | null } | null {
  const json = asJson(value);
  if (json === null || json['prekey'] === undefined) return null;
  const { device, note } = asJson(json['prekey']) ?? {};
  return { taken: typeof device === 'string' && typeof note === 'string' ? { device, note } : null };
}

/** The keys that are left. */
export function parseLeft(value: unknown): readonly string[] | null {
  const keys = asJson(value)?.['keys'];
  return Array.isArray(keys) && keys.every((key) => typeof key === 'string') ? keys : null;
}
