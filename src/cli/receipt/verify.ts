// `nt2 verify`: the receipt by the steps of docs/protocol/receipt.md, then the signature over the whole file, with keys that the reader
// trusts. Needs no settings and no server.

import { parseNote } from '../../crypto/note/note.ts';
import { formatVkey, type VerifierKey } from '../../crypto/tlog/checkpoint.ts';
import { RECEIPT_NAMESPACE, verifySsh } from '../../crypto/tlog/sshsig.ts';
import { parseReceipt } from '../../crypto/receipt/receipt.ts';
import { verifyReceipt } from '../../crypto/receipt/verify.ts';
import { print } from '../output.ts';
import { loadVerifyInput, type VerifyInput } from './verify-input.ts';
import { formatReport, explainFailure, type Verdict } from './verify-report.ts';

export async function verify(args: readonly string[]): Promise<number> {
  const brought = loadVerifyInput(args);
  if (typeof brought === 'string') {
    console.error(brought);
    return 64;
  }
  const verdict = await judge(brought);
  const code = verdict.ok ? 0 : 1;
  if (brought.json) return print(JSON.stringify(verdict, plainKey, 2), code);
  return print(verdict.ok ? formatReport(verdict) : `Don’t rely on this receipt.\n${explainFailure(verdict, brought)}`, code);
}

async function judge({ bytes, text, keys, known, witnesses, signature }: VerifyInput): Promise<Verdict> {
  const held = await verifyReceipt({ text, keys, known, witnesses });
  if (!held.ok) return held;
  const unchecked = namesOfOthers(text, [...keys, ...(witnesses?.keys ?? [])]);
  if (signature === null) return { ...held, isSigned: false, unchecked };
  // A key of another log is as good as any stranger's, also when the reader trusts it for that log.
  const own = keys.filter(({ name }) => name === held.story.log.origin);
  const signed = await verifySsh({ file: bytes, signature, namespace: RECEIPT_NAMESPACE, keys: own });
  return signed.ok ? { ...held, isSigned: true, unchecked } : signed;
}

/** So that a reader learns whose key they could ask for. */
function namesOfOthers(text: string, known: readonly VerifierKey[]): string[] {
  const names = parseNote(parseReceipt(text)?.checkpoint ?? '')?.signatures.map(({ name }) => name) ?? [];
  return [...new Set(names)].filter((name) => !known.some((key) => key.name === name));
}

function plainKey(name: string, value: unknown): unknown {
  return name === 'key' && typeof value === 'object' && value !== null && 'publicKey' in value ? formatVkey(value as VerifierKey) : value;
}
