// `nt2 revoke`, `nt2 remind` and `nt2 extend`: what the person who began a share can do about it while it waits.

import type { Client } from '../../client/client.ts';
import { withClient } from '../connect.ts';
import { parseDuration } from '../duration.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { print } from '../output.ts';
import { shareIdOf } from '../share-id.ts';
import { localTime, tellPerson } from '../terminal-text.ts';

export const revoke = (args: readonly string[]): Promise<number> =>
  act('revoke', args, async (client, id) => {
    await client.revoke(id);
    return 'Taken back. Nobody can open it any more.';
  });

export const remind = (args: readonly string[]): Promise<number> =>
  act('remind', args, async (client, id) => {
    await client.remind(id);
    return 'Reminded. An hour from now they can be reminded again.';
  });

export const extend = (args: readonly string[]): Promise<number> =>
  act('extend', args, async (client, id, flags) => {
    // By the server's clock: this machine's may be wrong.
    const { now } = await client.view(id);
    await client.extend(id, now + parseDuration(flags.one('--expires') ?? ''));
    return `It waits until ${localTime((await client.view(id)).expiresAt)}.`;
  });

type Act = (client: Client, id: string, flags: Flags) => Promise<string>;

/** Prints nothing on standard output but, with --json, that it is done. */
async function act(name: string, args: readonly string[], work: Act): Promise<number> {
  const flags = parseFlags(name, args);
  const id = shareIdOf(flags);
  if (name === 'extend') parseDuration(flags.one('--expires') ?? '');
  return withClient(flags, async (client) => {
    const sentence = await work(client, id, flags);
    if (flags.has('--json')) print(JSON.stringify({ id, done: name }));
    else tellPerson(sentence);
    return 0;
  });
}
