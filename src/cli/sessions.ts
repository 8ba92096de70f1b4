// Ends a person's sessions.

import type { Config } from '../config/settings.ts';
import { everything } from '../core/lists.ts';
import { tenantOf } from '../core/share.ts';
import { expectPerson, print } from './output.ts';
import { withInstallation } from './with-installation.ts';

/** Signs a person out of every browser. */
export function signOut(config: Config, args: readonly string[]): Promise<number> {
  const person = expectPerson(args);
  return withInstallation(config, async ({ revocations, bonds, apiTokens, store, tenantTags }) => {
    // Bonds and tokens first: a browser that is still known would sign in again, and a terminal needs no session.
    await bonds.withdrawAll(person);
    await apiTokens.revokeAll(person);
    await revocations.revokeAll(person);
    // People who sign in have a share. A key that no share names was probably mistyped, and its owner stays signed in.
    if ((await store.list(tenantTags.tagOf(tenantOf(person)), person, everything(1))).places.length === 0) {
      console.error('No share on this server names that person. Compare the spelling with a receipt.');
      return 1;
    }
    return print('Signed out of every browser: within a second, no running instance accepts those cookies.');
  });
}
