// Requests to a bucket, signed by aws4fetch: each with a time limit, asked again with growing pauses while that may help, never redirected.
// The key goes into the signature alone. See docs/decisions/files-in-a-bucket.md.

import { AwsV4Signer } from 'aws4fetch';
import type { BlobFault } from '../core/ports/blob-store.ts';
import { faultOf, isWorthAnother, silentFault, type BucketAnswer } from './bucket-faults.ts';
import { parseErrorCode } from './list-xml.ts';

export interface BucketSettings {
  readonly endpoint: URL;
  readonly bucket: string;
  /** '' or `some/folder/` */
  readonly prefix: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  /** `path`: https://endpoint/bucket/key. `host`: https://bucket.endpoint/key */
  readonly style: 'path' | 'host';
}

export interface BucketTimes {
  /** Until the head of an answer, in ms. */
  readonly headMs: number;
  /** For a piece of a body. */
  readonly pieceMs: number;
  /** No other try begins after that. */
  readonly triesMs: number;
  /** The first pause; each further one is twice as long, and a random part of each is left out. */
  readonly pauseMs: number;
}

export const BUCKET_TIMES: BucketTimes = { headMs: 10_000, pieceMs: 10_000, triesMs: 15_000, pauseMs: 100 };

export interface BucketWant {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Behind the prefix of the settings; absent: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes: Uint8Array; readonly hash: Uint8Array };
}

export interface BucketRequests {
  readonly place: string;
  /** Null: there is no such object. Else an answer whose status is a success, with its body not yet read. @throws BlobFault */
  ask(want: BucketWant): Promise<Response | null>;
  /** As `ask`, with what was read of its body; null also where it is longer than it may be. @throws BlobFault */
  text(want: BucketWant, most: number): Promise<string | null>;
}

const TRIES = 6;
const ERROR_BYTES = 16 * 1024;
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export function createBucketRequests(
  { endpoint, bucket, prefix, region, keyId, secret, style }: BucketSettings,
  { fetch: send = fetch, times = BUCKET_TIMES }: { readonly fetch?: typeof fetch | undefined; readonly times?: BucketTimes } = {},
): BucketRequests {
  const place = `bucket ${bucket} at ${endpoint.host}`;
  const cache = new Map<string, ArrayBuffer>();
  const base = new URL(endpoint);
  if (style === 'host') base.hostname = `${bucket}.${endpoint.hostname}`;

  function addressOf({ key, query = {} }: BucketWant): URL {
    const url = new URL(base);
    const path = style === 'host' ? '' : `/${bucket}`;
    url.pathname = `${path}/${key === undefined ? '' : prefix + key}`;
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async function once(want: BucketWant): Promise<Response> {
    const { method, body } = want;
    const hash = body === undefined ? NOTHING : Buffer.from(body.hash).toString('hex');
    const signed = await new AwsV4Signer({
      url: addressOf(want).href,
      method,
      headers: {
        'x-amz-content-sha256': hash,
        // Kept with the object where the bucket knows of it, so that a later look at it there finds what was hurt.
        ...(body !== undefined && {
          'content-type': 'application/octet-stream',
          'x-amz-checksum-sha256': Buffer.from(body.hash).toString('base64'),
        }),
      },
      accessKeyId: keyId,
      secretAccessKey: secret,
      service: 's3',
      region,
      cache,
    }).sign();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), times.headMs);
    try {
      return await send(signed.url, {
        method: signed.method,
        headers: signed.headers,
        redirect: 'manual',
        signal: stop.signal,
        ...(body !== undefined && { body: body.bytes as Uint8Array<ArrayBuffer> }),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask(want: BucketWant): Promise<Response | null> {
    const began = performance.now();
    let fault: BlobFault | null = null;
    for (let round = 0; round < TRIES; round += 1) {
      if (round > 0) await pause(times.pauseMs * 2 ** (round - 1) * (0.5 + Math.random() / 2));
      if (fault !== null && performance.now() - began > times.triesMs) break;
      let response: Response;
      try {
        response = await once(want);
      } catch (error) {
        fault = silentFault({ place }, error);
        continue;
      }
      if (response.ok) return response;
      const answer = await answerOf(response, times.pieceMs);
      if (response.status === 404 && answer.code === 'NoSuchKey') return null;
      // What is not there any more is deleted.
      fault = faultOf({ place }, answer);
      if (!isWorthAnother(answer)) break;
    }
    throw fault ?? silentFault({ place }, null);
  }

  return {
    place,
    ask,
    async text(want, most) {
      const response = await ask(want);
      try {
        return response === null ? null : await readText(response, most, times.pieceMs);
      } catch (error) {
        throw silentFault({ place }, error);
      }
    },
  };
}

async function answerOf(response: Response, pieceMs: number): Promise<BucketAnswer> {
  const region = response.headers.get('x-amz-bucket-region');
  const xml = await readText(response, ERROR_BYTES, pieceMs).catch(() => null);
  const isName = region !== null && /^[a-z0-9-]{1,40}$/.test(region);
  return { status: response.status, code: parseErrorCode(xml ?? ''), region: isName ? region : null };
}

/** Null: it is longer. */
async function readText(response: Response, most: number, pieceMs: number): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of piecesOf(response, pieceMs)) {
    size += part.length;
    if (size > most) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Pieces of a body, of which none may let itself be waited for too long. Left early, what is left of it is not read. */
export async function* piecesOf(response: Response, pieceMs: number): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
  if (reader === undefined) return;
  let isOver = false;
  try {
    while (true) {
      const part = await inTime(reader.read(), pieceMs);
      isOver = part.done;
      if (part.done) return;
      yield part.value;
    }
  } finally {
    if (!isOver) reader.cancel().catch(() => undefined);
  }
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('A piece of an answer of the bucket did not come in time.')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
