// `nt2 verify`: the receipt by the steps of docs/protocol/receipt.md, then the signature over the whole file, with keys that the reader
// trusts. Needs no settings and no server.

import { formatVkey, type VerifierKey } from '../../crypto/log/checkpoint.ts';
import { RECEIPT_NAMESPACE, verifySsh } from '../../crypto/log/sshsig.ts';
import { verifyReceipt } from '../../crypto/receipt/verify.ts';
import { say } from '../say.ts';
import { readBrought, type Brought } from './brought.ts';
import { tell, whyNot, type Verdict } from './verdict.ts';

export async function verify(args: readonly string[]): Promise<number> {
  const brought = readBrought(args);
  if (typeof brought === 'string') {
    console.error(brought);
    return 64;
  }
  const verdict = await judge(brought);
  const code = verdict.ok ? 0 : 1;
  if (brought.json) return say(JSON.stringify(verdict, plainKey, 2), code);
  return say(verdict.ok ? tell(verdict) : `This receipt does not hold.\n${whyNot(verdict, brought)}`, code);
}

async function judge({ bytes, text, keys, known, signature }: Brought): Promise<Verdict> {
  const held = await verifyReceipt({ text, keys, known });
  if (!held.ok || signature === null) return held.ok ? { ...held, isSigned: false } : held;
  // A key of another log is as good as any stranger's, also when the reader trusts it for that log.
  const own = keys.filter(({ name }) => name === held.story.log.origin);
  const signed = await verifySsh({ file: bytes, signature, namespace: RECEIPT_NAMESPACE, keys: own });
  return signed.ok ? { ...held, isSigned: true } : signed;
}

function plainKey(name: string, value: unknown): unknown {
  return name === 'key' && typeof value === 'object' && value !== null && 'publicKey' in value ? formatVkey(value as VerifierKey) : value;
}
