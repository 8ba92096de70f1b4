// The browsers and terminals that are known for the people who ask.

import { request, silent, type Connection } from '../wire/connection.ts';
import type { Answer } from '../wire/answer.ts';
import { asJson } from '../wire/json.ts';

export interface KnownDevice {
  readonly id: string;
  /** What a terminal called itself when it was let in. Null: a browser. */
  readonly name: string | null;
  /** Epoch ms. */
  readonly madeAt: number;
  readonly usedAt: number;
  readonly isThis: boolean;
}

export interface PersonDevices {
  readonly ref: string;
  readonly name: string;
  readonly devices: readonly KnownDevice[];
}

const rowsOf = (value: unknown): Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map(asJson).filter((row) => row !== null) : [];

export function fetchDevices(connection: Connection): Promise<Answer<readonly PersonDevices[]>> {
  return request(connection, '/api/devices', {}, async (response) =>
    rowsOf(asJson(await response.json())?.['persons']).map((row) => ({
      ref: String(row['ref']),
      name: String(row['name']),
      devices: rowsOf(row['devices']).map((device) => ({
        id: String(device['id']),
        name: typeof device['name'] === 'string' ? device['name'] : null,
        madeAt: Number(device['madeAt']),
        usedAt: Number(device['usedAt']),
        isThis: device['isThis'] === true,
      })),
    })),
  );
}

export function requestWithdrawal(connection: Connection, id: string): Promise<Answer<null>> {
  return silent(connection, `/api/devices/${id}`, { method: 'DELETE', isRepeatable: true });
}
