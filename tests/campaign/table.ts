// The one table of the campaign.

import { quantile } from '../bench/table.ts';

export interface Row {
  readonly fault: string;
  /** Shares a second. */
  readonly rate: number;
  /** Of each request, from its first try to its answer. */
  readonly ms: readonly number[];
  /** Requests answered a second, of the whole load. */
  readonly perSecond: number;
  readonly faults: number;
  readonly begun: number;
  readonly handed: number;
  readonly lost: number;
  /** Forgotten by a store that the operator lets forget. */
  readonly gone: number;
  readonly double: number;
  readonly twice: number;
}

const HEAD = [
  'fault',
  'shares/s',
  'answers/s',
  'p50 ms',
  'p99 ms',
  'faults',
  'shares',
  'handed over',
  'gone with the store',
  'lost',
  'double openings',
  'messages twice',
];

/** As Markdown, in columns that can be read without rendering it. */
export function renderCampaign(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => (row[column] as string).length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] as number) : cell.padStart(widths[column] as number))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head, ...body] = cells;
  return [line(head as string[]), rule, ...body.map(line)].join('\n');
}

function cellsOf({ fault, rate, ms, perSecond, faults, begun, handed, gone, lost, double, twice }: Row): string[] {
  const whole = [quantile(ms, 0.5), quantile(ms, 0.99)].map((value) => String(Math.round(value)));
  return [fault, String(rate), perSecond.toFixed(1), ...whole, ...[faults, begun, handed, gone, lost, double, twice].map(String)];
}
