// What operators do to a running installation: API tokens, ending sessions, and accepting claims again after the store went back in time.

import { openInstallation, type Installation } from '../app/installation.ts';
import type { Config } from '../config/settings.ts';
import { everything } from '../core/lists.ts';
import { tenantOf, type PersonKey } from '../core/share.ts';
import { expectNothing, expectOne, print, UsageError } from './output.ts';

export const withInstallation = (config: Config, work: (tools: Installation) => Promise<number>): Promise<number> =>
  withWriting(config, (line) => void process.stderr.write(line), work);

/** Without the lines of the log. */
export const withQuietInstallation = (config: Config, work: (tools: Installation) => Promise<number>): Promise<number> =>
  withWriting(config, () => undefined, work);

async function withWriting(config: Config, write: (line: string) => void, work: (tools: Installation) => Promise<number>): Promise<number> {
  const tools = await openInstallation(config, { write });
  try {
    return await work(tools);
  } finally {
    await tools.close();
  }
}

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
    console.error('A token of that name exists already: revoke it first, or take another name.');
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

/** Signs a person out of every browser. */
export function signOut(config: Config, args: readonly string[]): Promise<number> {
  const person = expectPerson(args);
  return withInstallation(config, async ({ revocations, store, tenantTags }) => {
    await revocations.revokeAll(person);
    // People who sign in have a share. A key that no share names was probably mistyped, and its owner stays signed in.
    if ((await store.list(tenantTags.tagOf(tenantOf(person)), person, everything(1))).places.length === 0) {
      console.error('No share on this server names that person. Compare the spelling with a receipt.');
      return 1;
    }
    return print('Signed out of every browser: within a second, no running instance accepts those cookies.');
  });
}

/** A person, spelled as in receipts. */
export function expectPerson(args: readonly string[]): PersonKey {
  const person = expectOne(args, 'one person, as platform:tenant:user');
  if (!/^[a-z]+:[^:\s]+:\S+$/.test(person)) throw new UsageError('a person is platform:tenant:user, as receipts have it');
  return person as PersonKey;
}

export function acceptRollback(config: Config, args: readonly string[]): Promise<number> {
  expectNothing(args);
  return withInstallation(config, async ({ store, shares }) => {
    const { rolledBackTenants } = await store.health();
    if (rolledBackTenants.length === 0) return print('The store is not behind: nothing to accept.');
    for (const tag of rolledBackTenants) {
      const ended = await shares.acceptRollback(tag);
      if (!ended.ok) {
        console.error(`Stopped at tenant ${tag} (${ended.code}). Run the command again.`);
        return 1;
      }
      print(`Tenant ${tag}: ended ${ended.value} shares that could have been open; claims work again.`);
    }
    print('Check `nt2 token list` too: tokens revoked after that moment are back.');
    return 0;
  });
}
