// Reads a body of octets into bytes that are there already, and hashes it on the way. From Node's own request, piece by piece, where there is
// one: as a Request it would be copied twice before it is looked at.

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { refuse, type Result } from '../../core/refusal.ts';
import { isOctets, readOctets } from './body.ts';
import { httpError, type HttpRefusal } from './problem.ts';

export interface ArrivedBody {
  /** Of those that were given. */
  readonly bytes: Uint8Array;
  /** SHA-256 */
  readonly hash: Uint8Array;
}

type Read = { readonly ok: true; readonly value: ArrivedBody } | HttpRefusal;
type Outcome = 'whole' | 'large' | 'slow';

const TOO_LARGE = refuse('input.too_large', { field: 'body' });

/** At most `most` bytes, which `into` has. */
export async function readArriving(
  { request, incoming }: { readonly request: Request; readonly incoming: IncomingMessage | null },
  into: Uint8Array,
  most: number,
): Promise<Read> {
  if (!isOctets(request)) return httpError('request.type');
  if (incoming === null) return readWhole(request, into, most);
  const declared = request.headers.get('content-length');
  if (declared !== null && (!/^\d{1,15}$/.test(declared) || Number(declared) > most)) return TOO_LARGE;
  const hash = createHash('sha256');
  let size = 0;
  const outcome = await new Promise<Outcome>((resolve) => {
    const onData = (piece: Uint8Array): void => {
      if (size + piece.length > most) return end('large');
      into.set(piece, size);
      hash.update(piece);
      size += piece.length;
      freePiece(piece);
    };
    const onEnd = (): void => end('whole');
    const onGone = (): void => end(incoming.complete && incoming.readableEnded ? 'whole' : 'slow');
    function end(how: Outcome): void {
      incoming?.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      if (how === 'large') incoming?.pause();
      // An error that comes after this would otherwise end the process.
      else incoming?.on('error', () => undefined);
      resolve(how);
    }
    if (incoming.destroyed) return resolve('slow');
    incoming.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
  if (outcome === 'large') return TOO_LARGE;
  if (outcome === 'slow') return httpError('request.slow');
  return { ok: true, value: { bytes: into.subarray(0, size), hash: hash.digest() } };
}

/** Gives its memory back now. As garbage, pieces of a file of 100 MB would be as large together before V8 looks at them. */
export function freePiece({ buffer, byteLength }: Uint8Array): void {
  // A small one shares its memory with others.
  if (byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

async function readWhole(request: Request, into: Uint8Array, most: number): Promise<Result<ArrivedBody> | HttpRefusal> {
  const read = await readOctets(request, most);
  if (!read.ok) return read;
  into.set(read.value);
  return { ok: true, value: { bytes: into.subarray(0, read.value.length), hash: createHash('sha256').update(read.value).digest() } };
}
