// A whole nt2 on a port of its own, on SQLite in a folder, for programs that talk to one: its pages are blank.

import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openInstallation } from '../../src/app/installation.ts';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import { readConfig } from '../../src/config/read.ts';
import { freePort } from './redis.ts';

export interface Served {
  readonly app: RunningServer;
  /** Of a program: it may create and read. */
  readonly token: string;
}

/** `program`: what the token is called, and so who its shares are from. */
export async function serveIn(folder: string, program: string): Promise<Served> {
  const pages = join(folder, 'pages');
  mkdirSync(join(pages, 'assets'), { recursive: true });
  for (const name of ['share', 'home', 'playground']) writeFileSync(join(pages, `${name}.html`), `<title>${name}</title>`);
  writeFileSync(join(pages, 'manifest.json'), '{"files":{},"pages":{"share.html":{},"home.html":{},"playground.html":{}}}');
  const port = await freePort();
  const read = readConfig({
    NT2_PUBLIC_URL: `http://127.0.0.1:${port}`,
    NT2_PORT: String(port),
    NT2_SECRET: randomBytes(32).toString('base64url'),
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: folder,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const tools = await openInstallation(read.config, { write: () => undefined });
  const made = await tools.apiTokens.create(program);
  await tools.close();
  if (!made.ok) throw new Error(made.code);
  return { app: await startServer(read.config, { pages, write: () => undefined }), token: made.value };
}
