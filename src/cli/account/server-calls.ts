// What log-in, log-out and the list of devices ask of a server.

import * as z from 'zod';
import { exitCodeOf } from '../exit-codes.ts';

/** A server that refused, or did not answer: what to say, and the exit code. */
export class CallError extends Error {
  readonly code: string;
  readonly retryAfterMs: number | null;
  constructor(code: string, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
  get exit(): number {
    return exitCodeOf(this.code);
  }
}

interface Call {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const DEADLINE_MS = 20_000;
const problem = z.object({ code: z.string().max(64), detail: z.string().max(1_000), retryAfterMs: z.number().optional() });

/** The answer, or undefined for one without a body. @throws CallError */
export async function callServer({ url, method, path, token, body, signal }: Call): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A token follows no redirect to another place.
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), ...(signal ? [signal] : [])]),
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new CallError('network', `${url} does not answer: check the address and the network, then try again.`);
  }
  if (response.ok) return parseJson(text);
  const said = problem.safeParse(parseJson(text));
  if (said.success) throw new CallError(said.data.code, said.data.detail, said.data.retryAfterMs ?? null);
  throw new CallError('answer', `${url} is not an nt2 server, or something in between answered in its place (status ${response.status}).`);
}

/** @throws CallError: it answered with something else */
export function expectAnswer<T>(schema: z.ZodType<T>, answer: unknown, url: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CallError('answer', `${url} answered with something that nt2 does not know: is it an nt2 server of this version?`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
