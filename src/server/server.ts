// The web server: which handler each path has, and the answer where there is none.

import { Hono, type Context } from 'hono';
import { createApiPipeline, type Env } from './api-pipeline.ts';
import { createApiRoutes, selectRoutes } from './api-routes.ts';
import { documentRows, fileRows, pageRows, probeRows } from './api/table/site.ts';
import { createSessions } from './auth/session.ts';
import type { ServerDeps } from './deps.ts';
import { createReadiness } from './health.ts';
import { createAddressOf } from './http/address.ts';
import { apiHeaders, json, pageHeaders } from './http/headers.ts';
import { createOrigin } from './http/origin.ts';
import { httpError, problemResponse, type HttpRefusal } from './http/problem.ts';
import { createRateLimiter } from './limits/rate-limiter.ts';
import { createErrorPages, opensPage } from './pages/error-page.ts';
import { ICON } from './pages/icon.ts';
import { servePage } from './pages/serve.ts';

const ROBOTS = 'User-agent: *\nDisallow: /\n';
const NOTHING = 'There is nothing at this address. If someone sent you a link, open all of it, or ask for it again.\n';
const plain = { ...pageHeaders, 'Cache-Control': 'no-store', 'Content-Type': 'text/plain; charset=utf-8' };

/** Takes requests; its only state is open streams and what it may forget at any time. */
export function createServer(deps: ServerDeps): Hono<Env> {
  const { site, core, auth, limits, lifecycle } = deps;
  const { role, routes, publicUrl, pages, adapterRoutes } = site;
  const { clock } = core;
  const { serverCrypto, apiTokens, terminals, revocations } = auth;
  const { log, onChange, traceRequest, health, draining, siblings } = lifecycle;
  const sessions = createSessions({ serverCrypto, clock, publicUrl });
  const origin = createOrigin(publicUrl, routes === 'admin');
  const hasPages = role !== 'chat' && routes !== 'admin';
  const errorPages = hasPages ? createErrorPages(pages, publicUrl) : null;

  /** For a person who opens an address in a browser the usual card; for programs, and for our pages' own questions, a problem document. */
  function answerRefusal(request: Request, refusal: HttpRefusal, headers?: Readonly<Record<string, string>>): Response {
    const page = errorPages !== null && opensPage(request) ? errorPages.answer(request, refusal, headers) : null;
    return page ?? problemResponse(refusal, headers);
  }
  const pipeline = createApiPipeline({
    shares: core.shares,
    sessions,
    apiTokens,
    terminals,
    revocations,
    clock,
    origin,
    addressOf: createAddressOf(limits.trustedProxies),
    idempotency: auth.idempotency,
    rateLimiter: createRateLimiter({ ...limits, clock, mac: serverCrypto.mac }),
    log,
    onChange,
    traceRequest,
    answerRefusal,
  });

  const app = new Hono<Env>();
  const addresses = new Map<string, { readonly match: RegExp; readonly methods: string[] }>();
  const on = (method: string, path: string, handle: (context: Context<Env>) => Response | Promise<Response>): void => {
    app.on(method, path, handle);
    const match = new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+').replace(/\*$/, '.*')}$`);
    const known = addresses.get(path) ?? { match, methods: [] };
    addresses.set(path, known);
    known.methods.push(...(method === 'GET' ? ['GET', 'HEAD'] : [method]));
  };

  /** For a browser the usual card, which says so of every address that is no share's, and takes a key out of it; for programs a sentence. */
  function nothingHere(request: Request): Response {
    const page = opensPage(request) && hasPages ? pages.htmlPages.get('share.html') : undefined;
    if (page === undefined) return new Response(NOTHING, { status: 404, headers: plain });
    const foreign = origin.checkHost(request);
    return foreign === null ? servePage(page, request, 'never', 404) : answerRefusal(request, foreign);
  }

  function openPages(): void {
    for (const { path, file } of Object.values(pageRows))
      on('GET', path, ({ req }) => {
        const page = pages.htmlPages.get(file);
        const foreign = origin.checkHost(req.raw);
        if (foreign !== null) return answerRefusal(req.raw, foreign);
        return page ? servePage(page, req.raw, 'never') : new Response(NOTHING, { status: 404, headers: plain });
      });
    for (const { path, file } of Object.values(documentRows))
      on('GET', path, ({ req }) => {
        const document = pages.documents.get(file);
        const foreign = origin.checkHost(req.raw);
        if (foreign !== null) return answerRefusal(req.raw, foreign);
        return document ? servePage(document, req.raw, 'asked') : answerRefusal(req.raw, httpError('request.path'));
      });
    on('GET', fileRows.asset.path, ({ req }) => {
      const page = pages.assets.get(req.path);
      return page ? servePage(page, req.raw, 'forever') : new Response(NOTHING, { status: 404, headers: plain });
    });
    on(
      'GET',
      fileRows.icon.path,
      () =>
        new Response(ICON, {
          headers: { ...plain, 'Content-Type': 'image/svg+xml; charset=utf-8', 'Cache-Control': 'public, max-age=86400' },
        }),
    );
  }

  for (const route of selectRoutes(site, createApiRoutes(deps, sessions))) on(route.method, route.path, pipeline.handle(route));
  if (hasPages) openPages();
  on('GET', probeRows.robots.path, () => new Response(ROBOTS, { headers: plain }));
  on('GET', probeRows.alive.path, () => json({ alive: true }));
  on('GET', probeRows.ready.path, createReadiness({ role, routes, sources: health, clock, draining, siblings }));

  for (const { method, path, handle } of adapterRoutes) {
    on(method, path, ({ req }) => {
      const foreign = origin.checkHost(req.raw);
      if (foreign !== null) return answerRefusal(req.raw, foreign);
      return traceRequest({ method, path }, async () => {
        try {
          return await handle(req.raw);
        } catch (error) {
          return answerRefusal(req.raw, pipeline.onError(error, method, path));
        }
      });
    });
  }

  app.notFound(({ req }) => {
    const methods = [...addresses.values()].find(({ match }) => match.test(req.path))?.methods;
    const isApi = req.path.startsWith('/api/');
    if (methods === undefined) return isApi ? problemResponse(httpError('request.path')) : nothingHere(req.raw);
    const allow = { Allow: [...methods, 'OPTIONS'].join(', ') };
    if (req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { ...apiHeaders, ...allow } });
    return answerRefusal(req.raw, httpError('request.method'), allow);
  });
  app.onError((error, { req }) => answerRefusal(req.raw, pipeline.onError(error, req.method, '*')));
  return app;
}
