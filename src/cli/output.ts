// Printing, and the fault of a command line that nt2 does not understand.

import type { ConfigIssue } from '../config/setting.ts';
import { EXIT_CONFIG } from '../config/exit-code.ts';
import type { Fault } from '../core/refusal.ts';
import type { PersonKey } from '../core/share.ts';

/** A command line that is not understood: one sentence, exit code 64. */
export class UsageError extends Error {}

/** What a command could not do: one sentence for the person, and an exit code of `EXIT`, or that of a program it ran. */
export class CommandFailure extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Settings, files or a store that the operator must mend first: starting again would not help. */
export const isUnfit = (fault: Fault): boolean => ['store.unfit', 'files.unfit', 'policy.unfit', 'account.unfit'].includes(fault.code);

/** Prints to standard output and answers with the exit code. */
export function print(text: string, code = 0): number {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return code;
}

/** Faults of the settings, each on its line; answers with the exit code. */
export async function printIssues(issues: readonly ConfigIssue[]): Promise<number> {
  const { asCalled } = await import('./as-called.ts');
  for (const { name, message } of issues) console.error(asCalled(`${name} ${message}`));
  return EXIT_CONFIG;
}

export function expectNothing(args: readonly string[]): void {
  if (args.length > 0) throw new UsageError('this command takes nothing more');
}

export function expectOne(args: readonly string[], what: string): string {
  const [only] = args;
  if (only === undefined || args.length > 1) throw new UsageError(`this command takes ${what}`);
  return only;
}

/** A person, spelled as in receipts. */
export function expectPerson(args: readonly string[]): PersonKey {
  const person = expectOne(args, 'one person, as platform:tenant:user');
  if (!/^[a-z]+:[^:\s]+:\S+$/.test(person)) throw new UsageError('a person is platform:tenant:user, as receipts have it');
  return person as PersonKey;
}
