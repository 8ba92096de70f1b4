// Creates, lists and revokes API tokens.

import type { Config } from '../config/settings.ts';
import { expectNothing, expectOne, print, UsageError } from './output.ts';
import { withInstallation } from './with-installation.ts';

export function createToken(config: Config, args: readonly string[]): Promise<number> {
  const role = args.includes('--auditor') ? 'auditor' : 'sender';
  const name = expectOne(
    args.filter((arg) => arg !== '--auditor'),
    'one name for the token, and --auditor for one that reads logs',
  );
  return withInstallation(config, async ({ apiTokens }) => {
    const token = await apiTokens.create(name, role);
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
    if (tokens.length === 0) return print('No API tokens.');
    return print(
      tokens.map(({ name, role, createdAt }) => `${name.padEnd(40)} ${role.padEnd(7)} ${new Date(createdAt).toISOString()}`).join('\n'),
    );
  });
}

export function revokeToken(config: Config, args: readonly string[]): Promise<number> {
  const name = expectOne(args, 'the name of the token');
  return withInstallation(config, async ({ apiTokens }) => {
    if (await apiTokens.revoke(name)) return print('Revoked. Within a second, no running instance accepts it.');
    console.error('No token has that name.');
    return 1;
  });
}
