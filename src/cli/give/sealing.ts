// How it is sealed for people: to a key that their device has left, else when they accept, while the command waits; after words were compared,
// if the person wants that.

import { constants as system } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { stderr, stdin } from 'node:process';
import type { CallOptions, SealingDevice, ShareOptions } from '../../client/client.ts';
import { asCalled } from '../as-called.ts';
import { isApiError } from '../api-failure.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { CommandFailure, UsageError } from '../output.ts';
import { escapeForTerminal, tellPerson } from '../terminal-text.ts';

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

export interface WaitingCall {
  readonly call: CallOptions;
  readonly onWaiting: NonNullable<ShareOptions['onWaiting']>;
}

/**
 * As long as it takes: the server ends it when its time is over. Ctrl-C takes it back. With keys that are kept, what ends the process otherwise
 * leaves it waiting, and `nt2 share --resume` goes on. @throws CommandFailure 130
 */
export async function untilSealed<T>(isKept: boolean, act: (waiting: WaitingCall) => Promise<T>): Promise<T> {
  const over = new AbortController();
  const waiting: string[] = [];
  const end = (): void => over.abort();
  const leave = (signal: NodeJS.Signals): void => {
    // Before all are encrypted and at the server, there is nothing to go on with.
    if (!isKept || waiting.length === 0) return end();
    tellPerson('It still waits for them.');
    process.exit(128 + system.signals[signal]);
  };
  const ends = { SIGINT: end, SIGTERM: leave, SIGHUP: leave } as const;
  for (const [signal, by] of Object.entries(ends)) process.on(signal, by);
  const onWaiting: WaitingCall['onWaiting'] = ({ share, recipient }) => {
    const who = recipient === null ? 'them' : escapeForTerminal(recipient);
    const goesOn = isKept ? ` If this ends otherwise, nt2 share --resume ${share} goes on.` : '';
    tellPerson(asCalled(`Waiting for ${who} to accept. Ctrl-C takes it back.${goesOn}`));
    waiting.push(share);
  };
  try {
    return await act({ call: { signal: over.signal, deadlineMs: Infinity }, onWaiting });
  } catch (error) {
    if (!over.signal.aborted || !isApiError(error)) throw error;
    throw new CommandFailure(EXIT.interrupted, 'Taken back: nothing was sent.');
  } finally {
    for (const [signal, by] of Object.entries(ends)) process.off(signal, by);
  }
}
