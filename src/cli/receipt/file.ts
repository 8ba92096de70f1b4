// How a receipt is printed: its text alone, so that it can be redirected into a file that others check.

import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { CommandFailure, print } from '../output.ts';
import { escapeForTerminal, tellPerson } from '../terminal-text.ts';

export interface ReceiptToPrint {
  readonly id: string;
  readonly text: string;
  /** Types of events that are not in it yet. */
  readonly waiting: readonly string[];
  /** Null: the log has gone on meanwhile. */
  readonly signature: () => Promise<string | null>;
}

export async function printReceiptFile({ id, text, waiting, signature }: ReceiptToPrint, flags: Flags): Promise<number> {
  if (waiting.length > 0) tellPerson(`Not in it yet, because the log hasn’t signed them: ${escapeForTerminal(waiting.join(', '))}.`);
  if (flags.has('--json')) return print(JSON.stringify({ id, text, waiting, signature: await signature() }));
  if (!flags.has('--sig')) return print(text);
  const signed = await signature();
  if (signed === null) throw new CommandFailure(EXIT.later, 'The log has gone on meanwhile: ask for receipt and signature once more.');
  return print(signed);
}
