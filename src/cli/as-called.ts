// Puts into a sentence for the person at the command how they called nt2, where it tells them what to type.

import { currentCall } from './call.ts';
import { COMMANDS } from './help/commands.ts';

const FIRST_WORDS = new Set(COMMANDS.map(({ name }) => name.split(' ')[0]));
/** `nt2 doctor` and `nt2 --help`, but not `/srv/nt2 doctor` or `docker compose run --rm nt2 doctor`. */
const TYPED = /(?<![\w./-]|--rm )nt2 (-{0,2}[a-z][a-z-]{0,20})/g;

/** Leaves `nt2 runs` and `nt2 says` as they are. */
export function asCalled(text: string, call = currentCall()): string {
  if (call === 'nt2') return text;
  return text.replaceAll(TYPED, (whole, word: string) => (FIRST_WORDS.has(word) || word.startsWith('--') ? `${call} ${word}` : whole));
}
