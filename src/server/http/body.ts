// Reads bodies. A limit counts the bytes that arrived, whatever Content-Length says.

import { isUtf8 } from 'node:buffer';
import type * as z from 'zod';
import { limits } from '../../core/limits.ts';
import { ok, refuse, type Result } from '../../core/refusal.ts';
import { httpError, type HttpRefusal } from './problem.ts';

type Read<T> = { readonly ok: true; readonly value: T } | HttpRefusal;

const JSON_TYPE = /^application\/json(?:\s*;\s*charset=utf-8)?\s*$/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded(?:\s*;\s*charset=utf-8)?\s*$/i;
const BYTES_TYPE = /^application\/octet-stream\s*$/i;
const EMPTY = new Uint8Array(0);
const TOO_LARGE = refuse('input.too_large', { field: 'body' });

/** A JSON body of any form. */
export async function readJson(request: Request): Promise<Read<unknown>> {
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) return httpError('request.type');
  const bytes = await readBytes(request, limits.bodyBytes);
  return bytes.ok ? parse(bytes.value) : bytes;
}

/** A JSON body as `schema` wants it. */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<Read<T>> {
  const value = await readJson(request);
  return value.ok ? checkBody(value.value, schema) : value;
}

/** A refusal names at most a field that the schema knows, never its value. */
export function checkBody<T>(value: unknown, schema: z.ZodType<T>): Result<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const [field] = parsed.error.issues[0]?.path ?? [];
  return refuse('input.invalid', { field: typeof field === 'string' ? field : 'body' });
}

/** A form, as programs of others post it. */
export async function readForm(request: Request): Promise<Read<URLSearchParams>> {
  if (!FORM_TYPE.test(request.headers.get('content-type') ?? '')) return httpError('request.type');
  const bytes = await readBytes(request, limits.bodyBytes);
  return bytes.ok ? ok(new URLSearchParams(Buffer.from(bytes.value).toString('utf8'))) : bytes;
}

export const isOctets = ({ headers }: Request): boolean => BYTES_TYPE.test(headers.get('content-type') ?? '');

export async function readOctets(request: Request, most: number = limits.payloadBytes): Promise<Read<Uint8Array>> {
  if (!isOctets(request)) return httpError('request.type');
  return readBytes(request, most);
}

function parse(bytes: Uint8Array): Result<unknown> {
  try {
    if (isUtf8(bytes)) return ok(JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')));
  } catch {
    // Not JSON: the parser's own message would repeat the input.
  }
  return refuse('input.invalid', { field: 'body' });
}

/** What arrives, in the bytes of a body. */
export async function readBytes(request: Request, max: number): Promise<Read<Uint8Array>> {
  const declared = request.headers.get('content-length');
  // Node's parser hands over at most the declared bytes, so the read below is bounded; they are counted all the same.
  if (declared !== null && (!/^\d{1,15}$/.test(declared) || Number(declared) > max)) return TOO_LARGE;
  try {
    const bytes = declared === null ? await readParts(request, max) : new Uint8Array(await request.arrayBuffer());
    return bytes === null || bytes.length > max ? TOO_LARGE : ok(bytes);
  } catch {
    // The client went away, or was slower than the server waits: nothing has happened.
    return httpError('request.slow');
  }
}

/** Null when there are more than `max` bytes: the rest is not read. */
async function readParts(request: Request, max: number): Promise<Uint8Array | null> {
  if (request.body === null) return EMPTY;
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = (request.body as ReadableStream<Uint8Array>).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > max) {
      reader.cancel().catch(() => undefined);
      return null;
    }
    parts.push(part.value);
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

/** Strict base64 in, bytes out; null when it is anything but the one way to write these bytes. */
export function fromBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
