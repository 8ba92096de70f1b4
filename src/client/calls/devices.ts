// The browsers and terminals that are known for the people who ask.

import { request, silent, type Connection } from '../wire/connection.ts';
import type { Answer } from '../wire/answer.ts';
import { asJson, type Json } from '../wire/json.ts';

export interface KnownDevice {
  readonly id: string;
  /** What a terminal called itself when it was let in. Null: a browser. */
  readonly name: string | null;
  /** Epoch ms. */
  readonly madeAt: number;
  readonly usedAt: number;
  /** It ends then, unless it is used. */
  readonly untilAt: number;
  readonly isThis: boolean;
}

export interface PersonDevices {
  readonly ref: string;
  readonly name: string;
  readonly devices: readonly KnownDevice[];
}

/** Null: something in it makes no sense. */
function listOf<T>(value: unknown, parse: (row: Json) => T | null): readonly T[] | null {
  const rows = Array.isArray(value) ? value.map((row) => parse(asJson(row) ?? {})) : [null];
  return rows.includes(null) ? null : rows.filter((row) => row !== null);
}

function parseDevice({ id, name, madeAt, usedAt, untilAt, isThis }: Json): KnownDevice | null {
  if (typeof id !== 'string' || !/^[a-z2-7]{26}$/.test(id)) return null;
  if (typeof madeAt !== 'number' || typeof usedAt !== 'number' || typeof untilAt !== 'number') return null;
  return { id, name: typeof name === 'string' ? name : null, madeAt, usedAt, untilAt, isThis: isThis === true };
}

function parsePerson({ ref, name, devices }: Json): PersonDevices | null {
  const known = listOf(devices, parseDevice);
  return known === null || typeof ref !== 'string' || typeof name !== 'string' ? null : { ref, name, devices: known };
}

export function fetchDevices(connection: Connection): Promise<Answer<readonly PersonDevices[]>> {
  return request(connection, '/api/devices', {}, async (response) => listOf(asJson(await response.json())?.['persons'], parsePerson));
}

export function requestWithdrawal(connection: Connection, id: string): Promise<Answer<null>> {
  return silent(connection, `/api/devices/${id}`, { method: 'DELETE', isRepeatable: true });
}
