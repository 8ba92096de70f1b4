// What a scan prints, written while it runs: a line for people, JSON, CSV, or SARIF 2.1.0 (OASIS) for code hosts and dashboards.

import { CSV_MARK, formatCsvLine } from '../core/csv.ts';
import { escapeInvisible } from '../core/text-safety.ts';
import { SECRET_KINDS } from './find.ts';
import type { ScanFormat } from './formats.ts';
import type { ScanFinding } from './scan.ts';

/** `first`: no finding was written before it. */
export interface ScanWriter {
  readonly head: string;
  readonly row: (finding: ScanFinding, first: boolean) => string;
  readonly foot: string;
}

/** `ghp_… (40 characters)`: never a character of its own. */
const maskOf = ({ shown, length }: ScanFinding): string => `${escapeInvisible(shown)}… (${length} characters)`;

/** `line 3`, or `message 7, 2026-11-30T14:05:00.000Z`. */
const placeOf = ({ line, message, sentAt }: ScanFinding): string =>
  line !== null ? `line ${line}` : `message ${message}${sentAt === null ? '' : `, ${sentAt}`}`;

/** RFC 3986: a path as an address, its separators kept. */
const uriOf = (file: string): string => file.split('/').map(encodeURIComponent).join('/');

/** What a machine gets: names alone are escaped, since they come from other people's disks. */
const plain = ({ file, line, message, sentAt, secret, shown, length }: ScanFinding) => ({
  file: escapeInvisible(file),
  line,
  message,
  sentAt,
  kind: secret,
  shown,
  length,
});

const sarifRow = (finding: ScanFinding): object => ({
  ruleId: finding.secret,
  ruleIndex: SECRET_KINDS.indexOf(finding.secret),
  level: 'error',
  message: { text: `${finding.secret}: ${maskOf(finding)}${finding.line === null ? `, ${placeOf(finding)}` : ''}` },
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
  const joined = (row: (finding: ScanFinding) => object) => (finding: ScanFinding, first: boolean) =>
    `${first ? '' : ','}\n${JSON.stringify(row(finding))}`;
  switch (format) {
    case 'text':
      return {
        head: '',
        row: (found) => `${escapeInvisible(found.file)}, ${placeOf(found)}: ${found.secret} ${maskOf(found)}\n`,
        foot: '',
      };
    case 'json':
      return { head: '{"findings":[', row: joined(plain), foot: '\n]}\n' };
    case 'csv':
      return {
        head: CSV_MARK + formatCsvLine(['file', 'line', 'message', 'sent at', 'kind', 'shown', 'characters']),
        row: ({ file, line, message, sentAt, secret, shown, length }) =>
          formatCsvLine([
            escapeInvisible(file),
            `${line ?? ''}`,
            `${message ?? ''}`,
            sentAt ?? '',
            secret,
            escapeInvisible(shown),
            `${length}`,
          ]),
        foot: '',
      };
    case 'sarif': {
      const rules = SECRET_KINDS.map((id) => ({ id, shortDescription: { text: `Looks like: ${id.replaceAll('-', ' ')}` } }));
      const driver = JSON.stringify({ name: 'nt2 scan', version, rules });
      return {
        head: `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":${driver}},"results":[`,
        row: joined(sarifRow),
        foot: '\n]}]}\n',
      };
    }
  }
}
