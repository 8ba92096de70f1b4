// A whole server that is watched, and a hand-off on it in which everything that people type is a canary.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import { readConfig } from '../../src/config/read.ts';
import { limits } from '../../src/core/limits.ts';
import type { Person, PersonKey } from '../../src/core/share.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { claiming, credential, delivering, newBrowser, opening, sealing } from '../support/actors.ts';
import { freePort } from '../support/redis.ts';

export const TENANT = 'playground:toy';
export const alex: Person = { key: `${TENANT}:alex` as PersonKey, name: 'Canary-Name' };
export const casey: Person = { key: `${TENANT}:contractor` as PersonKey, name: 'Canary-Other' };
export const CANARIES = ['Canary', 'canary', 'whsec', 'alex', 'toy', '127.0.0.1', 'engineering'];

export interface Watched {
  readonly app: RunningServer;
  /** What the log said. */
  readonly lines: string[];
  close(): Promise<void>;
}

export async function startWatched(settings: Readonly<Record<string, string>>): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-watched-'));
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
    NT2_PLAYGROUND: 'on',
    ...settings,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  const lines: string[] = [];
  const app = await startServer(read.config, { pages, write: (line) => void lines.push(line) });
  return {
    app,
    lines,
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Offered, sealed, claimed and delivered; answers with the id. */
export async function handOff(app: RunningServer): Promise<string> {
  const { shares } = app;
  const asked = { sender: alex, recipient: null, tenant: TENANT, mode: 'link', entry: 'page', via: 'chat', kind: 'note' } as const;
  const made = await shares.create({
    ...asked,
    label: 'canary label',
    note: 'canary note',
    place: null,
    expiresInMs: limits.expiry.initial,
  });
  if (!made.ok) throw new Error(made.code);
  const [mine, theirs] = [await newBrowser(new URL(app.url).host), await newBrowser(new URL(app.url).host)];
  const { input, linkKey } = await sealing(mine, made.value, { at: Date.now(), items: credential('whsec_canary') });
  const key = linkKey as Uint8Array;
  await shares.seal(made.value.id, alex.key, input);
  const claim = await claiming(theirs, made.value, Date.now(), { link: await linkProofSigner(key, made.value.id) });
  const released = await shares.claim(made.value.id, null, claim);
  if (!released.ok) throw new Error(released.code);
  const { ack } = await opening(made.value, released.value, input.note, { linkKey: key });
  await shares.deliver(made.value.id, await delivering(theirs, made.value, Date.now(), ack));
  return made.value.id;
}

/** Two presses in the toy chat, one of them refused, and a look at a share that is over. */
export async function pressAndAsk(app: RunningServer, id: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const own = { origin: app.url, 'x-nt2': '1', 'content-type': 'application/json', ...more };
  const say = (path: string, body: object) => fetch(`${app.url}${path}`, { method: 'POST', headers: own, body: JSON.stringify(body) });
  await say('/playground/command', { as: 'alex', text: '/nt2 list', place: 'engineering', press: 'press-0001' });
  await say('/playground/action', { as: 'alex', place: 'engineering', action: 'accept', ref: 'b'.repeat(32), press: 'press-0002' });
  await fetch(`${app.url}/api/shares/${id}?canary=canary`, { headers: more });
}
