// Which refusals each operation may answer, by status and in the one form that all have. What several operations share is written once.

import type { ZodOpenApiResponseObject } from 'zod-openapi';
import { BY_POLICY, problemsOf } from '../server/api/table/problems.ts';
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

/** `share.not_yet` as ShareNotYet. */
function wordOf(code: ProblemCode): string {
  return code.replace(/(?:^|[._])(\w)/g, (_, first: string) => first.toUpperCase());
}

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

/** Where all of a policy's refusals may come, their one name. */
const POLICY = BY_POLICY.toSorted().map(wordOf).join('');

/** By its codes, so that it stays the same whatever routes there are: `Refused409ShareExists`. `Page`: a browser is shown one. */
const nameOf = (status: number, codes: readonly ProblemCode[], hasPage: boolean): string =>
  `Refused${status}${codes.map(wordOf).join('').replace(POLICY, 'Policy')}${hasPage ? 'Page' : ''}`;

export function createRefusals(rows: readonly ApiRow[]): Refusals {
  const known = new Map<string, string>();
  const shared: Record<string, ZodOpenApiResponseObject> = {};

  function share(status: number, codes: readonly ProblemCode[], hasPage: boolean): string {
    const name = nameOf(status, codes, hasPage);
    const key = `${status} ${codes.join()} ${hasPage}`;
    if ((known.get(name) ?? key) !== key) throw new Error(`Two refusals are called ${name}`);
    known.set(name, key);
    shared[name] ??= describe(status, codes, hasPage);
    return name;
  }

  /** A browser that opens an address outside `/api/` is shown a page in the place of the problem. */
  const of = (row: ApiRow): Record<string, { $ref: string }> =>
    Object.fromEntries(
      [...Map.groupBy(problemsOf(row), statusOf)].map(([status, codes]) => [
        String(status),
        { $ref: `#/components/responses/${share(status, codes, !row.path.startsWith('/api/'))}` },
      ]),
    );

  for (const row of rows) of(row);
  return { shared: Object.fromEntries(Object.entries(shared).toSorted(([a], [b]) => (a < b ? -1 : 1))), of };
}
