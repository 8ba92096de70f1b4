// What `nt2 help` prints.

import { findRenamed } from '../old-commands.ts';
import type { CommandHelp } from './command.ts';
import { COMMANDS, EXIT_CODES, formatFlag, COMMAND_GROUPS, SUMMARY } from './commands.ts';

/** Where the second column begins, and where lines end. */
const [COLUMN, WIDTH] = [36, 120];
const headOf = ({ name, takes }: CommandHelp): string => `nt2 ${name}${takes === undefined ? '' : ` ${takes}`}`;

/** `left` and what it does, beside it or below it, in lines that a terminal holds. */
function row(left: string, does: string): string {
  const lines: string[] = [`  ${left}`.length < COLUMN - 1 ? `  ${left}`.padEnd(COLUMN) : `  ${left}\n${' '.repeat(COLUMN)}`];
  let room = WIDTH - COLUMN;
  for (const word of does.split(' ')) {
    if (room < word.length) {
      lines.push(' '.repeat(COLUMN));
      room = WIDTH - COLUMN;
    }
    lines.push(`${lines.pop()}${word} `);
    room -= word.length + 1;
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** All commands, a line for each. */
function renderAll(): string {
  const groups = COMMAND_GROUPS.map(({ title, commands }) =>
    [title, ...commands.map((command) => row(headOf(command), command.does)), ''].join('\n'),
  );
  const codes = EXIT_CODES.map(([code, means]) => row(String(code), means));
  return [
    `nt2: ${SUMMARY}.`,
    '',
    ...groups,
    'Exit codes',
    ...codes,
    '',
    'The flags of a command, and an example: nt2 help <command>.',
    '',
  ].join('\n');
}

function renderOne(command: CommandHelp): string {
  const flags = (command.flags ?? []).map((flag) => row(formatFlag(flag), flag.does));
  return [
    headOf(command),
    `  ${command.does}`,
    ...(flags.length > 0 ? ['', ...flags] : []),
    '',
    '  For example:',
    `    ${command.example}`,
    '',
  ].join('\n');
}

/** All of it, or one command, or a family of them (`token`). Words that are no command are not repeated. */
export function helpFor(first: string, second: string): string {
  const name = findRenamed(first, second)?.to ?? first;
  const exact = COMMANDS.filter((command) => [name, `${name} ${second}`].includes(command.name));
  const chosen = exact.length > 0 ? exact : COMMANDS.filter((command) => command.name.startsWith(`${name} `));
  return chosen.length === 0 ? renderAll() : chosen.map(renderOne).join('\n');
}
