// `nt2 forget`: erases a person from every record that is over. What was typed is not repeated: terminals are recorded.

import type { Config } from '../config.ts';
import { readBook } from '../core/log/proofs.ts';
import { forgetPerson } from '../core/use/forget.ts';
import { expectPerson, withTools } from './operate.ts';
import { say } from './say.ts';

export function forget(config: Config, args: readonly string[]): Promise<number> {
  const person = expectPerson(args);
  return withTools(config, async ({ store, shares, ids, logs }) => {
    const nameOf = async (tag: Parameters<typeof readBook>[1]): Promise<string> =>
      logs.signers.origin({ tag, generation: (await readBook(store, tag))?.generation ?? 1 });
    const { tag, erased, open } = await forgetPerson({ store, shares, ids, clock: Date.now, nameOf }, person);
    if (erased > 0) await logs.sequence(tag);
    if (erased > 0) say(`Erased from ${erased} shares. Their receipts still verify, and say that the names were erased.`);
    else say('Erased from 0 shares: none that is over names this person.');
    if (open === 0) return 0;
    console.error(`${open} shares are not over yet and still name this person: have them taken back or wait, then run this again.`);
    return 1;
  });
}
