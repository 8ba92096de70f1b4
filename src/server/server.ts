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
import { createDoor, type Env } from './door.ts';
import { createReadiness } from './health.ts';
import { logFile, logKeys } from './log/files.ts';
import { apiHeaders, json, pageHeaders } from './http/headers.ts';
import { createOrigin } from './http/origin.ts';
import { no, problem } from './http/problem.ts';
import { createReceiptHandles } from './log/receipt.ts';
import { ICON } from './pages/icon.ts';
import { servePage } from './pages/serve.ts';
import { createSessions } from './who/session.ts';
import type { Route, ServerWorld } from './world.ts';

/** Public keys: for everybody. */
const KEYS = '/.well-known/nt2/keys';
const ROBOTS = 'User-agent: *\nDisallow: /\n';
const NOTHING = 'There is nothing at this address. If somebody sent you a link, open all of it, or ask for it again.\n';
const plain = { ...pageHeaders, 'Cache-Control': 'no-store', 'Content-Type': 'text/plain; charset=utf-8' };

/** Takes requests; keeps no state but open streams and what it may forget at any time. */
export function createServer(world: ServerWorld): Hono<Env> {
  const sessions = createSessions(world);
  const door = createDoor(world, sessions);
  const origin = createOrigin(world.publicUrl, world.admin === 'alone');
  const readiness = createReadiness(world);
  const receipt = createReceiptHandles(world);
  const share = '/api/shares/:id';

  const api: readonly Route[] = [
    { method: 'GET', path: '/api/session', handle: listPersons() },
    { method: 'POST', path: '/api/session', handle: signIn(world, sessions), told: true },
    { method: 'DELETE', path: '/api/session', handle: signOut(world, sessions), told: true },
    { method: 'GET', path: '/api/tenant', handle: viewTenant(world) },
    { method: 'POST', path: '/api/shares', brings: 'share', handle: createShare(world) },
    { method: 'GET', path: share, handle: viewShare(world) },
    { method: 'GET', path: `${share}/events`, handle: watchShare(world) },
    { method: 'PUT', path: `${share}/payload`, brings: 'bytes', handle: putPayload(world) },
    { method: 'GET', path: `${share}/payload`, handle: getPayload(world) },
    { method: 'POST', path: `${share}/accept`, handle: accept(world) },
    { method: 'POST', path: `${share}/decline`, handle: decline(world) },
    { method: 'POST', path: `${share}/seal`, brings: 'bytes', handle: seal(world) },
    { method: 'POST', path: `${share}/revoke`, handle: revoke(world) },
    { method: 'POST', path: `${share}/claim`, handle: claim(world) },
    { method: 'POST', path: `${share}/deliver`, handle: deliver(world) },
    { method: 'POST', path: `${share}/broken`, handle: broken(world) },
    { method: 'GET', path: `${share}/receipt`, handle: receipt.text, auditor: 'too' },
    { method: 'GET', path: `${share}/receipt.sig`, handle: receipt.signature, auditor: 'too' },
    { method: 'GET', path: `${share}/consistency`, handle: receipt.consistency, auditor: 'too' },
    { method: 'GET', path: '/log/:tag/checkpoint', handle: logFile(world.logs), auditor: 'only' },
    { method: 'GET', path: '/log/:tag/tile/*', handle: logFile(world.logs), auditor: 'only' },
    { method: 'GET', path: KEYS, handle: logKeys(world), auditor: 'too' },
    { method: 'GET', path: ADDRESS_PATH, handle: seenAddress(world) },
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
        const page = world.pages.shells.get(name);
        const foreign = origin.checkHost(req.raw);
        if (foreign !== null) return problem(foreign);
        return page ? servePage(page, req.raw, 'never') : new Response(NOTHING, { status: 404, headers: plain });
      });
    shell('/', 'home.html');
    shell('/go', 'home.html');
    shell('/verify', 'receipt.html');
    shell('/s/:id/receipt', 'receipt.html');
    // Whatever a rewriter has made of the fragment: the page repairs it, or says that the link is damaged. Nobody here looks at it.
    shell('/s/*', 'share.html');
    on('GET', '/assets/:file', ({ req }) => {
      const page = world.pages.assets.get(req.path);
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

  for (const route of routesAt(world, api)) on(route.method, route.path, door.through(route));
  if (world.role !== 'chat' && world.admin !== 'alone') openPages();
  on('GET', '/robots.txt', () => new Response(ROBOTS, { headers: plain }));
  on('GET', '/healthz', () => json({ alive: true }));
  on('GET', '/readyz', readiness);

  for (const { method, path, handle } of world.routes) {
    on(method, path, ({ req }) => {
      const foreign = origin.checkHost(req.raw);
      if (foreign !== null) return problem(foreign);
      return world.during({ method, path }, async () => {
        try {
          return await handle(req.raw);
        } catch (error) {
          return door.broken(error, method, path);
        }
      });
    });
  }

  app.notFound(({ req }) => {
    const methods = [...addresses.values()].find(({ match }) => match.test(req.path))?.methods;
    const isApi = req.path.startsWith('/api/');
    if (methods === undefined) return isApi ? problem(no('request.path')) : new Response(NOTHING, { status: 404, headers: plain });
    const allow = { Allow: [...methods, 'OPTIONS'].join(', ') };
    if (req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { ...apiHeaders, ...allow } });
    return problem(no('request.method'), allow);
  });
  app.onError((error, { req }) => door.broken(error, req.method, '*'));
  return app;
}

/** What of the API is here. */
function routesAt({ role, admin }: Pick<ServerWorld, 'role' | 'admin'>, api: readonly Route[]): readonly Route[] {
  const forAuditors = api.filter((route) => route.auditor !== undefined);
  if (admin === 'alone') return forAuditors.map((route) => (route.path === KEYS ? route : { ...route, auditor: 'only' }));
  if (role === 'chat') return [];
  // An auditor is nobody here then.
  return admin === 'here' ? api : api.filter(({ auditor }) => auditor !== 'only').map((route) => ({ ...route, auditor: undefined }));
}
