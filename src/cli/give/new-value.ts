// `nt2 share --rotates`: whom the new value goes to. All who have the old one, named by the share that brought it to them.

import { fetchRotations } from '../../client/calls/rotations.ts';
import { limits } from '../../core/limits.ts';
import { askAsPerson } from '../as-person.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { CommandFailure, UsageError } from '../output.ts';
import { parseShareId } from '../share-id.ts';
import { escapeForTerminal, tellPerson } from '../terminal-text.ts';

/** One person of `nt2 share`: as they are shown, and as the server is told. */
export interface NewHolder {
  readonly name: string;
  readonly to: string | { readonly share: string };
}

export interface NewValue {
  readonly rotates: string;
  readonly label: string;
  readonly kind: string;
  readonly people: readonly NewHolder[];
}

const NONE = 'Nothing of that id waits to be changed by you: see nt2 rotation list.';
const NOBODY =
  'A link brought the old value, and nobody knows who opened it: hand the new one over with nt2 share, then say nt2 rotation done.';

/** Null: the flag is not there. @throws UsageError, CommandFailure */
export async function newValueOf(flags: Flags): Promise<NewValue | null> {
  const given = flags.one('--rotates');
  if (given === undefined) return null;
  if (flags.has('--link') || flags.has('--to') || flags.has('--save'))
    throw new UsageError('--rotates hands it to all who have the old one: it goes without --to, --link and --save');
  const id = parseShareId(given);
  const row = (await askAsPerson(flags, fetchRotations)).find((one) => one.id === id);
  if (row === undefined) throw new CommandFailure(EXIT.noPermission, NONE);
  const named = row.holders.filter(({ name }) => name !== '');
  if (named.length === 0) throw new CommandFailure(EXIT.refused, NOBODY);
  const people = named.slice(0, limits.recipients).map(({ share, name }) => ({ name: escapeForTerminal(name), to: { share } }));
  if (named.length > people.length) tellPerson(`${people.length} of ${named.length} people at a time: run it again for the others.`);
  return { rotates: id, label: row.label, kind: row.kind, people };
}
