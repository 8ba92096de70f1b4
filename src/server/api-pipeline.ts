// What happens to every API request around its handler: guards, authentication, rate limits, one log line, and an answer without details
// to everything unexpected.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';
import { limits } from '../core/limits.ts';
import { CHUNK_BYTES } from '../crypto/file/sizes.ts';
import type { Clock } from '../core/ports/clock.ts';
import { Fault, refuse } from '../core/refusal.ts';
import { isShareId, tagOf, type ShareId } from '../core/share.ts';
import { selectPersons } from './auth/actor.ts';
import type { ApiClient, ApiTokens } from './auth/api-tokens.ts';
import { createBearers } from './auth/bearers.ts';
import { isForOperator, namedScopes } from './auth/route-scopes.ts';
import type { SessionRevocations } from './auth/session-revocations.ts';
import type { Sessions, SessionPerson } from './auth/session.ts';
import type { Shares } from '../core/shares.ts';
import type { Terminals } from '../core/terminals.ts';
import type { LifecycleDeps } from './deps.ts';
import type { AddressOf } from './http/address.ts';
import type { Origin } from './http/origin.ts';
import { httpError, type HttpRefusal } from './http/problem.ts';
import type { Route } from './http/route.ts';
import { hasKey, type Idempotency } from './idempotency.ts';
import type { RateLimiter } from './limits/rate-limiter.ts';

/** What @hono/node-server passes along; absent if a Request comes from elsewhere. */
export interface Bindings {
  readonly incoming?: IncomingMessage | { readonly socket?: { readonly remoteAddress?: string | undefined } };
  readonly outgoing?: ServerResponse;
}
export type Env = { Bindings: Bindings };

/** A Request that does not come from a socket has no environment at all. */
const peerOf = (bindings: Bindings | undefined): string | undefined => bindings?.incoming?.socket?.remoteAddress;
const incomingOf = (bindings: Bindings | undefined): IncomingMessage | null => {
  const incoming = bindings?.incoming;
  return incoming !== undefined && 'complete' in incoming ? incoming : null;
};
const BEARER = /^Bearer +(\S{1,200})$/i;
const NOBODY: readonly SessionPerson[] = [];

/** Body size to charge before the body arrives. Without Content-Length, charge the maximum. */
function announced(headers: Headers, most: number = limits.payloadBytes): number {
  const length = headers.get('content-length') ?? '';
  return Math.min(/^\d{1,9}$/.test(length) ? Number(length) : most, most);
}

/** Why a token, or its absence, is not enough for a route. */
function checkScope({ scope: takes }: Pick<Route, 'scope'>, client: ApiClient | null): HttpRefusal | null {
  if (client === null) return isForOperator(takes) ? refuse('token.invalid') : null;
  if (takes === 'any') return null;
  if (takes === 'browser') return httpError('request.role');
  const named = namedScopes(takes);
  return named.some((scope) => client.scopes.includes(scope)) ? null : { ...httpError('auth.scope'), ...(named[0] && { scope: named[0] }) };
}

export interface ApiPipeline {
  /** Wraps a route of the API. */
  handle(route: Route): (context: Context<Env>) => Promise<Response>;
  /** Turns what was thrown into a refusal without details, and logs its code. */
  onError(error: unknown, method: string, route: string): HttpRefusal;
}

export interface ApiPipelineDeps extends Pick<LifecycleDeps, 'log' | 'onChange' | 'traceRequest'> {
  readonly shares: Pick<Shares, 'findParties'>;
  readonly sessions: Sessions;
  readonly apiTokens: ApiTokens;
  readonly terminals: Pick<Terminals, 'find'>;
  readonly revocations: SessionRevocations;
  readonly clock: Clock;
  readonly origin: Origin;
  readonly addressOf: AddressOf;
  readonly rateLimiter: RateLimiter;
  readonly idempotency: Idempotency;
  /** The answer that says so, to a program or to a person's browser. */
  readonly answerRefusal: (request: Request, refusal: HttpRefusal) => Response;
}

