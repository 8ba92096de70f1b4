// The web door: which address leads where. Handlers know nothing of paths, methods or headers of others.

import { Hono, type Context } from 'hono';

import { accept, decline } from './api/accept.ts';
import { ADDRESS_PATH, seenAddress } from './api/address.ts';
import { broken, claim, deliver, getPayload } from './api/claim.ts';
import { createShare } from './api/create.ts';
import { watchShare } from './api/events.ts';
import { putPayload, revoke, seal } from './api/seal.ts';
import { listPersons, signIn, signOut } from './api/session.ts';
import { viewShare, viewTenant } from './api/view.ts';
import { createApiPipeline, type Env } from './api-pipeline.ts';
import { createReadiness } from './health.ts';
import { logFile, logKeys } from './api/tlog.ts';
import { apiHeaders, json, pageHeaders } from './http/headers.ts';
import { createOrigin } from './http/origin.ts';
import { httpError, problemResponse } from './http/problem.ts';
import { createReceiptHandles } from './api/receipt.ts';
import { ICON } from './pages/icon.ts';
import { servePage } from './pages/serve.ts';
import { createSessions } from './auth/session.ts';
import type { Route, ServerDeps } from './deps.ts';

/** Public keys: for everybody. */
const KEYS = '/.well-known/nt2/keys';
const ROBOTS = 'User-agent: *\nDisallow: /\n';
const NOTHING = 'There is nothing at this address. If somebody sent you a link, open all of it, or ask for it again.\n';
const plain = { ...pageHeaders, 'Cache-Control': 'no-store', 'Content-Type': 'text/plain; charset=utf-8' };

