// What a paste into a row does to the rows, and how it is undone. Pure; whatever it leaves out or changes is told.

import type { ReadEntry } from '../../../env-file/references.ts';
import { recognize, type EnvFile, type StrangeLine } from '../../../env-file/parse.ts';
import { isBlank, rowOfEnv, type DraftRow } from './draft.ts';

export type FieldPart = 'name' | 'value' | 'env';

export interface Paste {
  readonly row: DraftRow;
  readonly part: FieldPart;
  /** What is selected there, and is replaced. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A paste that became rows. */
export interface Spread {
  readonly kind: 'rows';
  /** The row as it would be had the text gone into it as it is. */
  readonly asOne: DraftRow;
  readonly made: ReadonlyMap<number, ReadEntry>;
  /** Rows that were waiting for one of these values. */
  readonly filled: readonly DraftRow[];
  /** Lines that stayed in the row. */
  readonly strange: readonly StrangeLine[];
  readonly isLiteral: boolean;
}

/** A paste that looks like a .env file but for some lines, and went in as one value. */
export interface Partly {
  readonly kind: 'partly';
  readonly key: number;
  readonly text: string;
  readonly file: EnvFile;
}

/** Null: an ordinary paste, which the browser does. `partly` is done by the browser too, and told. */
export function parsePaste({ row, part, from, to, text }: Paste, rows: readonly DraftRow[]) {
  const { kind, file } = recognize(text);
  if (kind === 'value') return null;
  const plain = text.replace(/\r\n?/g, '\n');
  if (kind === 'partly') return part === 'value' ? { told: { kind, key: row.key, text: plain, file } satisfies Partly, rows } : null;
  const rest: DraftRow = { ...row, [part]: row[part].slice(0, from) + row[part].slice(to) };
  const value = part === 'value' ? row.value.slice(0, from) + plain + row.value.slice(to) : row.value + plain;
  return spread({ rest, asOne: { ...row, value }, file, rows });
}

/** The lines that are understood become rows; the others stay where they are. Null when the text is gone. */
export function spreadRest({ key, text, file }: Partly, rows: readonly DraftRow[]) {
  const row = rows.find((one) => one.key === key);
  if (row === undefined || !row.value.includes(text)) return null;
  const rest = { ...row, value: row.value.replace(text, () => file.strange.map((line) => line.text).join('\n')) };
  return spread({ rest, asOne: row, file, rows });
}

function spread({ rest, asOne, file, rows }: { rest: DraftRow; asOne: DraftRow; file: EnvFile; rows: readonly DraftRow[] }) {
  const made = file.entries.map((entry) => [rowOfEnv(entry), entry] as const);
  const filled = rows.filter((row) => row.key !== rest.key && isBlank(row) && file.entries.some(({ name }) => name === row.name));
  const next = rows.flatMap((one) => {
    if (one.key !== rest.key) return filled.includes(one) || (isBlank(one) && one.name === '') ? [] : [one];
    // Where nothing but the paste was in it, the row has become the rows.
    return rest.value === '' ? [] : [rest];
  });
  const told: Spread = {
    kind: 'rows',
    asOne,
    made: new Map(made.map(([row, entry]) => [row.key, entry])),
    filled,
    strange: file.strange,
    isLiteral: false,
  };
  return { told, rows: [...next, ...made.map(([row]) => row)] };
}

/** As one value after all. What was typed into other rows meanwhile stays. */
export function undo({ asOne, made, filled }: Spread, rows: readonly DraftRow[]): readonly DraftRow[] {
  const left = rows.filter((row) => !made.has(row.key));
  if (left.some((row) => row.key === asOne.key)) return [...left.map((row) => (row.key === asOne.key ? asOne : row)), ...filled];
  const at = rows.findIndex((row) => made.has(row.key));
  return [...left.slice(0, Math.max(0, at)), asOne, ...filled, ...left.slice(Math.max(0, at))];
}

/** With the references as they were written, where the person has not changed the value since. */
export function asWritten(told: Spread, rows: readonly DraftRow[]) {
  const literal = rows.map((row) => {
    const entry = told.made.get(row.key);
    return entry !== undefined && row.value === entry.value ? { ...row, value: entry.asWritten } : row;
  });
  return { told: { ...told, isLiteral: true }, rows: literal };
}
