// What the sender is typing: rows, the items they become, and what is wrong with them. Pure.

import { limits } from '../../../core/limits.ts';
import type { AttachedFile } from '../../../crypto/capsule/attached-files.ts';
import type { Field, Items } from '../../../crypto/capsule/items.ts';
import { envName, isEnvName, type EnvEntry } from '../../../env-file/names.ts';
import type { Kind } from '../../../crypto/share-terms.ts';
import { messages } from '../../messages/sender.ts';
import { NO_FILES, type Attached } from '../attached.ts';

export interface DraftRow {
  readonly key: number;
  readonly name: string;
  readonly value: string;
  readonly env: string;
  /** The person has chosen the variable's name, so it no longer follows the row's. */
  readonly ownEnv: boolean;
  readonly hidden: boolean;
  /** A person gave it its name, by hand or in a paste: it is sent even when it has no value. */
  readonly isNamed: boolean;
}

let keys = 0;

export function newRow(more: Partial<Omit<DraftRow, 'key'>> = {}): DraftRow {
  keys += 1;
  return { key: keys, name: '', value: '', env: '', ownEnv: false, hidden: true, isNamed: false, ...more };
}

/** `names`: what a template calls the rows. Empty: those that the kind has. */
export function firstRows(kind: Kind, label: string, names: readonly string[] = []): DraftRow[] {
  const isCredential = kind === 'credential';
  const usual = isCredential ? [label] : messages.enter.templates[kind];
  return (names.length === 0 ? usual : names).map((name) =>
    isCredential ? newRow({ name, env: envName(name) }) : newRow({ name, hidden: name !== 'Bank' && name !== 'Account holder' }),
  );
}

/** Exactly what was asked for: a row for each name, or one that the label names. */
export function askedRows(label: string, names: readonly string[]): DraftRow[] {
  const asked = names.length === 0 ? [label] : names;
  return asked.map((name) => newRow({ name, env: isEnvName(name) ? name : '', ownEnv: true }));
}

/** A name that an environment cannot have (`spring.datasource.url`) is kept as the row's name, and no other is made up for it. */
export const rowOfEnv = ({ name, value }: EnvEntry): DraftRow =>
  newRow({ name, value, env: isEnvName(name) ? name : '', ownEnv: true, isNamed: true });

/** Has nothing to send. */
export const isBlank = (row: DraftRow): boolean => row.value === '' && !isEmptyOnPurpose(row);

/** A name without a value: an empty variable. */
export const isEmptyOnPurpose = (row: DraftRow): boolean => row.value === '' && row.isNamed && (row.name.trim() !== '' || row.env !== '');

export function changeName(row: DraftRow, name: string, withEnv: boolean): DraftRow {
  return { ...row, name, env: withEnv && !row.ownEnv ? envName(name) : row.env, isNamed: true };
}

export const changeEnv = (row: DraftRow, env: string): DraftRow => ({ ...row, env, ownEnv: true, isNamed: true });

/** Leaves out rows that have neither a value nor a name given by a person. */
export function itemsOf(kind: Kind, label: string, rows: readonly DraftRow[], files: readonly AttachedFile[] = []): Items {
  const fields = rows
    .filter((row) => !isBlank(row))
    .map((row): Field => ({ name: row.name.trim(), value: row.value, hidden: row.hidden, ...(row.env === '' ? {} : { env: row.env }) }));
  const items = [{ kind, label: [...label].slice(0, limits.label).join(''), fields }];
  return files.length === 0 ? { v: 1, items } : { v: 2, items, files };
}

export const bytesUsed = (items: Items): number => new TextEncoder().encode(JSON.stringify(items)).length;

/** "12.5 KiB"; whole numbers from 100 on. */
export function kib(bytes: number): string {
  const size = bytes / 1_024;
  return `${size >= 100 || Number.isInteger(size) ? Math.round(size) : size.toFixed(1)} KiB`;
}

export interface Faults {
  /** For the whole. */
  readonly all: string | null;
  /** By row key. */
  readonly rows: ReadonlyMap<number, { readonly name?: string; readonly value?: string; readonly env?: string }>;
}

/** What keeps it from being sealed; null when nothing does. `most`: bytes. */
export function faultsOf(
  kind: Kind,
  label: string,
  rows: readonly DraftRow[],
  most: number = limits.itemsBytes,
  { some, list }: Attached = NO_FILES,
): Faults | null {
  const filled = rows.filter((row) => !isBlank(row));
  const found = new Map<number, { name?: string; value?: string; env?: string }>();
  for (const row of filled) {
    const fault: { name?: string; value?: string; env?: string } = {};
    if ([...row.name.trim()].length > limits.fieldName) fault.name = messages.errors.name(limits.fieldName);
    if (!row.name.isWellFormed()) fault.name = messages.errors.malformed;
    if (!row.value.isWellFormed()) fault.value = messages.errors.malformed;
    if (row.env !== '' && (!isEnvName(row.env) || row.env.length > limits.fieldName)) fault.env = messages.errors.env;
    else if (row.env !== '' && filled.some((other) => other !== row && other.env === row.env)) fault.env = messages.errors.envTwice;
    if (Object.keys(fault).length > 0) found.set(row.key, fault);
  }
  const all =
    !some && filled.every((row) => row.value === '')
      ? messages.errors.empty
      : filled.length > limits.fields
        ? messages.errors.tooMany(limits.fields)
        : bytesUsed(itemsOf(kind, label, rows, list)) > most
          ? messages.errors.tooLarge(kib(most))
          : null;
  return all === null && found.size === 0 ? null : { all, rows: found };
}
