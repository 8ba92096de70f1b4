// What is said of a secret besides its value, from the flags of `nt2 share`, `nt2 request` and `nt2 resend`.

import { limits } from '../../core/limits.ts';
import { KINDS, type Kind } from '../../crypto/share-terms.ts';
import type { Flags } from '../flags.ts';
import { UsageError } from '../output.ts';
import { parseDuration } from '../duration.ts';

export interface GivenWish {
  readonly label: string;
  readonly note: string;
  readonly kind: Kind;
  readonly template: string | undefined;
  /** Absent: as long as the server lets a share wait. */
  readonly expiresInMs: number | undefined;
}

/** `title`, `initial`: the label and the kind where none is given. @throws UsageError */
export function parseWish(flags: Flags, title: string, initial = 'credential'): GivenWish {
  const [label, note] = [flags.one('--label') ?? title, flags.one('--note') ?? ''];
  if ([...label].length > limits.label) throw new UsageError(`--label is one line of at most ${limits.label} characters`);
  if ([...note].length > limits.note) throw new UsageError(`--note is one line of at most ${limits.note} characters`);
  const expires = flags.one('--expires');
  return {
    label,
    note,
    kind: KINDS.find((kind) => kind === (flags.one('--kind') ?? initial)) ?? 'credential',
    template: flags.one('--template'),
    expiresInMs: expires === undefined ? undefined : parseDuration(expires),
  };
}

/** Each once, in the order given. @throws UsageError */
export function peopleOf(flags: Flags): readonly string[] {
  const people = [...new Set(flags.all('--to'))];
  if (!people.every((person) => /^[a-z]+:[^\s\p{Cc}]+$/u.test(person)))
    throw new UsageError('--to is a person on a platform, such as slack:@ann or discord:ann');
  return people;
}

/** A value in the command line can be read by others, and stays in the shell's history. It is not repeated here. */
export function refuseValue({ rest }: Flags): void {
  if (rest.length > 0) {
    throw new UsageError(
      'a secret is never typed into the command, where other people on this machine and the shell’s history can read it: give it by a pipe, --file, --from or the prompt. If this one was real, change it',
    );
  }
}
