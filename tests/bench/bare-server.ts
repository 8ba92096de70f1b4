// The baseline: what the same three requests cost at the least on the same stack. Hono, @hono/node-server and ioredis; it reads the
// JSON, does one SET, one GETDEL or one XADD, and answers with as many bytes as nt2. It checks nothing and promises nothing.

import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Redis } from 'ioredis';

const [, , port = '0', redisUrl = 'redis://127.0.0.1:6379'] = process.argv;
const redis = new Redis(redisUrl, { disableClientInfo: true });
const app = new Hono();
const TTL_S = 3_600;

interface Create {
  readonly id: string;
  readonly expiresAt: number;
  readonly kind: string;
  readonly label: string;
  readonly note: string;
  readonly seal: { readonly capsule: string; readonly payload: string };
}

app.get('/healthz', (context) => context.json({ alive: true }));

app.post('/api/shares', async (context) => {
  const { id, expiresAt, kind, label, note, seal } = await context.req.json<Create>();
  // What nt2 answers to a claim, lease included, so that the answers weigh the same.
  const lease = { until: expiresAt };
  const { capsule, payload } = seal;
  await redis.set(`bare:${id}`, JSON.stringify({ capsule, payload, lease, label, kind, note, sender: 'bench-0' }), 'EX', TTL_S);
  return context.json({ id, url: `http://127.0.0.1:${port}/s/${id}`, expiresAt }, 201);
});

app.post('/api/shares/:id/claim', async (context) => {
  await context.req.json();
  const stored = await redis.getdel(`bare:${context.req.param('id')}`);
  return stored === null ? context.json({ code: 'gone' }, 410) : context.body(stored, 200, { 'Content-Type': 'application/json' });
});

app.post('/api/shares/:id/deliver', async (context) => {
  await context.req.json();
  await redis.xadd('bare:audit', '*', 'share', context.req.param('id'), 'event', 'delivered');
  return context.body(null, 204);
});

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) });
process.on('SIGTERM', () => {
  server.close();
  redis.disconnect();
  process.exit(0);
});
