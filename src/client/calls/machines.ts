// A person's own machines: listed, bound to a provider of workload tokens, freed, ended.

import type { Answer } from '../wire/answer.ts';
import { post, request, silent, type Connection } from '../wire/connection.ts';
import { asJson } from '../wire/json.ts';

export interface MachineBinding {
  readonly issuer: string;
  readonly claims: Readonly<Record<string, string>>;
}

export interface OwnMachine {
  readonly name: string;
  /** Epoch ms. */
  readonly madeAt: number;
  readonly usedAt: number;
  /** Six, of its key. */
  readonly words: string;
  /** What it must show besides its key. Null: nothing. */
  readonly workload: MachineBinding | null;
}

const PATH = '/api/machines';
const at = (name: string): string => `${PATH}/${encodeURIComponent(name)}`;

export const fetchMachines = (connection: Connection): Promise<Answer<readonly OwnMachine[]>> =>
  request(connection, PATH, {}, async (response) => {
    const rows = asJson(await response.json())?.['machines'];
    const machines = Array.isArray(rows) ? rows.map(parseMachine) : [null];
    return machines.includes(null) ? null : machines.filter((machine) => machine !== null);
  });

export const requestMachineEnd = (connection: Connection, name: string): Promise<Answer<null>> =>
  silent(connection, at(name), { method: 'DELETE', isRepeatable: true });

export const requestBinding = (connection: Connection, name: string, to: MachineBinding): Promise<Answer<null>> =>
  silent(connection, `${at(name)}/workload`, { ...post(to), method: 'PUT', isRepeatable: true });

export const requestFreeing = (connection: Connection, name: string): Promise<Answer<null>> =>
  silent(connection, `${at(name)}/workload`, { method: 'DELETE', isRepeatable: true });

function parseMachine(value: unknown): OwnMachine | null {
  const { name, madeAt, usedAt, words, workload } = asJson(value) ?? {};
  if (typeof name !== 'string' || typeof madeAt !== 'number' || typeof usedAt !== 'number') return null;
  const bound = workload === null || workload === undefined ? null : parseBinding(workload);
  if (bound === undefined) return null;
  return { name, madeAt, usedAt, words: typeof words === 'string' ? words : '', workload: bound };
}

/** Undefined: it is none. */
function parseBinding(value: unknown): MachineBinding | undefined {
  const { issuer, claims } = asJson(value) ?? {};
  const all = Object.entries(asJson(claims) ?? {});
  if (typeof issuer !== 'string' || !all.every((claim): claim is [string, string] => typeof claim[1] === 'string')) return undefined;
  return { issuer, claims: Object.fromEntries(all) };
}
