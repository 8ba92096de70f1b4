// Calls LINE's API. Every answer is a value and every wait ends; of an error only its status is passed on, and the token goes nowhere else.

import type { LineConfig } from './config.ts';
import { LIMITS } from './limits.ts';

export type LineAnswer =
  | { readonly ok: true; readonly status: number; readonly body: unknown }
  /** `status` 0: there was no answer. `monthly`: the messages of this month are used up. */
  | { readonly ok: false; readonly status: number; readonly body: unknown; readonly retryAfterMs?: number; readonly monthly: boolean };

export interface LineClient {
  readonly get: (path: string) => Promise<LineAnswer>;
  readonly post: (path: string, body: unknown, retryKey?: string) => Promise<LineAnswer>;
  /** For LINE Login, which knows no token of the account. */
  readonly form: (path: string, fields: Readonly<Record<string, string>>) => Promise<LineAnswer>;
  readonly close: () => void;
}

/** Bytes. No answer that nt2 asks for is nearly as long. */
const MOST = 256 * 1024;

export function createLineClient({ apiUrl, channelToken, egress }: LineConfig, send: typeof fetch = fetch): LineClient {
  const route = egress?.open() ?? null;
  const via: typeof fetch = route === null ? send : route.fetch;

  async function call(path: string, init: RequestInit): Promise<LineAnswer> {
    try {
      const response = await via(`${apiUrl}${path}`, { ...init, redirect: 'error', signal: AbortSignal.timeout(LIMITS.callMs) });
      const body = json((await response.text()).slice(0, MOST));
      if (response.ok) return { ok: true, status: response.status, body };
      const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
      const monthly = response.status === 429 && /monthly limit/i.test(String((body as { message?: unknown } | null)?.message));
      const { status } = response;
      return { ok: false, status, body, monthly, ...(Number.isFinite(seconds) && { retryAfterMs: Math.min(seconds, 3_600) * 1000 }) };
    } catch {
      return { ok: false, status: 0, body: null, monthly: false };
    }
  }
  const headers = { authorization: `Bearer ${channelToken}` };
  return {
    get: (path) => call(path, { headers }),
    post: (path, body, retryKey) =>
      call(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', ...(retryKey !== undefined && { 'x-line-retry-key': retryKey }) },
        body: JSON.stringify(body),
      }),
    form: (path, fields) => call(path, { method: 'POST', body: new URLSearchParams(fields) }),
    close: () => route?.cut(),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