/** Takes requests; keeps no state but open streams and what it may forget at any time. */
export function createServer(deps: ServerDeps): Hono<Env> {
  const sessions = createSessions(deps);
  const door = createApiPipeline(deps, sessions);
  const origin = createOrigin(deps.publicUrl, deps.admin === 'alone');
  const readiness = createReadiness(deps);
  const receipt = createReceiptHandles(deps);
  const share = '/api/shares/:id';

  const api: readonly Route[] = [
    { method: 'GET', path: '/api/session', handle: listPersons() },
    { method: 'POST', path: '/api/session', handle: signIn(deps, sessions), logAtInfo: true },
    { method: 'DELETE', path: '/api/session', handle: signOut(deps, sessions), logAtInfo: true },
    { method: 'GET', path: '/api/tenant', handle: viewTenant(deps) },
    { method: 'POST', path: '/api/shares', uploads: 'share', handle: createShare(deps) },
    { method: 'GET', path: share, handle: viewShare(deps) },
    { method: 'GET', path: `${share}/events`, handle: watchShare(deps) },
    { method: 'PUT', path: `${share}/payload`, uploads: 'bytes', handle: putPayload(deps) },
    { method: 'GET', path: `${share}/payload`, handle: getPayload(deps) },
    { method: 'POST', path: `${share}/accept`, handle: accept(deps) },
    { method: 'POST', path: `${share}/decline`, handle: decline(deps) },
    { method: 'POST', path: `${share}/seal`, uploads: 'bytes', handle: seal(deps) },
    { method: 'POST', path: `${share}/revoke`, handle: revoke(deps) },
    { method: 'POST', path: `${share}/claim`, handle: claim(deps) },
    { method: 'POST', path: `${share}/deliver`, handle: deliver(deps) },
    { method: 'POST', path: `${share}/broken`, handle: broken(deps) },
    { method: 'GET', path: `${share}/receipt`, handle: receipt.text, auditor: 'allowed' },
    { method: 'GET', path: `${share}/receipt.sig`, handle: receipt.signature, auditor: 'allowed' },
    { method: 'GET', path: `${share}/consistency`, handle: receipt.consistency, auditor: 'allowed' },
    { method: 'GET', path: '/log/:tag/checkpoint', handle: logFile(deps.logs), auditor: 'only' },
    { method: 'GET', path: '/log/:tag/tile/*', handle: logFile(deps.logs), auditor: 'only' },
    { method: 'GET', path: KEYS, handle: logKeys(deps), auditor: 'allowed' },
    { method: 'GET', path: ADDRESS_PATH, handle: seenAddress(deps) },
  ];

  const app = new Hono<Env>();
  const addresses = new Map<string, { readonly match: RegExp; readonly methods: string[] }>();
  const on = (method: string, path: string, handle: (context: Context<Env>) => Response | Promise<Response>): void => {
    app.on(method, path, handle);
    const match = new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+').replace(/\*$/, '.*')}$`);
    const known = addresses.get(path) ?? { match, methods: [] };
    addresses.set(path, known);
    known.methods.push(...(method === 'GET' ? ['GET', 'HEAD'] : [method]));
  };

  function openPages(): void {
    const shell = (path: string, name: string): void =>
      on('GET', path, ({ req }) => {
        const page = deps.pages.htmlPages.get(name);
        const foreign = origin.checkHost(req.raw);
        if (foreign !== null) return problemResponse(foreign);
        return page ? servePage(page, req.raw, 'never') : new Response(NOTHING, { status: 404, headers: plain });
      });
    shell('/', 'home.html');
    shell('/go', 'home.html');
    shell('/verify', 'receipt.html');
    shell('/s/:id/receipt', 'receipt.html');
    // Whatever a rewriter has made of the fragment: the page repairs it, or says that the link is damaged. Nobody here looks at it.
    shell('/s/*', 'share.html');
    on('GET', '/assets/:file', ({ req }) => {
      const page = deps.pages.assets.get(req.path);
      return page ? servePage(page, req.raw, 'forever') : new Response(NOTHING, { status: 404, headers: plain });
    });
    on(
      'GET',
      '/favicon.ico',
      () =>
        new Response(ICON, {
          headers: { ...plain, 'Content-Type': 'image/svg+xml; charset=utf-8', 'Cache-Control': 'public, max-age=86400' },
        }),
    );
  }

  for (const route of routesAt(deps, api)) on(route.method, route.path, door.handle(route));
  if (deps.role !== 'chat' && deps.admin !== 'alone') openPages();
  on('GET', '/robots.txt', () => new Response(ROBOTS, { headers: plain }));
  on('GET', '/healthz', () => json({ alive: true }));
  on('GET', '/readyz', readiness);

  for (const { method, path, handle } of deps.routes) {
    on(method, path, ({ req }) => {
      const foreign = origin.checkHost(req.raw);
      if (foreign !== null) return problemResponse(foreign);
      return deps.traceRequest({ method, path }, async () => {
        try {
          return await handle(req.raw);
        } catch (error) {
          return door.onError(error, method, path);
        }
      });
    });
  }

  app.notFound(({ req }) => {
    const methods = [...addresses.values()].find(({ match }) => match.test(req.path))?.methods;
    const isApi = req.path.startsWith('/api/');
    if (methods === undefined)
      return isApi ? problemResponse(httpError('request.path')) : new Response(NOTHING, { status: 404, headers: plain });
    const allow = { Allow: [...methods, 'OPTIONS'].join(', ') };
    if (req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { ...apiHeaders, ...allow } });
    return problemResponse(httpError('request.method'), allow);
  });
  app.onError((error, { req }) => door.onError(error, req.method, '*'));
  return app;
}

/** What of the API is here. */
function routesAt({ role, admin }: Pick<ServerDeps, 'role' | 'admin'>, api: readonly Route[]): readonly Route[] {
  const forAuditors = api.filter((route) => route.auditor !== undefined);
  if (admin === 'alone') return forAuditors.map((route) => (route.path === KEYS ? route : { ...route, auditor: 'only' }));
  if (role === 'chat') return [];
  // An auditor is nobody here then.
  return admin === 'here' ? api : api.filter(({ auditor }) => auditor !== 'only').map((route) => ({ ...route, auditor: undefined }));
}
