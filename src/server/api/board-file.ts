// The board as a file: CSV for spreadsheets, JSON for programs. It is written page by page while it is read, so it may be of any length.

import type { BoardRow } from '../../core/evidence/board-rows.ts';
import { CSV_MARK, formatCsvLine } from '../../core/csv.ts';
import { escapeInvisible } from '../../core/text-safety.ts';

export const BOARD_FORMATS = ['csv', 'json'] as const;
export type BoardFormat = (typeof BOARD_FORMATS)[number];

const COLUMNS = [
  'share', 'status', 'cause', 'kind', 'way', 'asked', 'template', 'sender', 'sender name', 'recipient', 'recipient name', 'label', 'began', 'expires', 'ended',
] as const; // prettier-ignore

const moment = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());

const cells = (row: BoardRow): string[] => [
  row.id,
  row.status,
  row.cause ?? '',
  row.kind,
  row.mode,
  row.asked ?? '',
  row.template ?? '',
  row.sender.key,
  escapeInvisible(row.sender.name ?? ''),
  row.recipient?.key ?? '',
  escapeInvisible(row.recipient?.name ?? ''),
  escapeInvisible(row.label ?? ''),
  moment(row.createdAt),
  moment(row.expiresAt),
  moment(row.endedAt),
];

interface FileParts {
  readonly type: string;
  readonly head: string;
  /** `isFirst`: nothing came before these. */
  rows(rows: readonly BoardRow[], isFirst: boolean): string;
  readonly foot: string;
}

const FILES: Readonly<Record<BoardFormat, FileParts>> = {
  csv: {
    type: 'text/csv; charset=utf-8',
    head: CSV_MARK + formatCsvLine(COLUMNS),
    rows: (rows) => rows.map((row) => formatCsvLine(cells(row))).join(''),
    foot: '',
  },
  json: {
    type: 'application/json',
    head: '[',
    rows: (rows, isFirst) => rows.map((row, at) => `${isFirst && at === 0 ? '' : ','}\n${JSON.stringify(row)}`).join(''),
    foot: '\n]\n',
  },
};

export const typeOf = (format: BoardFormat): string => FILES[format].type;

/** @param pages throws where reading must stop: then the file breaks off. */
export async function* boardFile(format: BoardFormat, pages: AsyncIterable<readonly BoardRow[]>): AsyncGenerator<string> {
  const { head, rows: write, foot } = FILES[format];
  yield head;
  let isFirst = true;
  for await (const rows of pages) {
    yield write(rows, isFirst);
    if (rows.length > 0) isFirst = false;
  }
  yield foot;
}
