// Is this request from Discord? Ed25519 over the timestamp and the raw bytes of the body, before anything of it is parsed.

import { createPublicKey, verify as verifySignature, type KeyObject } from 'node:crypto';

import type { Clock } from '../../core/ports/clock.ts';
import { LIMITS } from './limits.ts';

/** An Ed25519 key is 32 bytes behind this, in DER. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export type Verify = (
  request: Request,
) => Promise<{ readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly status: 401 | 413 }>;

/** @throws when `publicKey` is not 64 hex digits. Digits that are not a point on the curve fail at the first signature. */
export function createVerify(publicKey: string, clock: Clock): Verify {
  const key: KeyObject = createPublicKey({ key: Buffer.concat([SPKI, Buffer.from(publicKey, 'hex')]), format: 'der', type: 'spki' });
  return async (request) => {
    const signature = request.headers.get('x-signature-ed25519') ?? '';
    const timestamp = request.headers.get('x-signature-timestamp') ?? '';
    if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(timestamp)) return { ok: false, status: 401 };
    if (Math.abs(clock() / 1000 - Number(timestamp)) > LIMITS.clockSkewS) return { ok: false, status: 401 };
    const body = await readBody(request);
    if (body === null) return { ok: false, status: 413 };
    const signed = Buffer.concat([Buffer.from(timestamp), body]);
    return verifySignature(null, signed, key, Buffer.from(signature, 'hex')) ? { ok: true, body } : { ok: false, status: 401 };
  };
}

/** Null when it is longer than any request of Discord's. */
async function readBody(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length') ?? 0) > LIMITS.bodyBytes) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LIMITS.bodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
