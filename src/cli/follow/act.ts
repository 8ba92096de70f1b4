// `nt2 revoke`: what the person who began a share can do about it while it waits.

import type { Client } from '../../client/client.ts';
import { withClient } from '../connect.ts';
import { parseFlags } from '../flags.ts';
import { print } from '../output.ts';
import { tellPerson } from '../terminal-text.ts';
import { shareIdOf } from '../share-id.ts';

export const revoke = (args: readonly string[]): Promise<number> =>
  act('revoke', args, async (client, id) => {
    await client.revoke(id);
    return 'Taken back. Nobody can open it any more.';
  });

type Act = (client: Client, id: string) => Promise<string>;

/** Prints nothing on standard output but, with --json, that it is done. */
async function act(name: string, args: readonly string[], work: Act): Promise<number> {
  const flags = parseFlags(name, args);
  const id = shareIdOf(flags);
  return withClient(async (client) => {
    const sentence = await work(client, id);
    if (flags.has('--json')) print(JSON.stringify({ id, done: name }));
    else tellPerson(sentence);
    return 0;
  });
}