export function createApiPipeline(deps: ApiPipelineDeps): ApiPipeline {
  const { shares, sessions, revocations, origin, addressOf, rateLimiter, idempotency, log, onChange, traceRequest, answerRefusal } = deps;
  const bearers = createBearers(deps);

  const checkSource = ({ from }: Route, request: Request, isProgram: boolean): HttpRefusal | null =>
    from === 'server' ? origin.checkServer(request) : origin.check(request, isProgram);

  async function answer(route: Route, context: Context<Env>, id: ShareId): Promise<Response | HttpRefusal> {
    const request = context.req.raw;
    const { headers } = request;
    const changes = route.method !== 'GET';
    const authorization = headers.get('authorization');
    const foreign = origin.checkHost(request) ?? (changes ? checkSource(route, request, authorization !== null) : null);
    if (foreign !== null) return foreign;

    const address = addressOf(peerOf(context.env), headers.get('x-forwarded-for'));
    let everybody = NOBODY;
    let client: ApiClient | null = null;
    if (authorization !== null) {
      client = await bearers.find(BEARER.exec(authorization)?.[1] ?? '');
      if (client !== null) everybody = [client];
    } else {
      const cookies = headers.get('cookie');
      if (cookies !== null) everybody = await revocations.filterActive(sessions.parseCookie(cookies));
    }
    const persons = authorization === null ? await selectPersons(shares, { request, id, everybody }) : everybody;
    const unscoped = authorization !== null && client === null ? refuse('token.invalid') : checkScope(route, client);
    if (changes) {
      // GET, HEAD and OPTIONS are never counted. Nor are uploads that are refused below whatever they bring.
      const uploads = (persons.length > 0 || route.uploads === 'answer') && unscoped === null ? route.uploads : undefined;
      const brings = uploads === 'chunk' ? null : uploads && { shares: uploads === 'share' ? 1 : 0, bytes: announced(headers) };
      const chunk = uploads === 'chunk' ? announced(headers, CHUNK_BYTES) : null;
      const spent = await rateLimiter.check({ address, person: persons[0]?.key ?? null, upload: brings ?? null, chunk });
      if (!spent.ok) return spent;
    }
    if (unscoped !== null) return unscoped;
    const isAuditor = namedScopes(route.scope).includes('audit') && client !== null && client.scopes.includes('audit');
    const call = {
      request,
      incoming: incomingOf(context.env),
      outgoing: context.env?.outgoing ?? null,
      id,
      parts: context.req.param(),
      address,
      persons,
      everybody,
      client,
      isProgram: client?.isProgram === true,
      isAuditor,
      once: null,
    };
    const [person] = persons;
    if (!route.once || person === undefined || !hasKey(request)) return route.handle(call);
    return idempotency.handle({ request, by: person.key }, async (read, once) =>
      route.handle({ ...call, request: read, incoming: null, once }),
    );
  }

  function onError(error: unknown, method: string, route: string): HttpRefusal {
    const code = error instanceof Fault ? error.code : 'server.fault';
    log({ level: 'error', event: 'fault', method, route, code });
    const isStore = code === 'store.unavailable' || code === 'store.unknown';
    return isStore ? refuse('store.busy', { retryAfterMs: 1_000 }) : httpError('server.fault');
  }

  async function process(route: Route, context: Context<Env>): Promise<Response> {
    const started = performance.now();
    const id = (route.path.includes(':id') ? context.req.param('id') : '') as ShareId;
    let response: Response;
    let code: string | undefined;
    try {
      const said = await answer(route, context, id);
      if ('code' in said) code = said.code;
      response = 'code' in said ? answerRefusal(context.req.raw, said) : said;
    } catch (error) {
      response = answerRefusal(context.req.raw, onError(error, route.method, route.path));
      code = 'server.fault';
    }
    const { status } = response;
    // A terminal that waits asks every few seconds.
    const isQuiet = code === 'login.pending';
    if (route.method !== 'GET' && status < 500) onChange();
    log({
      level: status >= 500 ? 'warn' : (status >= 400 || route.logAtInfo) && !isQuiet ? 'info' : 'debug',
      event: 'request',
      method: route.method,
      route: route.path,
      status,
      ms: Math.round((performance.now() - started) * 10) / 10,
      ...(code !== undefined && { code }),
      ...(isShareId(id) && { id: tagOf(id) }),
    });
    return response;
  }

  return { onError, handle: (route) => (context) => traceRequest(route, () => process(route, context)) };
}
