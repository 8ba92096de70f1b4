// Checks a receipt with the keys that the page trusts, or with those that the reader brings. Holds no state.

import { parseLogName } from '../../crypto/keys/log.ts';
import { parseVkey, type VerifierKey } from '../../crypto/tlog/checkpoint.ts';
import { parsePinnedCheckpoint, sizeOf } from '../../crypto/receipt/pinned-checkpoint.ts';
import { parseReceipt } from '../../crypto/receipt/receipt.ts';
import { verifyReceipt, type KnownCheckpoint, type ReceiptResult } from '../../crypto/receipt/verify.ts';
import { fetchConsistency, fetchKeys } from '../../client/calls/receipts.ts';
import { here } from '../api/api.ts';

/** What the reader typed or pasted; empty where they did not. */
export interface TrustedInput {
  readonly keys: string;
  readonly older: string;
}

export const NO_INPUT: TrustedInput = { keys: '', older: '' };

/** `own`: with a key that the reader brought. `server`: with what this server says that its key is. */
export type KeySource = 'own' | 'server';

export type CheckedReceipt =
  | { readonly kind: 'checked'; readonly result: ReceiptResult; readonly by: KeySource }
  /** It could not be checked: no receipt, no key, a malformed key or checkpoint, no hashes for it, no answer. */
  | { readonly kind: 'unchecked'; readonly reason: 'form' | 'key-needed' | 'own-key' | 'own-older' | 'hashes' | 'network' };

const unchecked = (reason: Extract<CheckedReceipt, { kind: 'unchecked' }>['reason']): CheckedReceipt => ({ kind: 'unchecked', reason });

export async function checkReceipt(text: string, own: TrustedInput): Promise<CheckedReceipt> {
  const receipt = parseReceipt(text);
  // A file that is no receipt is told apart from one that fails: there is no log to ask for a key.
  if (receipt === null) return unchecked('form');
  const trusted = await keysFor(receipt.checkpoint, own.keys);
  if (!Array.isArray(trusted)) return trusted;
  const known = await knownFor(receipt, own.older);
  if (known !== null && 'kind' in known) return known;
  const result = await verifyReceipt({ text, keys: trusted, ...(known !== null && { known }) });
  return { kind: 'checked', result, by: own.keys.trim() === '' ? 'server' : 'own' };
}

async function keysFor(checkpoint: string, typed: string): Promise<VerifierKey[] | CheckedReceipt> {
  if (typed.trim() !== '') {
    const keys = typed.trim().split(/\s+/).map(parseVkey);
    return keys.every((key) => key !== null) ? keys : unchecked('own-key');
  }
  const log = parseLogName(checkpoint.split('\n')[0] ?? '');
  // Of another server's log this one knows nothing.
  if (log === null || log.host !== location.host) return unchecked('key-needed');
  const published = await fetchKeys(here, log.tag);
  if (!published.ok) return unchecked('network');
  return published.value.map(parseVkey).filter((key) => key !== null);
}

async function knownFor(
  { checkpoint, share }: { checkpoint: string; share: string },
  typed: string,
): Promise<KnownCheckpoint | CheckedReceipt | null> {
  if (typed.trim() === '') return null;
  const kept = parsePinnedCheckpoint(`${typed.replaceAll('\r', '').trim()}\n`);
  if (kept === null) return unchecked('own-older');
  const [from = 0, to = 0] = [kept.size, sizeOf(checkpoint) ?? 0].toSorted((a, b) => a - b);
  if (kept.proof !== null || from === to) return { checkpoint: kept.checkpoint, proof: kept.proof ?? [] };
  const hashes = await fetchConsistency(here, { share, from, to });
  return hashes.ok ? { checkpoint: kept.checkpoint, proof: hashes.value } : unchecked('hashes');
}
