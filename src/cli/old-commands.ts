// Commands that had another name before. They still work, and say what to type instead.

import { OLD_NAMES_END } from '../config/aliases.ts';

export const RENAMED_COMMANDS = [
  { from: 'export', to: 'evidence export' },
  { from: 'keys', to: 'log keys' },
  { from: 'log begin-anew', to: 'log new-generation' },
] as const;

/** Of the first two words of a command line. Null: it has no old name. */
export const findRenamed = (first: string, second: string): (typeof RENAMED_COMMANDS)[number] | null =>
  RENAMED_COMMANDS.find(({ from }) => from === first || from === `${first} ${second}`) ?? null;

export const insteadSentence = ({ from, to }: (typeof RENAMED_COMMANDS)[number]): string =>
  `\`nt2 ${from}\` is called \`nt2 ${to}\` now: type that instead. The old name works until ${OLD_NAMES_END}.`;
