// What a command is to the person who types it: `nt2 help`, the man page and the completions of shells are made from this.

export interface Flag {
  /** As it is typed, with its dashes. */
  readonly flag: string;
  readonly short?: string;
  /** What stands after it, in words; nothing for a switch. */
  readonly value?: string;
  /** All that may stand after it. */
  readonly choices?: readonly string[];
  readonly does: string;
  /** It may stand there more than once. */
  readonly repeats?: true;
  /** Its value is a person, whom shells ask the server for. */
  readonly isPerson?: true;
}

export interface CommandHelp {
  /** One word or two. */
  readonly name: string;
  /** What stands after the name, besides flags: `<file>`, `[tag]`. */
  readonly takes?: string;
  readonly does: string;
  readonly flags?: readonly Flag[];
  readonly example: string;
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly CommandHelp[];
}
