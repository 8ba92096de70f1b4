// The one place that talks to a server: from a page of it, or from a program with its address and a token.

import { readAnswer, type Answer, type Read } from './answer.ts';
import type { Repeat } from './retry.ts';

export interface Connection {
  /** `https://nt2.example`; empty for a page of that very server. */
  readonly origin: string;
  /** Who asks, looked up at each request: a token, or who acts in this tab. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Ends every request of this connection. */
  readonly signal?: AbortSignal;
  /** Sends again what may be sent twice. Absent: the caller repeats. */
  readonly repeat?: Repeat;
}

export interface CallInit extends RequestInit {
  readonly headers?: Record<string, string>;
  /** Sent twice it counts once: the server knows it again by an id, a key or a secret in it. A GET is so anyway. */
  readonly isRepeatable?: boolean;
}

const JSON_TYPE = { 'content-type': 'application/json' };

export const post = (body: object, headers: Record<string, string> = {}): CallInit => ({
  method: 'POST',
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify(body),
});

/** The same, where it may be sent twice. */
export const postAgain = (body: object, headers?: Record<string, string>): CallInit => ({ ...post(body, headers), isRepeatable: true });

export function fetchFrom({ origin, headers, fetch, signal }: Connection, path: string, init: CallInit = {}): Promise<Response> {
  return fetch(origin + path, {
    cache: 'no-store',
    credentials: 'same-origin',
    ...(signal && { signal }),
    ...init,
    headers: { accept: 'application/json', 'x-nt2': '1', ...headers(), ...init.headers },
  });
}

export function request<T>(connection: Connection, path: string, asked: CallInit, read: Read<T>): Promise<Answer<T>> {
  const ask = (): Promise<Answer<T>> => readAnswer(fetchFrom(connection, path, asked), read);
  const { repeat } = connection;
  return repeat && (asked.isRepeatable || asked.method === undefined) ? repeat(ask) : ask();
}

const nothing = (): Promise<boolean> => Promise.resolve(true);

/** For answers that say nothing but yes. */
export async function silent(connection: Connection, path: string, asked: CallInit): Promise<Answer<null>> {
  const answer = await request(connection, path, asked, nothing);
  return answer.ok ? { ok: true, value: null } : answer;
}
