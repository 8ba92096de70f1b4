// Calls Slack's Web API and returns its answer, or why it failed, as a value. It never retries, because the outbox knows better when,
// and it logs nothing that was sent or answered.

import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
  type Logger,
  type WebClientOptions,
} from '@slack/web-api';
import type { EgressRoute } from '../../egress/egress.ts';
import { proxyCode } from '../../egress/proxy-report.ts';
import { createHttpFetch } from './http-fetch.ts';

export type Called =
  | { readonly ok: true; readonly data: Readonly<Record<string, unknown>> }
  /** Slack's own word for it, `rate_limited`, `http_<status>`, `unreachable`, or a code of the proxy. */
  | { readonly ok: false; readonly error: string; readonly retryAfterMs?: number };

export type Api = (token: string | null, method: string, args?: Readonly<Record<string, unknown>>) => Promise<Called>;

const TIMEOUT_MS = 5_000;
const MOST_CLIENTS = 100;

const nothing = (): void => undefined;
/** Slack's clients log whole payloads, so their lines are dropped unread. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

/** `through` carries the requests. */
export const clientOptions = (apiUrl: string, through?: typeof fetch): WebClientOptions => ({
  slackApiUrl: apiUrl,
  logger: silentLogger,
  timeout: TIMEOUT_MS,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  allowAbsoluteUrls: false,
  ...(through && { fetch: through }),
});

interface ApiDeps {
  readonly apiUrl: string;
  /** Through the proxy; null or absent: directly. */
  readonly egressRoute?: EgressRoute | null;
  /** Sees every answer. */
  readonly through?: typeof fetch;
}

export function createApi({ apiUrl, egressRoute = null, through = egressRoute?.fetch ?? createHttpFetch() }: ApiDeps): Api {
  const clients = new Map<string, WebClient>();
  const clientOf = (token: string | null): WebClient => {
    const known = clients.get(token ?? '');
    if (known) return known;
    const made = new WebClient(token ?? undefined, clientOptions(apiUrl, through));
    if (clients.size >= MOST_CLIENTS) clients.clear();
    clients.set(token ?? '', made);
    return made;
  };
  return async (token, method, args = {}) => {
    try {
      return { ok: true, data: { ...(await clientOf(token).apiCall(method, { ...args })) } };
    } catch (error) {
      const failed = why(error);
      return { ok: false, ...failed, ...(failed.error === 'unreachable' && { error: proxyCode(egressRoute?.word()) ?? failed.error }) };
    }
  };
}

function why(error: unknown): { error: string; retryAfterMs?: number } {
  if (error instanceof WebAPIRateLimitedError) return { error: 'rate_limited', retryAfterMs: error.retryAfter * 1_000 };
  // For a body that is not JSON, half a document for instance, the body itself arrives as the "error".
  if (error instanceof WebAPIPlatformError && /^[a-z][a-z0-9_]{1,60}$/.test(error.data.error)) return { error: error.data.error };
  return { error: error instanceof WebAPIHTTPError ? `http_${error.statusCode}` : 'unreachable' };
}

/** Null when `work` takes longer. The work itself goes on: a call that hangs must not use up a person's three seconds. */
export async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
