// What happens to every API request around its handler: guards, who it is, how often, one log line, and a clear no for everything unexpected.

import type { Context } from 'hono';
import { limits } from '../core/limits.ts';
import { Fault, refuse } from '../core/refusal.ts';
import type { ShareId } from '../core/share.ts';
import { createAddressOf } from './http/address.ts';
import { createOrigin } from './http/origin.ts';
import { no, problem, type No } from './http/problem.ts';
import { createSpend } from './http/rate.ts';
import type { Sessions, SignedIn } from './who/session.ts';
import type { Route, ServerWorld } from './world.ts';

/** What @hono/node-server hands along; absent where a Request comes from elsewhere. */
export interface Bindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
}
export type Env = { Bindings: Bindings };

/** Where a Request does not come from a socket there is no environment at all. */
const peerOf = (bindings: Bindings | undefined): string | undefined => bindings?.incoming?.socket?.remoteAddress;
const BEARER = /^Bearer +(\S{1,200})$/i;
const NOBODY: readonly SignedIn[] = [];

/** Bytes of the body, counted before they arrive. Whoever does not say how many they are is counted with as many as are taken. */
function announced(headers: Headers): number {
  const length = headers.get('content-length') ?? '';
  return Math.min(/^\d{1,9}$/.test(length) ? Number(length) : limits.payloadBytes, limits.payloadBytes);
}

export interface Door {
  /** Wraps a route of the API. */
  through(route: Route): (context: Context<Env>) => Promise<Response>;
  /** Turns what was thrown into an answer without details, and logs its code. */
  broken(error: unknown, method: string, route: string): Response;
}

export function createDoor(world: ServerWorld, sessions: Sessions): Door {
  const { log, apiTokens, ended } = world;
  const origin = createOrigin(world.publicUrl, world.admin === 'alone');
  const addressOf = createAddressOf(world.trustedProxies);
  const spend = createSpend({ store: world.store, clock: world.clock, rates: world.rates, brings: world.brings, mac: world.secrets.mac });

  async function answer(route: Route, context: Context<Env>, id: ShareId): Promise<Response | No> {
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
      if (cookies !== null) everybody = await ended.living(sessions.read(cookies));
    }
    const named = headers.get('x-nt2-as');
    const persons = named === null || authorization !== null ? everybody : everybody.filter(({ ref }) => ref === named);
    if (changes) {
      // GET, HEAD and OPTIONS count nothing anywhere.
      const spent = await spend.request(address, persons[0]?.key ?? null);
      if (!spent.ok) return spent;
    }
    if (authorization !== null && everybody.length === 0) return refuse('token.invalid');
    if (route.auditor === 'only' && authorization === null) return refuse('token.invalid');
    if (isAuditor ? route.auditor === undefined : route.auditor === 'only') return no('request.role');
    if (route.brings !== undefined && persons.length > 0) {
      const brought = await spend.bring(address, { shares: route.brings === 'share' ? 1 : 0, bytes: announced(headers) });
      if (!brought.ok) return brought;
    }
    return route.handle({ request, id, address, persons, everybody, isProgram: authorization !== null, isAuditor });
  }

  function broken(error: unknown, method: string, route: string): Response {
    const code = error instanceof Fault ? error.code : 'server.fault';
    log({ level: 'error', event: 'fault', method, route, code });
    return problem(
      code === 'store.unavailable' || code === 'store.unknown' ? refuse('store.busy', { retryAfterMs: 1_000 }) : no('server.fault'),
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
      response = 'code' in said ? problem(said) : said;
    } catch (error) {
      response = broken(error, route.method, route.path);
      code = 'server.fault';
    }
    const { status } = response;
    if (route.method !== 'GET' && status < 500) world.changed();
    log({
      level: status >= 500 ? 'warn' : status >= 400 || route.told ? 'info' : 'debug',
      event: 'request',
      method: route.method,
      route: route.path,
      status,
      ms: Math.round((performance.now() - started) * 10) / 10,
      ...(code !== undefined && { code }),
      ...(/^[a-z2-7]{32}$/.test(id) && { id: id.slice(0, 6) }),
    });
    return response;
  }

  return { broken, through: (route) => (context) => world.during(route, () => through(route, context)) };
}
