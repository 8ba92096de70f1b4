// The one table: what was measured, on nt2 and on its baseline, and whether an aim was reached.

export interface Row {
  readonly what: string;
  readonly nt2: string;
  readonly baseline?: string;
  /** nt2 to baseline. */
  readonly ratio?: number;
  readonly aim?: { readonly text: string; readonly reached: boolean };
}

const HEAD = ['measured', 'nt2', 'baseline', 'ratio', 'aim', 'reached'];

/** As Markdown, in columns that can be read without rendering it. */
export function renderTable(rows: readonly Row[]): string {
  const cells = [
    HEAD,
    ...rows.map(({ what, nt2, baseline = '', ratio, aim }) => [
      what,
      nt2,
      baseline,
      ratio === undefined ? '' : ratio.toFixed(2),
      aim?.text ?? '',
      aim === undefined ? '' : aim.reached ? 'yes' : 'no',
    ]),
  ];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => (row[column] as string).length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] as number)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head, ...body] = cells;
  return [line(head as string[]), rule, ...body.map(line)].join('\n');
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en');
export const tenth = (value: number): string => value.toFixed(1);
