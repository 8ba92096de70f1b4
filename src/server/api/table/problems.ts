// Which refusals a route may answer: those of its row, and those that come from what its row says.

import type { ProblemCode } from '../../http/problem.ts';
import type { ApiRow } from './row.ts';

/** Of a step in the life of a share. */
export const PARTY = ['share.gone', 'share.not_recipient', 'share.not_sender', 'share.not_yet'] as const;

export const BY_POLICY = [
  'policy.person',
  'policy.template',
  'policy.kind',
  'policy.mode',
  'policy.entry',
  'policy.expiry',
  'policy.note',
  'policy.files',
] as const satisfies readonly ProblemCode[];

/** Of a new share. */
export const CREATING = [
  'input.expiry',
  ...BY_POLICY,
  'person.refused',
  'person.unavailable',
  'quota.person',
  'quota.tenant',
  'quota.pair',
  'quota.bytes',
  'quota.tenant_bytes',
] as const satisfies readonly ProblemCode[];

const ALWAYS = ['request.host', 'request.head', 'store.busy', 'server.fault'] as const;
/** The guards of everything that is not a page or a probe. */
const GUARDS = ['token.invalid', 'request.role', 'auth.scope'] as const;
const CHANGING = ['request.origin', 'rate.limited', 'request.slow', 'store.full', 'store.behind'] as const;
const BODY = ['input.invalid', 'input.too_large', 'request.type'] as const;

/** Whether it is answered without a look at who asks: pages, their files and probes. */
export const isUnguarded = ({ tag, path }: ApiRow): boolean =>
  tag === 'Pages' || (tag === 'Operations' && !path.startsWith('/.well-known/'));

/** Each once, in the order of their names. */
export function problemsOf(row: ApiRow): ProblemCode[] {
  if (isUnguarded(row)) return [...(row.problems ?? [])];
  const all: ProblemCode[] = [
    ...ALWAYS,
    ...GUARDS,
    ...(row.method === 'GET' ? [] : CHANGING),
    ...(row.body === undefined ? [] : BODY),
    ...(row.page === undefined ? [] : (['input.invalid'] as const)),
    ...(row.who === 'person' ? (['session.required'] as const) : []),
    ...(row.once ? (['idempotency.mismatch', 'idempotency.busy'] as const) : []),
    ...(row.uploads === undefined ? [] : (['quota.address'] as const)),
    ...(row.problems ?? []),
  ];
  return [...new Set(all)].toSorted();
}
