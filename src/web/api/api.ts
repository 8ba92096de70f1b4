// The one place that talks to the server. A refusal is a value with the server's code; no answer at all is the code `network`.

import { asJson, parseClaimAnswer, parseView, type ClaimAnswer, type Json, type ShareView } from './view.ts';

export interface ApiFailure {
  readonly ok: false;
  /** The server's code, or `network` (no answer) or `answer` (an answer that makes no sense). */
  readonly code: string;
  readonly triesLeft: number | null;
  readonly retryAfterMs: number | null;
}
export type Answer<T> = { readonly ok: true; readonly value: T } | ApiFailure;

export interface ShareApi {
  /** Reads what has been asked already, or asks. */
  view(asked?: Promise<Response> | null): Promise<Answer<ShareView>>;
  /** Has the recipient asked to accept, where nobody was told so far. */
  tell(): Promise<Answer<null>>;
  putPayload(bytes: Uint8Array<ArrayBuffer>): Promise<Answer<null>>;
  accept(body: object): Promise<Answer<null>>;
  /** `reason`: of a request, for the person who asked. */
  decline(reason?: string): Promise<Answer<null>>;
  revoke(): Promise<Answer<null>>;
  seal(body: object): Promise<Answer<null>>;
  claim(body: object): Promise<Answer<ClaimAnswer>>;
  payload(secret: string): Promise<Answer<Uint8Array<ArrayBuffer>>>;
  deliver(body: object): Promise<Answer<null>>;
  broken(body: object): Promise<Answer<null>>;
  /** The stream that tells of changes; the caller reads its body. */
  events(signal: AbortSignal): Promise<Response>;
}

const AS = 'nt2.as';

/** Whether this browser lets the pages of this site know each other. With site data blocked, the very touch throws. */
export function keepsSessions(): boolean {
  try {
    return navigator.cookieEnabled && sessionStorage.length >= 0;
  } catch {
    return false;
  }
}

/** Who acts in this tab: a person of the cookie, or the one who is that party. */
export function actAs(ref: string): void {
  try {
    sessionStorage.setItem(AS, ref);
  } catch {
    // Where site data is blocked, no one is signed in.
  }
}

/** Null too where site data is blocked: the holder of a link acts as no person. */
export function actingAs(): string | null {
  try {
    return sessionStorage.getItem(AS);
  } catch {
    return null;
  }
}

export function headers(more: Record<string, string> = {}): Record<string, string> {
  const ref = actingAs();
  return { accept: 'application/json', 'x-nt2': '1', ...(ref === null ? {} : { 'x-nt2-as': ref }), ...more };
}

const failure = (code: string, json: Json | null = null, wait: string | null = null): ApiFailure => ({
  ok: false,
  code,
  triesLeft: typeof json?.['triesLeft'] === 'number' ? json['triesLeft'] : null,
  retryAfterMs: typeof json?.['retryAfterMs'] === 'number' ? json['retryAfterMs'] : Number(wait ?? 0) * 1_000 || null,
});

export const requestInit = (method: string, more: RequestInit = {}): RequestInit => ({
  method,
  cache: 'no-store',
  credentials: 'same-origin',
  ...more,
});

type Read<T> = (response: Response) => Promise<T | null>;

export const request = <T>(path: string, options: RequestInit, read: Read<T>): Promise<Answer<T>> => readAnswer(fetch(path, options), read);

async function readAnswer<T>(asked: Promise<Response>, read: Read<T>): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await asked;
    if (response.ok) {
      const value = await read(response);
      return value === null ? failure('answer') : { ok: true, value };
    }
  } catch {
    return failure('network');
  }
  const json = asJson(await response.json().catch(() => null));
  if (typeof json?.['code'] === 'string') return failure(json['code'], json, response.headers.get('retry-after'));
  // A proxy in between that gives no code of ours: as good as no answer.
  return failure(response.status >= 500 ? 'network' : 'answer');
}

export function post(body: object): RequestInit {
  return requestInit('POST', { headers: headers({ 'content-type': 'application/json' }), body: JSON.stringify(body) });
}

export const getInit = (): RequestInit => requestInit('GET', { headers: headers() });

const nothing = (): Promise<boolean> => Promise.resolve(true);
export const silent = async (path: string, options: RequestInit): Promise<Answer<null>> => {
  const answer = await request(path, options, nothing);
  return answer.ok ? { ok: true, value: null } : answer;
};

export const addressOf = (share: string): string => `/api/shares/${share}`;

export const askView = (share: string): Promise<Response> => fetch(addressOf(share), requestInit('GET', { headers: headers() }));

export function createShareApi(share: string): ShareApi {
  const at = addressOf(share);
  return {
    view: (asked) => readAnswer(asked ?? askView(share), async (response) => parseView(await response.json())),
    tell: () => silent(`${at}/tell`, post({})),
    putPayload: (bytes) =>
      silent(`${at}/payload`, requestInit('PUT', { headers: headers({ 'content-type': 'application/octet-stream' }), body: bytes })),
    accept: (body) => silent(`${at}/accept`, post(body)),
    decline: (reason) => silent(`${at}/decline`, post({ reason })),
    revoke: () => silent(`${at}/revoke`, post({})),
    seal: (body) => silent(`${at}/seal`, post(body)),
    claim: (body) => request(`${at}/claim`, post(body), async (response) => parseClaimAnswer(await response.json())),
    payload: (secret) =>
      request(
        `${at}/payload`,
        requestInit('GET', { headers: headers({ accept: 'application/octet-stream', 'x-nt2-claim': secret }) }),
        async (response) => new Uint8Array(await response.arrayBuffer()),
      ),
    deliver: (body) => silent(`${at}/deliver`, post(body)),
    broken: (body) => silent(`${at}/broken`, post(body)),
    events: (signal) => fetch(`${at}/events`, requestInit('GET', { headers: headers({ accept: 'text/event-stream' }), signal })),
  };
}

/** Whether this browser is signed in for any person. */
export async function hasSession(): Promise<boolean> {
  const answer = await request('/api/session', requestInit('GET', { headers: headers() }), async (response) =>
    asJson(await response.json()),
  );
  return answer.ok && Array.isArray(answer.value['persons']) && answer.value['persons'].length > 0;
}

/** Those whom this browser is signed in for. */
export async function fetchPersons(): Promise<Answer<readonly { readonly ref: string; readonly name: string }[]>> {
  return request('/api/session', requestInit('GET', { headers: headers() }), async (response) => {
    const persons = asJson(await response.json())?.['persons'];
    if (!Array.isArray(persons)) return null;
    return persons.map(asJson).map((person) => ({ ref: String(person?.['ref']), name: String(person?.['name']) }));
  });
}

/** Signs everybody out of this browser. The keys of what waits stay: they open nothing without a new session. */
export function closeSession(): Promise<Answer<null>> {
  return silent('/api/session', requestInit('DELETE', { headers: headers() }));
}
