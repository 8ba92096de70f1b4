// `nt2 list`: what a person sent and received, as a table for people and as lines of JSON for programs.

import type { MineRow } from '../../client/client.ts';
import { ownEnvironment } from '../account/environment.ts';
import { withClient } from '../connect.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { print, UsageError } from '../output.ts';
import { createPaint, escapeForTerminal, localTime, renderColumns, tellPerson } from '../terminal-text.ts';
import { formatStanding, styleOf } from './standing.ts';

const SHOWN = 20;
const OPEN = ['mine', 'others'] as const;

export async function listOwn(args: readonly string[]): Promise<number> {
  const flags = parseFlags('list', args);
  const limit = limitOf(flags);
  // Absent: what is over, too.
  const states = flags.has('--all') ? undefined : OPEN;
  return withClient(flags, async (client) => {
    const rows: MineRow[] = [];
    let isMore = false;
    for await (const row of client.list({ states, text: flags.rest.join(' '), limit: limit + 1 })) {
      isMore = rows.length === limit;
      if (isMore) break;
      if (flags.has('--json')) print(JSON.stringify(lineOf(row)));
      rows.push(row);
    }
    if (flags.has('--json')) return 0;
    if (rows.length > 0) print(renderRows(rows));
    else tellPerson(flags.has('--all') ? 'There is nothing.' : 'Nothing waits. --all lists what is over, too.');
    if (isMore) tellPerson(`There are more: --limit ${Math.min(10 * limit, MOST)} lists more of them.`);
    return 0;
  });
}

const MOST = 10_000;
function limitOf(flags: Flags): number {
  const limit = Number(flags.one('--limit') ?? SHOWN);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw new UsageError(`--limit is a number from 1 to ${MOST}`);
  return limit;
}

/** What programs may rely on; docs/cli.schema.json describes it. */
function lineOf({ id, role, status, cause, mode, label, other, asked, expiresAt, endedAt, can }: MineRow) {
  return { id, role, status, cause, mode, label, with: other, asked, expiresAt, endedAt, can };
}

function renderRows(rows: readonly MineRow[]): string {
  const paint = createPaint(process.stdout, ownEnvironment());
  const heads = ['ID', '', 'WITH', 'LABEL', 'UNTIL', 'STANDS'];
  const lines = renderColumns([
    heads,
    ...rows.map((row) => [
      row.id,
      row.role === 'sender' ? '→' : '←',
      escapeForTerminal(row.other ?? 'link'),
      escapeForTerminal(row.label),
      localTime(row.endedAt ?? row.expiresAt),
      formatStanding(row),
    ]),
  ]).split('\n');
  const [head = '', ...rest] = lines;
  // The last column alone is painted, so that no column is counted with its colours.
  const painted = rest.map((line, at) => {
    const row = rows[at] as MineRow;
    const says = formatStanding(row);
    return line.slice(0, line.length - says.length) + paint(styleOf(row), says);
  });
  return [paint('bold', head), ...painted].join('\n');
}
