// Prekeys: the one of a share, and those that a device has left. Apart from the other calls, because no page needs it before a press.

import { postAgain, request, silent, type Connection } from '../wire/connection.ts';
import { addressOf } from './share-api.ts';
import type { Answer } from '../wire/answer.ts';
import { asJson } from '../wire/json.ts';

/** The note of a prekey, and the device that is said to have signed it. */
export interface TakenPrekey {
  /** base64 of the device key. */
  readonly device: string;
  readonly note: string;
}

/** Null when it is no such answer; `taken` null: the server has none for this share. */
function parseTaken(value: unknown): { readonly taken: TakenPrekey | null } | null {
  const json = asJson(value);
  if (json === null || json['prekey'] === undefined) return null;
  const { device, note } = asJson(json['prekey']) ?? {};
  return { taken: typeof device === 'string' && typeof note === 'string' ? { device, note } : null };
}

/** The keys that are left. */
function parseLeft(value: unknown): readonly string[] | null {
  const keys = asJson(value)?.['keys'];
  return Array.isArray(keys) && keys.every((key) => typeof key === 'string') ? keys : null;
}

/** The prekey that a share is sealed to before anyone accepts; the same one at each call. */
export function askPrekey(connection: Connection, share: string): Promise<Answer<{ readonly taken: TakenPrekey | null }>> {
  return request(connection, `${addressOf(share)}/prekey`, postAgain({}), async (response) => parseTaken(await response.json()));
}

/** Those of this device that are left. */
export function fetchLeft(connection: Connection, share: string, device: string): Promise<Answer<readonly string[]>> {
  const path = `${addressOf(share)}/prekeys?device=${encodeURIComponent(device)}`;
  return request(connection, path, {}, async (response) => parseLeft(await response.json()));
}

export function uploadPrekeys(connection: Connection, share: string, body: object): Promise<Answer<null>> {
  return silent(connection, `${addressOf(share)}/prekeys`, postAgain(body));
}
