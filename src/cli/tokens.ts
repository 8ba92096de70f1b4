// Creates, lists and revokes API tokens.

import { parseArgs } from 'node:util';
import type { Installation } from '../app/installation.ts';
import type { Config } from '../config/settings.ts';
import type { PersonKey } from '../core/share.ts';
import { isScope, OPERATOR_SCOPES, TOKEN_SCOPES, type TokenScope } from '../core/token-scopes.ts';
import { expectNothing, expectOne, expectPerson, print, UsageError } from './output.ts';
import { withInstallation } from './with-installation.ts';

const USAGE = `this command takes one name for the token, and may take --scope with some of ${TOKEN_SCOPES.join(', ')}, --as platform:tenant:user and --days with a number`;
const MOST_DAYS = 3_650;
const DAY_MS = 86_400_000;

interface Wish {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly as: PersonKey | null;
  readonly untilAt: number | null;
}

export function createToken(config: Config, args: readonly string[]): Promise<number> {
  const { name, scopes, as, untilAt } = parseWish(args);
  return withInstallation(config, async ({ apiTokens }) => {
    const token = await apiTokens.create(name, { scopes, untilAt, ...(as !== null && { as: { key: as, name: null } }) });
    if (token.ok) {
      console.error('Shown once; the store keeps only its hash. Use it as "Authorization: Bearer …".');
      return print(token.value);
    }
    if (token.code === 'input.invalid') throw new UsageError('a name has 1 to 40 small letters, digits and hyphens');
    console.error('A token with that name exists already: revoke it first, or use another name.');
    return 1;
  });
}

export function listTokens(config: Config, args: readonly string[]): Promise<number> {
  expectNothing(args);
  return withInstallation(config, async ({ apiTokens }) => {
    const tokens = await apiTokens.list();
    return print(tokens.length === 0 ? 'No API tokens.' : tokens.map((token) => lineOf(token, Date.now())).join('\n'));
  });
}

type Listed = Awaited<ReturnType<Installation['apiTokens']['list']>>[number];

function lineOf({ id, kind, name, person, scopes, createdAt, lastUsedAt, untilAt }: Listed, now: number): string {
  const day = (at: number): string => new Date(at).toISOString();
  const ends = untilAt === null ? [] : [untilAt <= now ? `ended ${day(untilAt)}` : `until ${day(untilAt)}`];
  const parts = [
    scopes.join(','),
    ...(kind === 'device' ? ['a device'] : []),
    person,
    `made ${day(createdAt)}`,
    lastUsedAt === null ? 'never used' : `last used ${day(lastUsedAt)}`,
    ...ends,
    id,
  ];
  return `${name.padEnd(24)} ${parts.join('  ')}`;
}

export function revokeToken(config: Config, args: readonly string[]): Promise<number> {
  const name = expectOne(args, 'the name of the token, or its id');
  return withInstallation(config, async ({ apiTokens }) => {
    if (await apiTokens.revoke(name)) return print('Revoked. Within a second, no running instance accepts it.');
    console.error('No token has that name or id.');
    return 1;
  });
}

function parseWish(args: readonly string[]): Wish {
  const { values, positionals } = parseFlags(args);
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) throw new UsageError(USAGE);
  const { scope, as, days, auditor = false } = values;
  const scopes = scope?.split(',').map((one) => one.trim()) ?? (auditor ? ['audit'] : ['create', 'read']);
  if (!scopes.every(isScope) || (auditor && scope !== undefined) || as?.startsWith('local:')) throw new UsageError(USAGE);
  if (as !== undefined && scopes.some((one) => OPERATOR_SCOPES.includes(one)))
    throw new UsageError('audit and admin are the operator’s own: a token that stands for a person has neither');
  if (days !== undefined && (!/^\d{1,4}$/.test(days) || Number(days) < 1 || Number(days) > MOST_DAYS)) throw new UsageError(USAGE);
  return {
    name,
    scopes,
    as: as === undefined ? null : expectPerson([as]),
    untilAt: days === undefined ? null : Date.now() + Number(days) * DAY_MS,
  };
}

function parseFlags(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { scope: text, as: text, days: text, auditor: { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch {
    throw new UsageError(USAGE);
  }
}
