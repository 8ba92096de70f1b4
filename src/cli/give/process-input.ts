// Standard input and the terminal of this process, as `readFields` takes them.

import { stderr, stdin } from 'node:process';
import { ownEnvironment } from '../account/environment.ts';
import { tellPerson } from '../terminal-text.ts';
import type { InputDeps } from './read-fields.ts';

export const inputOfProcess = (): InputDeps => ({
  stdin: stdin as AsyncIterable<Uint8Array>,
  // Questions go to standard error: standard output is the script's.
  terminal: stdin.isTTY && stderr.isTTY ? { input: stdin, write: (text) => void stderr.write(text) } : null,
  isPipe: !stdin.isTTY,
  showErrors: stderr.isTTY,
  env: ownEnvironment(),
  tell: tellPerson,
});
