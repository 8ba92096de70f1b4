// How it is sealed for people: to a key that their device has left, else when they accept, while the command waits; after words were compared,
// if the person wants that.

import { createInterface } from 'node:readline/promises';
import { stderr, stdin } from 'node:process';
import type { CallOptions, SealingDevice, ShareOptions } from '../../client/client.ts';
import { isApiError } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { CommandFailure, UsageError } from '../output.ts';
import { escapeForTerminal, tellPerson } from '../terminal-text.ts';

/** Until then nobody is told that the command waits: a device that has left a key takes less. */
const QUIET_MS = 1_500;

/** @throws UsageError */
export function sealingOf(flags: Flags): Pick<ShareOptions, 'words' | 'prekeyOnly' | 'compare'> {
  if (flags.has('--compare') && !(stdin.isTTY && stderr.isTTY)) throw new UsageError('--compare asks a person, on a terminal');
  checkWords(flags.has('--words'), flags);
  return { words: flags.has('--words'), prekeyOnly: flags.has('--no-wait'), ...(flags.has('--compare') && { compare: askWords }) };
}

/** In the log of a machine words would stand beside the link. @throws UsageError */
export function checkWords(isDrawn: boolean, flags: Flags): void {
  if (isDrawn && !flags.has('--json') && !stderr.isTTY)
    throw new UsageError('--words shows words on a terminal: a script reads them with --json');
}

async function askWords({ recipient, words }: SealingDevice): Promise<boolean> {
  const asked = createInterface({ input: stdin, output: stderr });
  const who = recipient === null ? 'they' : escapeForTerminal(recipient);
  const answer = await asked.question(`Call ${who}: their page shows six words. Are they these? ${words} [y/N] `);
  asked.close();
  return /^y(?:es)?$/i.test(answer.trim());
}

export function tellWords(passphrase: string | undefined): void {
  if (passphrase !== undefined) tellPerson(`Tell them these words on another way than the link: ${passphrase}`);
}

/** As long as it takes: the server ends it when its time is over. Ctrl-C takes it back. @throws CommandFailure 130 */
export async function untilSealed<T>(act: (call: CallOptions) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const end = (): void => over.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, end);
  const waiting = setTimeout(() => tellPerson('Waiting for them to accept. Ctrl-C takes it back.'), QUIET_MS);
  try {
    return await act({ signal: over.signal, deadlineMs: Infinity });
  } catch (error) {
    if (!over.signal.aborted || !isApiError(error)) throw error;
    throw new CommandFailure(EXIT.interrupted, 'Taken back: nothing was sent.');
  } finally {
    clearTimeout(waiting);
    for (const signal of signals) process.off(signal, end);
  }
}
