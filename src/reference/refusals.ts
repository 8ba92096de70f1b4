// Which refusals each operation may answer, by status and in the one form that all have. What several operations share is written once.

import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { problemsOf } from '../server/api/table/problems.ts';
import type { ApiRow } from '../server/api/table/row.ts';
import { statusOf, type ProblemCode } from '../server/http/problem.ts';
import { STATUS_TEXTS } from './texts.ts';

export interface Refusals {
  /** By name, for the document's components. */
  readonly shared: Record<string, ZodOpenApiResponseObject>;
  /** By status. */
  of(row: ApiRow): Record<string, { $ref: string }>;
}

/** Where waiting helps, the answer says for how long. */
const isWaiting = (status: number, codes: readonly ProblemCode[]): boolean =>
  status === 429 || status === 503 || codes.includes('login.early');
const TEXT = { type: 'string' } as const;

function describe(status: number, codes: readonly ProblemCode[], hasPage: boolean): ZodOpenApiResponseObject {
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object' as const, properties: { code: { enum: [...codes] } } }],
  };
  return {
    description: `${STATUS_TEXTS[status] ?? 'Refused.'} ${codes.map((code) => `\`${code}\``).join(', ')}`,
    ...(isWaiting(status, codes) && { headers: { 'Retry-After': { description: 'In seconds, where waiting helps.', schema: TEXT } } }),
    content: { 'application/problem+json': { schema }, ...(hasPage && { 'text/html; charset=utf-8': { schema: TEXT } }) },
  };
}

/** @param rows in the order of the table, which decides what the shared ones are called: `Refused409`, `Refused409B`, … */
export function createRefusals(rows: readonly ApiRow[]): Refusals {
  const names = new Map<string, string>();
  const shared: Record<string, ZodOpenApiResponseObject> = {};

  function nameOf(status: number, codes: readonly ProblemCode[], hasPage: boolean): string {
    const key = `${status} ${codes.join()} ${hasPage}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const before = Object.keys(shared).filter((name) => name.startsWith(`Refused${status}`)).length;
    const name = `Refused${status}${before === 0 ? '' : String.fromCodePoint(65 + before)}`;
    names.set(key, name);
    shared[name] = describe(status, codes, hasPage);
    return name;
  }

  /** A browser that opens an address outside `/api/` is shown a page in the place of the problem. */
  const of = (row: ApiRow): Record<string, { $ref: string }> =>
    Object.fromEntries(
      [...Map.groupBy(problemsOf(row), statusOf)].map(([status, codes]) => [
        String(status),
        { $ref: `#/components/responses/${nameOf(status, codes, !row.path.startsWith('/api/'))}` },
      ]),
    );

  for (const row of rows) of(row);
  return { shared, of };
}
