// `nt2 forget`: erases a person from every share that has ended. Does not repeat the name: terminals are recorded.

import type { Config } from '../config/settings.ts';
import { erasePersonFromShares } from '../core/shares/erase-person.ts';
import { eraseFiles } from '../core/files/erase.ts';
import { expectPerson, print } from './output.ts';
import { withInstallation } from './with-installation.ts';

export function forget(config: Config, args: readonly string[]): Promise<number> {
  const person = expectPerson(args);
  return withInstallation(
    config,
    async ({ store, blobs, shares, bonds, machines, rotations, offboardings, envelopes, calendars, apiTokens, tenantTags, logs }) => {
      await machines.revokeAll(person);
      await bonds.withdrawAll(person);
      await calendars?.end(person);
      await rotations.forget(person);
      await offboardings.forget(person);
      await envelopes.forget(person);
      await apiTokens.revokeAll(person);
      const { tag, erased, open } = await erasePersonFromShares(
        { store, shares, tenantTags, clock: Date.now, nameOf: logs.nameOf },
        person,
      );
      const files = await eraseFiles({ store, blobs, tenantTags }, person);
      await logs.sequence(tag);
      if (erased > 0) print(`Erased from ${erased} shares. Their receipts still verify, and say that the names were erased.`);
      else print('Erased from 0 shares: no share that has ended names this person.');
      if (files > 0) print(`Removed ${files} ${files === 1 ? 'file' : 'files'} that lay here for this person.`);
      if (open === 0) return 0;
      console.error(`${open} shares have not ended yet and still name this person: have them taken back or wait, then run this again.`);
      return 1;
    },
  );
}
