// `nt2 man` and `nt2 completion`: what the system around the command reads, made from the same table as `nt2 help`.

import { renderCompletion, SHELLS, type Shell } from './help/completions.ts';
import { manualPage } from './help/man.ts';
import { expectNothing, expectOne, print, UsageError } from './output.ts';
import { VERSION } from './version.ts';

export function man(args: readonly string[]): number {
  expectNothing(args);
  return print(manualPage(VERSION));
}

export function completion(args: readonly string[]): number {
  const name = expectOne(args, 'the name of a shell: bash, zsh or fish');
  const isShell = (word: string): word is Shell => SHELLS.some((shell) => shell === word);
  if (!isShell(name)) throw new UsageError('there are completions for bash, zsh and fish');
  return print(renderCompletion(name));
}
