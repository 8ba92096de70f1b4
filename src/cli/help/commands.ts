// The table of all commands. A new command is an entry here and a line in `src/cli/main.ts`; a test holds the two together.

import { ACCOUNT } from './account.ts';
import type { CommandGroup, CommandHelp, Flag } from './command.ts';
import { GLASS } from './glass.ts';
import { MACHINES } from './machines.ts';
import { BEGIN, POLICY, RUN } from './installing.ts';
import { ABOUT, EVIDENCE, KEEP, LOGS, PROGRAMS, WEBHOOKS, WITNESSES } from './keeping.ts';
import { OPEN } from './opening.ts';
import { OFFBOARD, ROTATION } from './rotation.ts';
import { PAGES, SCANNING } from './looking.ts';
import { FOLLOW, GIVE } from './sharing.ts';

export const COMMAND_GROUPS: readonly CommandGroup[] = [
  GIVE,
  OPEN,
  FOLLOW,
  ROTATION,
  OFFBOARD,
  GLASS,
  SCANNING,
  ACCOUNT,
  MACHINES,
  BEGIN,
  POLICY,
  RUN,
  PROGRAMS,
  WEBHOOKS,
  EVIDENCE,
  LOGS,
  WITNESSES,
  PAGES,
  KEEP,
  ABOUT,
];
export const COMMANDS: readonly CommandHelp[] = COMMAND_GROUPS.flatMap(({ commands }) => commands);

export const SUMMARY = 'hand a secret to one person, from the chat where you already talk';

export const EXIT_CODES: readonly (readonly [code: number, means: string])[] = [
  [0, 'done'],
  [1, 'failed'],
  [2, 'the other person, a policy or the life of the share says no'],
  [3, 'nt2 scan has found something'],
  [64, 'not understood'],
  [65, 'what was given in is empty, too large or not text'],
  [67, 'no such person'],
  [69, 'no server answers there'],
  [70, 'a bug in nt2'],
  [73, 'a file could not be written'],
  [75, 'not now: try again later'],
  [77, 'not signed in, or not allowed'],
  [78, 'settings or a store that nt2 cannot use'],
  [130, 'ended by Ctrl-C'],
];

/** The first words that need a second: `token` → create, list, revoke. */
export const FAMILIES: ReadonlyMap<string, readonly string[]> = familiesOf(COMMANDS);

function familiesOf(commands: readonly CommandHelp[]): ReadonlyMap<string, readonly string[]> {
  const families = new Map<string, string[]>();
  for (const { name } of commands) {
    const [first = '', second] = name.split(' ');
    if (second !== undefined) families.set(first, [...(families.get(first) ?? []), second]);
  }
  return families;
}

/** What stands after a flag: `sqlite|redis|sentinel`, `<file>`, or nothing. */
export const valueOf = ({ choices, value }: Flag): string => choices?.join('|') ?? value ?? '';
/** `-n, --lines <number>` */
export const formatFlag = (flag: Flag): string => `${flag.short ? `${flag.short}, ` : ''}${flag.flag} ${valueOf(flag)}`.trim();
