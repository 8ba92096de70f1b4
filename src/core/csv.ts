// CSV that stays text in every spreadsheet, whatever people have typed. See docs/decisions/csv-for-every-separator.md.

// Where a spreadsheet may begin a cell: at our own start, and behind whatever another country's settings take for a separator or line end,
// since there our quotes no longer hold the cell together. Then blanks and quotes, then what begins a formula, also in its wide forms.
const FORMULA =
  /(^|[,;|\t\r\n])(?=[ "'\u00a0\u2000-\u200b\u3000\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b])|^(?=[\t\r])/gu;

/** At the beginning of a file: without it Excel reads umlauts wrong. */
export const CSV_MARK = '\uFEFF';

const cell = (text: string): string => `"${text.replace(FORMULA, "$1'").replaceAll('"', '""')}"`;

/**
 * One line of RFC 4180, with its end. What a spreadsheet could take for a formula gets an apostrophe in front, and nothing is left out.
 * @param cells names and labels only through `escapeInvisible`
 */
export const formatCsvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;
