// Holds what any test of the server gets against the API's table: a route answers what its row says, and refuses with codes of its row alone.

import { problemsOf } from '../../src/server/api/table/problems.ts';
import type { ApiRow } from '../../src/server/api/table/row.ts';
import { allRows } from '../../src/server/api/table/rows.ts';

const PROBLEM = 'application/problem+json';

const rows = Object.entries(allRows).map(([operation, row]) => {
  const pattern = row.path
    .replaceAll('.', String.raw`\.`)
    .replace(/:\w+/g, '[^/]+')
    .replace(/\*$/, '.+');
  return { operation, row, match: new RegExp(`^${pattern}$`), writtenOut: row.path.replace(/:\w+|\*$/g, '').length };
});

/** Of those that fit, the one with most of its path written out. */
function rowOf(method: string, path: string): { readonly operation: string; readonly row: ApiRow } | undefined {
  const fitting = rows.filter(({ row, match }) => row.method === method && match.test(path));
  return fitting.toSorted((a, b) => b.writtenOut - a.writtenOut)[0];
}

/** What in an answer the table does not say. Null: it says all, or knows no such route. */
export function undescribed(method: string, url: string, { status, headers, json }: Said): string | null {
  const found = rowOf(method, new URL(url, 'https://nt2.example').pathname);
  if (found === undefined) return null;
  const { operation, row } = found;
  if (headers.get('content-type') !== PROBLEM) {
    // A browser is shown a page in the place of a problem.
    const isPage = status >= 400 && headers.get('content-type')?.startsWith('text/html') === true;
    return status in row.answers || isPage ? null : `${operation} does not describe ${status}`;
  }
  return problemsOf(row).some((code) => code === json?.code) ? null : `${operation} does not describe the refusal ${json?.code ?? ''}`;
}

interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly json: { readonly code?: string } | null;
}
