// What stands on a terminal: times in the person's zone, colours where there is a terminal that takes them, and no character from elsewhere
// that would steer it.

import type { Environment } from '../config/setting.ts';
import { escapeInvisible } from '../core/text-safety.ts';

/** Text of a server or another person: one line, without characters that a terminal obeys. */
export const escapeForTerminal = (text: string): string => escapeInvisible(text);

/** Epoch ms in the zone of this machine: `2026-11-30 14:05`. */
export function localTime(at: number): string {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

type Stream = Pick<NodeJS.WriteStream, 'isTTY'>;
export type Style = 'dim' | 'bold' | 'red' | 'green' | 'yellow';
const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  dim: [2, 22],
  bold: [1, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

/** NO_COLOR (no-color.org) and TERM=dumb win over everything. */
export function createPaint(stream: Stream, env: Environment): (style: Style, text: string) => string {
  const isOn = stream.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return (style, text) => (isOn ? `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m` : text);
}

/** Columns with two blanks between them, none at the end of a line. Widths are of characters: names may be of any script. */
export function renderColumns(rows: readonly (readonly string[])[]): string {
  const length = (text: string): number => [...text].length;
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => length(row[column] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - length(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Progress, apart from what a script reads. */
export const tellPerson = (sentence: string): void => console.error(sentence);
