// Is this request from LINE? HMAC-SHA256 over the raw bytes of the body, before anything of it is parsed.
// There is no time in the signature: what is sent again is known by its event's id, and by its age.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { LIMITS } from './limits.ts';

/** 32 bytes. The form is checked first, so that a comparison never sees another length. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;

export type Verified = { readonly ok: true; readonly body: Buffer } | { readonly ok: false; readonly status: 401 | 413 };

export async function verify(request: Request, channelSecret: string): Promise<Verified> {
  const signature = request.headers.get('x-line-signature') ?? '';
  if (!SIGNATURE.test(signature)) return { ok: false, status: 401 };
  const body = await readBody(request);
  if (body === null) return { ok: false, status: 413 };
  const right = createHmac('sha256', channelSecret).update(body).digest();
  return timingSafeEqual(right, Buffer.from(signature, 'base64')) ? { ok: true, body } : { ok: false, status: 401 };
}

/** Null when it is longer than any request of LINE's. */
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
