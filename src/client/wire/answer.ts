// How a request ended, as a value. Pages show it; the methods of `createClient` throw it as an `ApiError`.

import { asJson, type Json } from './json.ts';

export interface ApiFailure {
  readonly ok: false;
  /** The server's code, or `network` (no answer) or `answer` (an answer that makes no sense). */
  readonly code: string;
  readonly triesLeft: number | null;
  readonly retryAfterMs: number | null;
  /** What the server said in full, where it said something: RFC 9457. */
  readonly problem?: Json | null;
  readonly status?: number;
}
export type Answer<T> = { readonly ok: true; readonly value: T } | ApiFailure;

/** Null: the answer makes no sense. */
export type Read<T> = (response: Response) => Promise<T | null>;

const failure = (
  code: string,
  { status, headers }: Partial<Pick<Response, 'status' | 'headers'>> = {},
  problem: Json | null = null,
): ApiFailure => {
  const { triesLeft, retryAfterMs } = problem ?? {};
  const wait = Number(headers?.get('retry-after') ?? 0) * 1_000;
  return {
    ok: false,
    code,
    triesLeft: typeof triesLeft === 'number' ? triesLeft : null,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : wait || null,
    problem,
    ...(status !== undefined && { status }),
  };
};

export async function readAnswer<T>(asked: Promise<Response>, read: Read<T>): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await asked;
    if (response.ok) {
      const value = await read(response);
      return value === null ? failure('answer', response) : { ok: true, value };
    }
  } catch {
    return failure('network');
  }
  const json = asJson(await response.json().catch(() => null));
  if (typeof json?.['code'] === 'string') return failure(json['code'], response, json);
  // A proxy in between that gives no code of ours: as good as no answer.
  return failure(response.status >= 500 ? 'network' : 'answer', response);
}
