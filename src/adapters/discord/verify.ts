// Is this request from Discord? Ed25519 over the timestamp and the raw bytes of the body, before anything of it is parsed.

import type { Clock } from '../../core/ports/clock.ts';
import { verifyEd25519 } from '../../crypto/note/ed25519.ts';
import { LIMITS } from './limits.ts';

const HEX_KEY = /^[0-9a-f]{64}$/i;

export type Verify = (
  request: Request,
) => Promise<{ readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly status: 401 | 413 }>;

/** @throws when `hexKey` is not 64 hex digits. Digits that are not a point on the curve fail at the first signature. */
export function createVerify(hexKey: string, clock: Clock): Verify {
  if (!HEX_KEY.test(hexKey)) throw new TypeError('A public key has 64 hexadecimal digits.');
  const publicKey = Buffer.from(hexKey, 'hex');
  return async (request) => {
    const signature = request.headers.get('x-signature-ed25519') ?? '';
    const timestamp = request.headers.get('x-signature-timestamp') ?? '';
    if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(timestamp)) return { ok: false, status: 401 };
    if (Math.abs(clock() / 1000 - Number(timestamp)) > LIMITS.clockSkewS) return { ok: false, status: 401 };
    const body = await readBody(request);
    if (body === null) return { ok: false, status: 413 };
    const message = Buffer.concat([Buffer.from(timestamp), body]);
    const isRight = await verifyEd25519({ publicKey, message, signature: Buffer.from(signature, 'hex') });
    return isRight ? { ok: true, body } : { ok: false, status: 401 };
  };
}

/** Null when it is longer than any request of Discord's. */
async function readBody(request: Request): Promise<Buffer | null> {
  const length = request.headers.get('content-length');
  if (Number(length ?? 0) > LIMITS.bodyBytes) return null;
  // Node's parser hands over no more than was declared.
  if (length !== null) return Buffer.from(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LIMITS.bodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
