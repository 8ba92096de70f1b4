// The sender's browser stores the encrypted payload before anyone has accepted.

import { hashB64 } from '../../crypto/bytes.ts';
import { limits } from '../limits.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { PersonKey, Share } from '../share.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

export async function uploadPayload(
  deps: TransactDeps,
  { id, by, payload }: { readonly id: string; readonly by: PersonKey; readonly payload: Uint8Array },
): Promise<Result<Share>> {
  if (payload.length > limits.payloadBytes) return refuse('input.too_large', { field: 'payload' });
  const hash = hashB64(payload);
  const uploaded = await transact(deps, {
    id,
    command: (_share, now) => ok({ kind: 'upload-payload', by, payload: { hash, size: payload.length, at: now } }),
    ciphertext: { payload },
  });
  return shareOf(uploaded);
}
