// What a scan prints, written while it runs: a line for people, JSON, CSV, or SARIF 2.1.0 (OASIS) for code hosts and dashboards.

import { CSV_MARK, formatCsvLine } from '../core/csv.ts';
import { escapeInvisible } from '../core/text-safety.ts';
import { KINDS } from './find.ts';
import type { ScanFormat } from './formats.ts';
import type { Finding } from './scan.ts';

/** `first`: no finding was written before it. */
export interface ScanWriter {
  readonly head: string;
  readonly row: (finding: Finding, first: boolean) => string;
  readonly foot: string;
}

/** `ghp_… (40 characters)`: never a character of its own. */
export const maskOf = ({ shown, length }: Finding): string => `${escapeInvisible(shown)}… (${length} characters)`;

/** `line 3`, or `message 7, 2026-11-30T14:05:00.000Z`. */
const placeOf = ({ line, message, sentAt }: Finding): string =>
  line !== null ? `line ${line}` : `message ${message}${sentAt === null ? '' : `, ${sentAt}`}`;

/** RFC 3986: a path as an address, its separators kept. */
const uriOf = (file: string): string => file.split('/').map(encodeURIComponent).join('/');

/** What a machine gets: names alone are escaped, since they come from other people's disks. */
const plain = ({ file, line, message, sentAt, kind, shown, length }: Finding) => ({
  file: escapeInvisible(file),
  line,
  message,
  sentAt,
  kind,
  shown,
  length,
});

const sarifRow = (finding: Finding): object => ({
  ruleId: finding.kind,
  ruleIndex: KINDS.indexOf(finding.kind),
  level: 'error',
  message: { text: `${finding.kind}: ${maskOf(finding)}${finding.line === null ? `, ${placeOf(finding)}` : ''}` },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uriOf(finding.file) },
        ...(finding.line !== null && { region: { startLine: finding.line } }),
      },
    },
  ],
});

export function createScanWriter(format: ScanFormat, version: string): ScanWriter {
  const joined = (row: (finding: Finding) => object) => (finding: Finding, first: boolean) =>
    `${first ? '' : ','}\n${JSON.stringify(row(finding))}`;
  switch (format) {
    case 'text':
      return { head: '', row: (found) => `${escapeInvisible(found.file)}, ${placeOf(found)}: ${found.kind} ${maskOf(found)}\n`, foot: '' };
    case 'json':
      return { head: '{"findings":[', row: joined(plain), foot: '\n]}\n' };
    case 'csv':
      return {
        head: CSV_MARK + formatCsvLine(['file', 'line', 'message', 'sent at', 'kind', 'shown', 'characters']),
        row: ({ file, line, message, sentAt, kind, shown, length }) =>
          formatCsvLine([
            escapeInvisible(file),
            `${line ?? ''}`,
            `${message ?? ''}`,
            sentAt ?? '',
            kind,
            escapeInvisible(shown),
            `${length}`,
          ]),
        foot: '',
      };
    case 'sarif': {
      const rules = KINDS.map((id) => ({ id, shortDescription: { text: `Looks like: ${id.replaceAll('-', ' ')}` } }));
      const driver = JSON.stringify({ name: 'nt2 scan', version, rules });
      return {
        head: `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":${driver}},"results":[`,
        row: joined(sarifRow),
        foot: '\n]}]}\n',
      };
    }
  }
}
