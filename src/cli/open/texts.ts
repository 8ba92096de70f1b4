// What was opened as one text: as JSON, in a format for a program, or as the page would copy it.

import { randomBytes } from 'node:crypto';
import type { Item } from '../../crypto/capsule/items.ts';
import type { Kind } from '../../crypto/share-terms.ts';
import { formatsFor, formatVariables, isCommon, secretName, type Format } from '../../env-file/formats.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../output.ts';
import type { FileOnDisk } from '../files/save-files.ts';
import { variablesOf, type NamingOptions } from './variables.ts';

export interface OpenedSecret {
  /** Null: of a file, which no server knows. */
  readonly id: string | null;
  readonly label: string;
  readonly note: string;
  readonly sender: string | null;
  readonly kind: Kind;
  readonly items: readonly Item[];
  /** Its files: where each was saved, or null where it was not. */
  readonly saved?: readonly (Omit<FileOnDisk, 'path'> & { readonly path: string | null })[];
}

/** As docs/cli.schema.json has it. */
export function jsonOf({ id, label, note, sender, kind, items, saved = [] }: OpenedSecret): string {
  return `${JSON.stringify({ id, label, note, sender, kind, items, files: saved })}\n`;
}

/** One value as it is, several as lines `name: value`: what the page copies. */
export function plainOf({ items }: OpenedSecret): string {
  const fields = items.flatMap((item) => item.fields);
  const [only] = fields;
  return only !== undefined && fields.length === 1 ? only.value : fields.map(({ name, value }) => `${name}: ${value}\n`).join('');
}

/** Who reads a file of the formats that are written alike for most values. */
const READER: Readonly<Partial<Record<Format, string>>> = {
  dotenv: 'dotenv',
  node: 'node --env-file',
  'python-dotenv': 'python-dotenv',
  compose: 'Docker Compose',
};

/**
 * `note`: that other programs would read the file otherwise; null where all read it alike.
 * @throws CommandFailure where a program could not read one of the variables from such a file
 */
export function formattedOf(
  opened: OpenedSecret,
  format: Format,
  naming: Omit<NamingOptions, 'env'> & { readonly title: string | undefined },
): { readonly text: string; readonly note: string | null } {
  const entries = variablesOf(opened, { ...naming, env: null });
  const options = { title: naming.title ?? secretName(opened.label), mark: `nt2_${randomBytes(16).toString('hex')}` };
  const written = formatVariables(format, entries, options);
  if (!written.ok)
    throw new CommandFailure(
      EXIT.input,
      `${written.name} holds what a ${format} file cannot carry. Nothing was written, and it waits some minutes more for this terminal: run the command again with --json, or with --format and one that can: ${formatsFor(entries, options).join(', ')}.`,
    );
  const reader = READER[format];
  const isAlike = reader === undefined || isCommon(entries);
  return {
    text: written.text,
    note: isAlike
      ? null
      : `Programs read some of these values in different ways: this file is for ${reader} alone. --format has the others.`,
  };
}

/** For the runner of GitHub Actions: it then shows stars wherever a log would have a value, or a line of one. */
export function masksOf({ items }: OpenedSecret): string {
  const escape = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const values = items.flatMap(({ fields }) => fields.map(({ value }) => value));
  const parts = new Set(values.flatMap((value) => [value, ...value.split(/\r?\n/).filter((line) => line.length > 3)]));
  return [...parts]
    .filter((part) => part.trim() !== '')
    .map((part) => `::add-mask::${escape(part)}\n`)
    .join('');
}
