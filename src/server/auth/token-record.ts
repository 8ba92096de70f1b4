// An API token as the store keeps it, under its hash. Records of the first form are still read; the second form lies under a prefix of its own,
// so that an nt2 which knows only the first refuses those tokens instead of reading more into them than they may do.

import * as z from 'zod';
import { Fault } from '../../core/refusal.ts';
import type { PersonKey } from '../../core/share.ts';
import { TOKEN_SCOPES, sortScopes, type TokenScope } from '../../core/token-scopes.ts';

/** `program`: made by `nt2 token create`. `device`: a machine on which a person of chat has logged in. */
export const TOKEN_KINDS = ['program', 'device'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export interface TokenRecord {
  readonly kind: TokenKind;
  /** Of the program, or of the machine. */
  readonly name: string;
  /** Whom it stands for: `local:local:<name>`, or a person of chat. */
  readonly person: PersonKey;
  /** As chat showed them when it was made. Null: nobody asked chat. */
  readonly personName: string | null;
  readonly scopes: readonly TokenScope[];
  readonly createdAt: number;
  /** Null: until it is revoked. */
  readonly untilAt: number | null;
}

export const LOCAL_TENANT = 'local:local';
export const localPerson = (name: string): PersonKey => `${LOCAL_TENANT}:${name}` as PersonKey;

/** Where the two forms lie, by the hash of the token. */
export const PREFIXES = { first: 'api-token:', second: 'api-token-2:' } as const;

/** Older tokens have no role: they are senders'. */
const first = z.union([
  z.tuple([z.string(), z.number()]).transform(([name, createdAt]) => ({ name, createdAt, role: 'sender' as const })),
  z.tuple([z.string(), z.number(), z.enum(['sender', 'auditor'])]).transform(([name, createdAt, role]) => ({ name, createdAt, role })),
]);
const ROLES: Readonly<Record<'sender' | 'auditor', readonly TokenScope[]>> = { sender: ['create', 'read'], auditor: ['audit'] };

const second = z.strictObject({
  kind: z.enum(TOKEN_KINDS),
  name: z.string(),
  person: z.string(),
  personName: z.string().nullable(),
  scopes: z.array(z.enum(TOKEN_SCOPES)),
  createdAt: z.number(),
  untilAt: z.number().nullable(),
});

export const formatToken = (record: TokenRecord): string => JSON.stringify(record);

/** @throws Fault `store.corrupt` */
export function parseToken(key: string, value: string): TokenRecord {
  if (key.startsWith(PREFIXES.second)) {
    const { person, scopes, ...more } = parsed(second, value);
    return { ...more, person: person as PersonKey, scopes: sortScopes(scopes) };
  }
  const { name, createdAt, role } = parsed(first, value);
  return { kind: 'program', name, person: localPerson(name), personName: null, scopes: ROLES[role], createdAt, untilAt: null };
}

function parsed<T>(schema: z.ZodType<T>, value: string): T {
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch {
    json = undefined;
  }
  const read = schema.safeParse(json);
  // What zod says would repeat the record.
  if (!read.success) throw new Fault('store.corrupt', 'A stored API token does not fit this version of nt2.');
  return read.data;
}
