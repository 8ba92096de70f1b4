// Verifies receipts for the tests, in short: the code of a refusal, the story of a receipt that holds, and receipts of leaves that were tampered with.

import type { Receipt } from '../../../src/crypto/receipt/receipt.ts';
import { verifyReceipt, type ReceiptResult } from '../../../src/crypto/receipt/verify.ts';
import { erased, pinned, receiptOf, vectors } from './support.ts';

export const other = { ...pinned, publicKey: vectors.log.next.publicKey };

export async function code(
  text: string,
  more: Omit<Parameters<typeof verifyReceipt>[0], 'text' | 'keys'> = {},
  keys = [pinned],
): Promise<string> {
  const result = await verifyReceipt({ text, keys, ...more });
  return result.ok ? 'ok' : result.code;
}

export function story(result: ReceiptResult) {
  if (!result.ok) throw new Error(result.code);
  return result.story;
}

/** The code for a log that holds these leaves instead. */
export async function codeOf(leaves: readonly string[], more: Partial<Receipt> = {}): Promise<string> {
  return code((await receiptOf(leaves, { openings: erased(leaves), ...more })).text);
}

export const changed = (leaves: readonly string[], type: string, change: (leaf: string) => string): string[] =>
  leaves.map((leaf) => (leaf.includes(`\ntype ${type}\n`) ? change(leaf) : leaf));
export const only = (leaves: readonly string[], type: string): string => leaves.find((leaf) => leaf.includes(`\ntype ${type}\n`))!;
