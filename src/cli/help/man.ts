// The manual page, nt2(1), in the macros of man(7).

import { COMMANDS, EXIT_CODES, formatFlag, COMMAND_GROUPS, SUMMARY } from './commands.ts';

/** Text as text: no request at the start of a line, no escape, a dash that can be copied, and nothing that is not ASCII. */
const escape = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
    .replaceAll(/[^ -~]/gu, (sign) => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`);
/** A macro's one argument. */
const quote = (text: string): string => `"${escape(text).replaceAll('"', '\\(dq')}"`;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

export function manualPage(version: string): string {
  const groups = COMMAND_GROUPS.flatMap(({ title, commands }) => [
    `.SH ${quote(title.toUpperCase())}`,
    ...commands.flatMap(({ name, takes, does, flags = [], example }) => [
      `.SS ${quote(`nt2 ${name}${takes === undefined ? '' : ` ${takes}`}`)}`,
      escape(sentence(does)),
      ...flags.flatMap((flag) => ['.TP', `.B ${quote(formatFlag(flag))}`, escape(sentence(flag.does))]),
      '.PP',
      'For example:',
      '.PP',
      '.RS 4',
      '.nf',
      escape(example),
      '.fi',
      '.RE',
    ]),
  ]);
  const codes = EXIT_CODES.flatMap(([code, means]) => ['.TP', `.B ${code}`, escape(sentence(means))]);
  return [
    `.\\" Made by \`nt2 man\` from the table of ${COMMANDS.length} commands in src/cli/help.`,
    `.TH NT2 1 "" ${quote(`nt2 ${version}`)} "nt2"`,
    '.SH NAME',
    `nt2 \\- ${escape(SUMMARY)}`,
    '.SH SYNOPSIS',
    '.B nt2',
    '.I command',
    '[argument ...] [flag ...]',
    '.SH DESCRIPTION',
    'nt2 reads its settings from the environment:',
    '.B nt2 config \\-\\-markdown',
    'prints all of them.',
    'No command takes a secret as an argument.',
    ...groups,
    '.SH EXIT STATUS',
    ...codes,
    '',
  ].join('\n');
}
