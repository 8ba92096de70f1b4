// `nt2 share`: encrypts here what a pipe, a file, a command or a prompt gives, and prints the link alone on standard output.

import type { Shared } from '../../client/client.ts';
import type { Field } from '../../crypto/capsule/items.ts';
import { ITEM_LIMITS } from '../../crypto/share-terms.ts';
import { withClient } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { CommandFailure, print, UsageError } from '../output.ts';
import { localTime, tellPerson } from '../terminal-text.ts';
import { inputOfProcess } from './process-input.ts';
import { readFields } from './read-fields.ts';
import { itemsThatFit } from './rows.ts';
import { TOO_LARGE } from './too-large.ts';
import { refuseValue, parseWish } from './wish.ts';

export async function share(args: readonly string[]): Promise<number> {
  const flags = parseFlags('share', args);
  refuseValue(flags);
  checkWay(flags);
  // Before anything is asked: what is typed should not be lost by a flag.
  parseWish(flags, '');
  const fields = await readFields(flags, inputOfProcess());
  const wish = parseWish(flags, titleOf(flags, fields));
  if (itemsThatFit({ ...wish, fields }) === null) throw new CommandFailure(EXIT.input, TOO_LARGE(ITEM_LIMITS.bytes));
  const words = flags.has('--words');
  return withClient(async (client) => report(await client.share(fields, { ...wish, words }), flags.has('--json')));
}

function report({ id, url, expiresAt, passphrase }: Shared, isJson: boolean): number {
  if (isJson) return print(JSON.stringify({ id, url, expiresAt, passphrase: passphrase ?? null }));
  tellPerson(`Opens once, for anyone who has the link, until ${localTime(expiresAt)}.`);
  if (passphrase !== undefined) tellPerson(`Tell them these words on another way than the link: ${passphrase}`);
  return print(url);
}

function checkWay(flags: Flags): void {
  if (!flags.has('--link')) throw new UsageError('say that a link is to be made: --link; anyone who has it opens the secret, once');
  // Words in the log of a machine would stand beside the link.
  if (flags.has('--words') && !flags.has('--json') && !process.stderr.isTTY)
    throw new UsageError('--words shows words on a terminal: a script reads them with --json');
}

/** What the share is called, unless --label says it: by the file, or by its only row. */
function titleOf(flags: Flags, fields: readonly Field[]): string {
  const file = flags.one('--file');
  const [first] = fields;
  const name = fields.length === 1 ? first?.name : file === undefined || file === '-' ? undefined : file.split('/').at(-1);
  return [...(name ?? 'Secret')].slice(0, ITEM_LIMITS.label).join('');
}
