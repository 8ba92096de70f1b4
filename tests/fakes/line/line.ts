// LINE in memory: its API and its sign-in, as strict as its published interface and what its documents say. No sockets: it is a `fetch`.

import type { Loose } from './loose.ts';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { openJudge } from './judge.ts';
import { refusals } from './rely.ts';

export const CHANNEL_SECRET = 'c'.repeat(32);
export const CHANNEL_TOKEN = 'the-token-of-the-channel';
export const LOGIN = { id: '1650000000', secret: 'd'.repeat(32) } as const;
export const BOT = { userId: `U${'b0'.repeat(16)}`, basicId: '@nt2test', displayName: 'nt2' } as const;
export const API = 'https://api.line.test/';

export interface Stored {
  readonly id: string;
  /** Pushed to this person; null: a reply. */
  readonly to: string | null;
  readonly replyToken: string | null;
  readonly message: Loose;
}

interface Code {
  readonly user: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirect: string;
}

export function createLineFake({ clock }: { readonly clock: () => number }) {
  const judge = openJudge();
  const people = new Map<string, string>();
  const groups = new Map<string, Set<string>>();
  const stored: Stored[] = [];
  const retryKeys = new Map<string, Stored>();
  const replyTokens = new Set<string>();
  const codes = new Map<string, Code>();
  const tokens = new Map<string, Code>();
  const problems: string[] = [];
  const calls: string[] = [];
  /** What the next calls of a path are answered with in place of the truth. */
  const faults: { path: string; status: number; body: unknown; after: boolean; headers?: Record<string, string> }[] = [];
  const quota = { limit: 200, used: 0 };
  const state = { webhook: 'https://nt2.example/line/webhook', claims: {} as Record<string, unknown> };
  let count = 0;

  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
    new Response(JSON.stringify(body), { status, headers });

  function put(to: string | null, replyToken: string | null, messages: readonly unknown[]): Stored {
    const [first] = messages.map((message): Stored => {
      const one = { id: String((count += 1)), to, replyToken, message };
      stored.push(one);
      return one;
    });
    return first!;
  }

  function messagesOf(body: Loose): Response | readonly unknown[] {
    const wrong = (body.messages as Loose[]).flatMap((message) => refusals(message));
    problems.push(...wrong);
    return wrong.length > 0
      ? answer(400, { message: 'The request body has 1 error(s)', details: wrong.map((message) => ({ message })) })
      : body.messages;
  }

  function api(method: string, path: string, headers: Headers, body: Loose): Response {
    if (headers.get('authorization') !== `Bearer ${CHANNEL_TOKEN}`) return answer(401, { message: 'Authentication failed' });
    problems.push(...judge.request(method, path, body));
    const member = /^\/v2\/bot\/group\/([^/]+)\/member\/([^/]+)$/.exec(path);
    if (member !== null) {
      const [, group = '', user = ''] = member;
      return groups.get(group)?.has(user)
        ? answer(200, { userId: user, displayName: people.get(user) })
        : answer(404, { message: 'Not found' });
    }
    const profile = /^\/v2\/bot\/profile\/([^/]+)$/.exec(path);
    if (profile !== null) {
      const name = people.get(profile[1] ?? '');
      return name === undefined ? answer(404, { message: 'Not found' }) : answer(200, { userId: profile[1], displayName: name });
    }
    switch (`${method} ${path}`) {
      case 'GET /v2/bot/info':
        return answer(200, { ...BOT, chatMode: 'bot', markAsReadMode: 'auto' });
      case 'GET /v2/bot/channel/webhook/endpoint':
        return answer(200, { endpoint: state.webhook, active: true });
      case 'GET /v2/bot/message/quota':
        return answer(200, { type: 'limited', value: quota.limit });
      case 'GET /v2/bot/message/quota/consumption':
        return answer(200, { totalUsage: quota.used });
      case 'POST /v2/bot/message/validate/push': {
        const messages = messagesOf(body);
        return messages instanceof Response ? messages : answer(200, {});
      }
      case 'POST /v2/bot/message/reply': {
        if (!replyTokens.delete(body.replyToken as string)) return answer(400, { message: 'Invalid reply token' });
        const messages = messagesOf(body);
        return messages instanceof Response
          ? messages
          : answer(200, { sentMessages: [{ id: put(null, body.replyToken as string, messages).id }] });
      }
      case 'POST /v2/bot/message/push': {
        const key = headers.get('x-line-retry-key');
        if (key !== null && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key))
          return answer(400, { message: 'Invalid retry key' });
        const before = key === null ? undefined : retryKeys.get(key);
        if (before !== undefined) return answer(409, { message: 'The retry key is already accepted', sentMessages: [{ id: before.id }] });
        if (!people.has(body.to as string)) return answer(400, { message: 'Failed to send messages' });
        if (quota.used >= quota.limit) return answer(429, { message: 'You have reached your monthly limit.' });
        const messages = messagesOf(body);
        if (messages instanceof Response) return messages;
        quota.used += 1;
        const one = put(body.to as string, null, messages);
        if (key !== null) retryKeys.set(key, one);
        return answer(200, { sentMessages: [{ id: one.id }] });
      }
      default:
        return answer(404, { message: 'Not found' });
    }
  }

  function login(path: string, form: URLSearchParams): Response {
    const field = (name: string): string => form.get(name) ?? '';
    if (path === '/oauth2/v2.1/token') {
      const code = codes.get(field('code'));
      codes.delete(field('code'));
      const isRight =
        code !== undefined &&
        field('grant_type') === 'authorization_code' &&
        field('client_id') === LOGIN.id &&
        field('client_secret') === LOGIN.secret &&
        field('redirect_uri') === code.redirect &&
        createHash('sha256').update(field('code_verifier')).digest('base64url') === code.challenge;
      if (!isRight) return answer(400, { error: 'invalid_grant' });
      const token = randomBytes(16).toString('hex');
      tokens.set(token, code);
      return answer(200, { access_token: 'x', token_type: 'Bearer', expires_in: 3_600, id_token: token, scope: 'openid profile' });
    }
    const held = tokens.get(field('id_token'));
    if (held === undefined || field('client_id') !== LOGIN.id || field('nonce') !== held.nonce)
      return answer(400, { error: 'invalid_request', error_description: 'Invalid IdToken.' });
    const now = Math.floor(clock() / 1000);
    const claims = { iss: 'https://access.line.me', sub: held.user, aud: LOGIN.id, exp: now + 3_600, iat: now, nonce: held.nonce };
    return answer(200, { ...claims, ...state.claims });
  }

  return {
    judge,
    people,
    groups,
    stored,
    quota,
    state,
    faults,
    problems,
    calls,
    fetch: (async (input: string, init: RequestInit = {}) => {
      const { pathname } = new URL(input);
      calls.push(`${init.method ?? 'GET'} ${pathname}`);
      const at = faults.findIndex(({ path }) => pathname.startsWith(path));
      const fault = at === -1 ? undefined : faults.splice(at, 1)[0];
      if (fault !== undefined && !fault.after) {
        if (fault.status === 0) throw new TypeError('fetch failed');
        return answer(fault.status, fault.body, fault.headers);
      }
      const { body } = init;
      const given =
        body instanceof URLSearchParams
          ? login(pathname, body)
          : api(init.method ?? 'GET', pathname, new Headers(init.headers), body === undefined ? undefined : JSON.parse(body as string));
      // It was carried out, and the answer is lost.
      if (fault !== undefined) throw new TypeError('fetch failed');
      return given;
    }) as unknown as typeof fetch,
    /** What LINE's page does when a person says yes. */
    authorize(address: string, user: string): string {
      const query = new URL(address).searchParams;
      const code = randomBytes(8).toString('hex');
      const [nonce, challenge, redirect] = ['nonce', 'code_challenge', 'redirect_uri'].map((name) => query.get(name) ?? '') as [
        string,
        string,
        string,
      ];
      if (
        query.get('client_id') !== LOGIN.id ||
        query.get('code_challenge_method') !== 'S256' ||
        !(query.get('scope') ?? '').includes('openid')
      )
        throw new Error('LINE shows an error');
      codes.set(code, { user, nonce, challenge, redirect });
      return `${redirect}?code=${code}&state=${encodeURIComponent(query.get('state') ?? '')}`;
    },
    /** A reply token, good once. */
    replyToken(): string {
      const token = randomBytes(16).toString('hex');
      replyTokens.add(token);
      return token;
    },
    expire: (token: string) => void replyTokens.delete(token),
    /** The body and the signature of a call of the webhook. */
    signed(body: unknown): { readonly text: string; readonly signature: string } {
      problems.push(...judge.webhook(body));
      const text = JSON.stringify(body);
      return { text, signature: createHmac('sha256', CHANNEL_SECRET).update(text).digest('base64') };
    },
  };
}

export type LineFake = ReturnType<typeof createLineFake>;
