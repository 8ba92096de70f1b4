// What a share says before it is opened, and its rows on a terminal. What others wrote never steers the terminal.

import type { Field } from '../../crypto/capsule/items.ts';
import type { Kind } from '../../crypto/share-terms.ts';
import { escapeForTerminal, localTime } from '../terminal-text.ts';
import { countText } from '../files/files-desk.ts';

export interface LinkSummary {
  readonly label: string;
  readonly kind: Kind;
  readonly sender: string | null;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly server: string;
  /** A share to this person, which nobody has accepted so far. */
  readonly isToAccept: boolean;
  /** How many there are, as far as the server says so far. */
  readonly files: number;
}

const KIND: Readonly<Record<Kind, string>> = {
  credential: 'a credential',
  bank: 'bank details',
  document: 'a document',
  note: 'a note',
};

/** What a person decides by, before the one view is used up. */
export function renderSummary({ label, kind, sender, expiresAt, server, isToAccept, files }: LinkSummary): string {
  const from = sender === null ? 'The sender is not named' : `From ${escapeForTerminal(sender)}`;
  return [
    escapeForTerminal(label) || 'A secret',
    `  ${from}: ${KIND[kind]}${files === 0 ? '' : `, with ${countText(files)}`}, at ${server}.`,
    isToAccept
      ? `  It is for you, until ${localTime(expiresAt)}. Once accepted here, it is encrypted for this terminal, and no other device opens it.`
      : `  It can be opened once, until ${localTime(expiresAt)}.`,
    '',
  ].join('\n');
}

/** A value with its line breaks and tabs; of anything else that a terminal would obey or hide, the code point. */
const escapeValue = (value: string): string =>
  value
    .split(/(\r\n|[\n\t])/)
    .map((part) => (/^(?:\r\n|\n|\t)$/.test(part) ? part.replace('\r\n', '\n') : escapeForTerminal(part)))
    .join('');

/** Rows for a person to read. `isExact` false: something of a value was escaped, and is not what it was. */
export function renderRows(fields: readonly Field[]): { readonly text: string; readonly isExact: boolean } {
  const [only] = fields;
  const shown = fields.map(({ value }) => escapeValue(value));
  const isExact = fields.every(({ value }, at) => value === shown[at]);
  if (only !== undefined && fields.length === 1) return { text: `${shown[0] ?? ''}\n`, isExact };
  const names = fields.map(({ name, env }, at) => escapeForTerminal(name) || escapeForTerminal(env ?? '') || `Row ${at + 1}`);
  const width = Math.max(...names.map((name) => [...name].length));
  const lines = names.map((name, at) => {
    const value = shown[at] ?? '';
    return value.includes('\n') ? `${name}:\n${value}` : `${name}${' '.repeat(width - [...name].length)}  ${value}`;
  });
  return { text: `${lines.join('\n')}\n`, isExact };
}
