// What happens to every API request around its handler: guards, who it is, how often, one log line, and a clear no for everything unexpected.

import type { Context } from 'hono';
import { limits } from '../core/limits.ts';
import { Fault, refuse } from '../core/refusal.ts';
import { isShareId, tagOf, type ShareId } from '../core/share.ts';
import { createAddressOf } from './http/address.ts';
import { createOrigin } from './http/origin.ts';
import { httpError, problemResponse, type HttpRefusal } from './http/problem.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import type { Sessions, SessionPerson } from './auth/session.ts';
import type { Route, ServerDeps } from './deps.ts';

/** What @hono/node-server hands along; absent where a Request comes from elsewhere. */
export interface Bindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
}
export type Env = { Bindings: Bindings };

/** Where a Request does not come from a socket there is no environment at all. */
const peerOf = (bindings: Bindings | undefined): string | undefined => bindings?.incoming?.socket?.remoteAddress;
const BEARER = /^Bearer +(\S{1,200})$/i;
const NOBODY: readonly SessionPerson[] = [];

/** Bytes of the body, counted before they arrive. Whoever does not say how many they are is counted with as many as are taken. */
function announced(headers: Headers): number {
  const length = headers.get('content-length') ?? '';
  return Math.min(/^\d{1,9}$/.test(length) ? Number(length) : limits.payloadBytes, limits.payloadBytes);
}

export interface ApiPipeline {
  /** Wraps a route of the API. */
  handle(route: Route): (context: Context<Env>) => Promise<Response>;
  /** Turns what was thrown into an answer without details, and logs its code. */
  onError(error: unknown, method: string, route: string): Response;
}

export function createApiPipeline(deps: ServerDeps, sessions: Sessions): ApiPipeline {
  const { log, apiTokens, revocations } = deps;
  const origin = createOrigin(deps.publicUrl, deps.admin === 'alone');
  const addressOf = createAddressOf(deps.trustedProxies);
  const spend = createRateLimiter({
    store: deps.store,
    clock: deps.clock,
    rates: deps.rates,
    uploadLimits: deps.uploadLimits,
    mac: deps.serverCrypto.mac,
  });

  async function answer(route: Route, context: Context<Env>, id: ShareId): Promise<Response | HttpRefusal> {
    const request = context.req.raw;
    const { headers } = request;
    const changes = route.method !== 'GET';
    const authorization = headers.get('authorization');
    const foreign = origin.checkHost(request) ?? (changes ? origin.check(request, authorization !== null) : null);
    if (foreign !== null) return foreign;

    const address = addressOf(peerOf(context.env), headers.get('x-forwarded-for'));
    let everybody = NOBODY;
    let isAuditor = false;
    if (authorization !== null) {
      const program = await apiTokens.find(BEARER.exec(authorization)?.[1] ?? '');
      if (program !== null) everybody = [program];
      isAuditor = program?.role === 'auditor';
    } else {
      const cookies = headers.get('cookie');
      if (cookies !== null) everybody = await revocations.filterActive(sessions.parseCookie(cookies));
    }
    const named = headers.get('x-nt2-as');
    const persons = named === null || authorization !== null ? everybody : everybody.filter(({ ref }) => ref === named);
    if (changes) {
      // GET, HEAD and OPTIONS count nothing anywhere.
      const spent = await spend.checkRequest(address, persons[0]?.key ?? null);
      if (!spent.ok) return spent;
    }
    if (authorization !== null && everybody.length === 0) return refuse('token.invalid');
    if (route.auditor === 'only' && authorization === null) return refuse('token.invalid');
    if (isAuditor ? route.auditor === undefined : route.auditor === 'only') return httpError('request.role');
    if (route.uploads !== undefined && persons.length > 0) {
      const brought = await spend.checkUpload(address, { shares: route.uploads === 'share' ? 1 : 0, bytes: announced(headers) });
      if (!brought.ok) return brought;
    }
    return route.handle({ request, id, address, persons, everybody, isProgram: authorization !== null, isAuditor });
  }

  function broken(error: unknown, method: string, route: string): Response {
    const code = error instanceof Fault ? error.code : 'server.fault';
    log({ level: 'error', event: 'fault', method, route, code });
    return problemResponse(
      code === 'store.unavailable' || code === 'store.unknown' ? refuse('store.busy', { retryAfterMs: 1_000 }) : httpError('server.fault'),
    );
  }

  async function through(route: Route, context: Context<Env>): Promise<Response> {
    const started = performance.now();
    const id = (route.path.includes(':id') ? context.req.param('id') : '') as ShareId;
    let response: Response;
    let code: string | undefined;
    try {
      const said = await answer(route, context, id);
      if ('code' in said) code = said.code;
      response = 'code' in said ? problemResponse(said) : said;
    } catch (error) {
      response = broken(error, route.method, route.path);
      code = 'server.fault';
    }
    const { status } = response;
    if (route.method !== 'GET' && status < 500) deps.onChange();
    log({
      level: status >= 500 ? 'warn' : status >= 400 || route.logAtInfo ? 'info' : 'debug',
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

  return { onError: broken, handle: (route) => (context) => deps.traceRequest(route, () => through(route, context)) };
}
