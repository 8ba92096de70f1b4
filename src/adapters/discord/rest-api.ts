// Calls Discord's REST API through discord.js. Every answer is a value, every wait ends, and of an error only its number is passed on,
// because its message and URL may hold the token of an interaction.

import { DiscordAPIError, HTTPError, RateLimitError, REST, RequestMethod, type RouteLike } from 'discord.js';
import type * as z from 'zod';

import type { Failure } from '../../bot/port.ts';
import type { EgressRoute } from '../../egress/egress.ts';
import type { ProxyReport } from '../../egress/proxy-report.ts';
import type { DiscordConfig } from './config.ts';
import { ERROR, TRY_LATER } from './error-codes.ts';

export type Reply<T> =
  | { readonly ok: true; readonly value: T; readonly date: number | null }
  /** `code`: Discord's own number, or the HTTP status, or 0 when there was no answer. */
  /** `proxy`: what the proxy said, when the request got no further. */
  | { readonly ok: false; readonly reason: Failure; readonly code: number; readonly retryAfterMs?: number; readonly proxy?: ProxyReport };

interface Call<T> {
  readonly body?: unknown;
  readonly schema: z.ZodType<T>;
  /** Interactions carry their own token in the path. */
  readonly auth?: boolean;
}

const METHODS = {
  GET: RequestMethod.Get,
  POST: RequestMethod.Post,
  PUT: RequestMethod.Put,
  PATCH: RequestMethod.Patch,
  DELETE: RequestMethod.Delete,
} as const;

export interface Rest {
  call<T>(method: keyof typeof METHODS, route: RouteLike, call: Call<T>): Promise<Reply<T>>;
}

export function createRest({
  token,
  apiUrl,
  times,
  egress,
}: Pick<DiscordConfig, 'token' | 'apiUrl' | 'times' | 'egress'>): Rest & { readonly close: () => void } {
  const egressRoute = egress?.open() ?? null;
  const rest = new REST(restOptions({ apiUrl, times }, egressRoute)).setToken(token);
  let invalidUntil = 0;

  return {
    async call(method, route, { body, schema, auth = true }) {
      const now = performance.now();
      if (auth && now < invalidUntil) return { ok: false, reason: 'later', code: 401, retryAfterMs: invalidUntil - now };
      try {
        // This also ends a wait in the library's own queue, and a body that never ends.
        const signal = AbortSignal.timeout(times.call);
        const options = { fullRoute: route, method: METHODS[method], auth, signal, ...(body !== undefined && { body }) };
        const response = await rest.queueRequest(options);
        const text = await response.text();
        const value = schema.safeParse(text === '' ? undefined : JSON.parse(text));
        if (!value.success) return { ok: false, reason: 'later', code: response.status };
        const date = Date.parse(response.headers.get('date') ?? '');
        return { ok: true, value: value.data, date: Number.isNaN(date) ? null : date };
      } catch (error) {
        const failed = failureOf(error);
        if (auth && failed.code === 401) {
          invalidUntil = performance.now() + times.refused;
          // The library forgets a refused token.
          rest.setToken(token);
        }
        const word = egressRoute?.word() ?? null;
        return failed.code === 0 && word !== null && word.says !== 'through' ? { ...failed, proxy: word } : failed;
      }
    },
    close() {
      rest.clearHandlerSweeper();
      rest.clearHashSweeper();
      egressRoute?.cut();
    },
  };
}

/** The library must not retry or wait: the outbox does, and knows when. */
export const restOptions = ({ apiUrl, times }: Pick<DiscordConfig, 'apiUrl' | 'times'>, egressRoute: EgressRoute | null) => ({
  api: apiUrl.replace(/\/$/, ''),
  version: '10',
  retries: 0,
  timeout: times.call,
  rejectOnRateLimit: () => true,
  // The library has an undici of its own, which does not take another undici's dispatcher, so requests use the route's fetch.
  ...(egressRoute && { makeRequest: (url: string, init: unknown) => egressRoute.fetch(url, init as RequestInit) }),
});

function failureOf(error: unknown): Extract<Reply<never>, { ok: false }> {
  if (error instanceof RateLimitError) return { ok: false, reason: 'later', code: 429, retryAfterMs: Math.max(error.retryAfter, 1_000) };
  if (error instanceof HTTPError) return { ok: false, reason: 'later', code: error.status };
  if (!(error instanceof DiscordAPIError)) return { ok: false, reason: 'later', code: 0 };
  const code = typeof error.code === 'number' && error.code > 0 ? error.code : error.status;
  if (code === ERROR.unknownMessage) return { ok: false, reason: 'gone', code };
  if (TRY_LATER.has(code) || error.status === 401) return { ok: false, reason: 'later', code };
  // Not a member, closed messages, a locked thread, a deleted channel, a form that does not fit: waiting does not help.
  return { ok: false, reason: 'refused', code };
}
