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

/** @param pages throws where reading must stop: then the file breaks off, and no reader takes it for whole. */
export function boardFile(format: BoardFormat, pages: AsyncIterator<readonly BoardRow[]>): ReadableStream<Uint8Array> {
  const { head, rows: write, foot } = FILES[format];
  const encoder = new TextEncoder();
  let isFirst = true;
  return new ReadableStream({
    start: (out) => out.enqueue(encoder.encode(head)),
    async pull(out) {
      const page = await pages.next();
      if (page.done === true) {
        if (foot !== '') out.enqueue(encoder.encode(foot));
        out.close();
        return;
      }
      const text = write(page.value, isFirst);
      if (page.value.length > 0) isFirst = false;
      // An empty piece would end the turn without waking the reader.
      out.enqueue(encoder.encode(text === '' && format === 'json' ? '\n' : text));
    },
    cancel: async () => void (await pages.return?.()),
  });
}
