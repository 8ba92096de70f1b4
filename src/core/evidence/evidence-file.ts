// Evidence as a file: CSV for spreadsheets, JSON for programs, HTML for people, each written as its rows come. A label that a person typed stays
// text in all of them. See docs/decisions/csv-for-every-separator.md.

import { CSV_MARK, formatCsvLine } from '../csv.ts';
import { escapeInvisible } from '../text-safety.ts';
import type { EvidenceRow } from './entries.ts';

export const EVIDENCE_FORMATS = ['csv', 'json', 'html'] as const;
export type EvidenceFormat = (typeof EVIDENCE_FORMATS)[number];

const COLUMNS = [
  'time', 'log', 'entry', 'signed', 'share', 'event', 'detail', 'stated by', 'sender', 'recipient', 'label', 'kind', 'template', 'SOC 2', 'ISO 27001:2022', 'shows',
] as const; // prettier-ignore

function cells(row: EvidenceRow): string[] {
  return [
    new Date(row.at).toISOString(),
    row.log,
    String(row.entry),
    row.isSigned ? 'yes' : 'not yet',
    row.share ?? '',
    row.event,
    row.detail,
    row.statedBy === 'device' ? 'a browser, by its signature' : 'the server',
    row.sender,
    row.recipient,
    escapeInvisible(row.label),
    row.kind,
    escapeInvisible(row.template),
    row.soc2.join(' '),
    row.iso.join(' '),
    row.shows,
  ];
}

interface FileParts {
  readonly type: string;
  /** `period`: the first and the last day. */
  head(period: string): string;
  /** `before`: how many rows stand before these. */
  rows(rows: readonly EvidenceRow[], before: number): string;
  /** `count`: how many rows there were. */
  foot(count: number): string;
}

const STYLE =
  'body{font:13px/1.4 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}th,td{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}td:is(:nth-child(5),:nth-child(7),:nth-child(9),:nth-child(10),:nth-child(11)){overflow-wrap:anywhere;min-width:5em}td:last-child{min-width:11em}thead{display:table-header-group}@page{size:A4 landscape;margin:10mm}@media print{body{margin:0;font-size:8px}}';

const text = (plain: string): string =>
  plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const line = (tag: 'th' | 'td', row: readonly string[]): string =>
  `<tr>${row.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('')}</tr>\n`;

const asJson = ({ at, ...row }: EvidenceRow): string =>
  JSON.stringify({ time: new Date(at).toISOString(), ...row }, null, 2).replaceAll('\n', '\n  ');

export const EVIDENCE_FILES: Readonly<Record<EvidenceFormat, FileParts>> = {
  csv: {
    type: 'text/csv; charset=utf-8',
    head: () => CSV_MARK + formatCsvLine(COLUMNS),
    rows: (rows) => rows.map((row) => formatCsvLine(cells(row))).join(''),
    foot: () => '',
  },
  json: {
    type: 'application/json',
    head: () => '[',
    rows: (rows, before) => rows.map((row, at) => `${before + at === 0 ? '' : ','}\n  ${asJson(row)}`).join(''),
    foot: (count) => (count === 0 ? ']\n' : '\n]\n'),
  },
  /** One page without scripts, made to be printed. */
  html: {
    type: 'text/html; charset=utf-8',
    head: (period) =>
      [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n`,
        `<title>nt2: evidence, ${text(period)}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n`,
        `<h1>Hand-offs of secrets, ${text(period)}</h1>\n`,
        `<table>\n<thead>\n${line('th', COLUMNS)}</thead>\n<tbody>\n`,
      ].join(''),
    rows: (rows) => rows.map((row) => line('td', cells(row))).join(''),
    foot: (count) =>
      `</tbody>\n</table>\n<p>${count} events of the signed log. Whether each stands in it is proven by its share's receipt. The controls are a help for reading; they attest nothing.</p>\n</body>\n</html>\n`,
  },
};

/** All of it as one text. */
export function formatEvidenceFile(format: EvidenceFormat, rows: readonly EvidenceRow[], period: string): string {
  const file = EVIDENCE_FILES[format];
  return file.head(period) + file.rows(rows, 0) + file.foot(rows.length);
}
