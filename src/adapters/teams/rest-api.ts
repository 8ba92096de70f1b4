// Calls Teams' REST API. Every answer is a value, every wait ends, and of an error only its status and code are passed on.

import * as z from 'zod';

import type { Failure } from '../../bot/port.ts';
import type { AccessToken } from './access-token.ts';
import { failureIn } from './failures.ts';

export type Reply<T> =
  | { readonly ok: true; readonly value: T; readonly date: number | null }
  /** `status`: 0 when there was no answer. `code`: Microsoft's own, or ''. */
  | { readonly ok: false; readonly reason: Failure; readonly status: number; readonly code: string; readonly retryAfterMs?: number };

interface Call<T> {
  readonly body?: unknown;
  readonly schema: z.ZodType<T>;
  readonly withinMs?: number;
}

export interface Rest {
  /** `path`: each part of it percent-encoded by this function. */
  call<T>(method: 'GET' | 'POST' | 'PUT', path: readonly string[], call: Call<T>): Promise<Reply<T>>;
}

const failed = z.object({ error: z.object({ code: z.string() }) });

interface RestDeps {
  readonly fetch: typeof fetch;
  readonly token: AccessToken;
  readonly withinMs: number;
  /** Where Teams wants to be called by now. */
  readonly service: () => string;
}

export function createRest({ fetch, token, withinMs, service }: RestDeps): Rest {
  const call: Rest['call'] = async (method, path, { body, schema, withinMs: within = withinMs }) => {
    const url = `${service().replace(/\/$/, '')}/v3/${path.map(encodeURIComponent).join('/')}`;
    const signal = AbortSignal.timeout(within);
    let rejected: string | undefined;
    for (;;) {
      const granted = await token.get(rejected);
      if (!granted.ok) return { ok: false, reason: 'later', status: 0, code: granted.code };
      try {
        const response = await fetch(url, {
          method,
          redirect: 'error',
          signal,
          headers: { authorization: `Bearer ${granted.token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const said = json(await response.text());
        if (response.status === 401 && rejected === undefined) {
          rejected = granted.token;
          continue;
        }
        return response.ok ? taken(response, schema.safeParse(said)) : refusal(response, said, method);
      } catch {
        return { ok: false, reason: 'later', status: 0, code: 'unreachable' };
      }
    }
  };
  return { call };
}

function taken<T>(response: Response, value: z.ZodSafeParseResult<T>): Reply<T> {
  // Teams takes some messages without saying what they are called: they cannot be edited, and sending again would double them.
  if (!value.success) return { ok: false, reason: 'refused', status: response.status, code: 'unreadable' };
  const date = Date.parse(response.headers.get('date') ?? '');
  return { ok: true, value: value.data, date: Number.isNaN(date) ? null : date };
}

function refusal(response: Response, said: unknown, method: string): Extract<Reply<never>, { ok: false }> {
  const code = /^\w{1,64}$/.exec(failed.safeParse(said).data?.error.code ?? '')?.[0] ?? '';
  const seconds = Number(response.headers.get('retry-after') ?? '');
  return {
    ok: false,
    reason: failureIn(response.status, code, method),
    status: response.status,
    code,
    ...(seconds > 0 && { retryAfterMs: seconds * 1_000 }),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
