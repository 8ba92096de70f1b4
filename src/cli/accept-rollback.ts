// Lets claims go on after the store went back in time.

import { asCalled } from './as-called.ts';
import type { Config } from '../config/settings.ts';
import { expectNothing, print } from './output.ts';
import { withInstallation } from './with-installation.ts';

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
    print(asCalled('Check `nt2 token list` too: tokens revoked after that moment are back.'));
    return 0;
  });
}
