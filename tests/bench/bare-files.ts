// The baseline of files: the same chunks by a plain route of the same stack, which writes what comes into a file and gives it back. It checks
// nothing, flushes nothing, and knows nobody.

import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createReadStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

const [, , port = '0', folder = '.'] = process.argv;
await mkdir(folder, { recursive: true });
const app = new Hono();
const placeOf = (name: string): string => join(folder, name.replaceAll(/\W/g, ''));

app.get('/healthz', (context) => context.json({ alive: true }));
app.put('/chunks/:name', async (context) => {
  await writeFile(placeOf(context.req.param('name')), new Uint8Array(await context.req.arrayBuffer()));
  return context.body(null, 204);
});
app.get('/chunks/:name', async (context) => {
  const place = placeOf(context.req.param('name'));
  const { size } = await stat(place);
  return context.body(Readable.toWeb(createReadStream(place)) as ReadableStream, 200, { 'Content-Length': String(size) });
});

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) });
process.on('SIGTERM', () => {
  server.close();
  process.exit(0);
});
