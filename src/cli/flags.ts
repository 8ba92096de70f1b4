// Flags of a command as its entry in the table of help has them, so that help and command cannot differ.

import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { COMMANDS } from './help/commands.ts';
import { UsageError } from './output.ts';

export interface Flags {
  readonly has: (flag: `--${string}`) => boolean;
  /** What was given last. */
  readonly one: (flag: `--${string}`) => string | undefined;
  readonly all: (flag: `--${string}`) => readonly string[];
  /** What stands there besides flags. */
  readonly rest: readonly string[];
}

/** @throws UsageError that repeats nothing of what was typed: people paste secrets into terminals. */
export function parseFlags(name: string, args: readonly string[]): Flags {
  const known = COMMANDS.find((command) => command.name === name)?.flags ?? [];
  const options = Object.fromEntries(
    known.map(({ flag, short, value, choices }) => [
      flag.slice(2),
      {
        type: value === undefined && choices === undefined ? ('boolean' as const) : ('string' as const),
        multiple: true,
        ...(short && { short: short.slice(1) }),
      },
    ]),
  );
  const { values, rest } = parse(args, options);
  const all = (flag: string): readonly string[] => (values[flag.slice(2)] ?? []).filter((value) => typeof value === 'string');
  for (const { flag, choices, repeats } of known) {
    const given = values[flag.slice(2)] ?? [];
    if (given.length > 1 && repeats !== true) throw new UsageError(`${flag} may stand there once`);
    if (choices !== undefined && given.some((value) => !choices.includes(String(value))))
      throw new UsageError(`${flag} is ${choices.join(' or ')}`);
  }
  return { has: (flag) => values[flag.slice(2)] !== undefined, one: (flag) => all(flag).at(-1), all, rest };
}

type Given = Readonly<Record<string, readonly (string | boolean)[] | undefined>>;

function parse(args: readonly string[], options: ParseArgsOptionsConfig): { readonly values: Given; readonly rest: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { values: values as Given, rest: positionals };
  } catch {
    throw new UsageError('a flag is not known here, or its value is missing');
  }
}
