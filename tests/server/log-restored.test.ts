// The whole server before and after its store was restored from yesterday's backup, with the checkpoint that nobody restored.

import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import { inclusionProofsFor, loadLogState } from '../../src/core/tlog/inclusion-proofs.ts';
import { limits } from '../../src/core/limits.ts';
import type { Person, PersonKey, ShareId, TenantTag } from '../../src/core/share.ts';
import { claiming, credential, delivering, newBrowser, opening, sealing } from '../support/actors.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { freePort } from '../support/redis.ts';

const TENANT = 'playground:toy';
const ann: Person = { key: `${TENANT}:ann` as PersonKey, name: 'Ann' };
let folder: string;
let config: Config;
let app: RunningServer;
let lines: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-restored-'));
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
    NT2_STATE_DIR: join(folder, 'data'),
    NT2_CHECKPOINT_DIR: join(folder, 'kept'),
    NT2_PLAYGROUND: 'on',
    NT2_AUDIT_CHANNEL: 'playground:toy:random',
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  config = read.config;
  await start();
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  lines = [];
  app = await startServer(config, { pages: join(folder, 'pages'), write: (line) => lines.push(line) });
}

/** From the creation to the proof of delivery. */
async function handOff(): Promise<ShareId> {
  const { shares } = app;
  const { host } = config.NT2_PUBLIC_URL;
  const asked = { sender: ann, recipient: null, tenant: TENANT, mode: 'link', entry: 'page', via: 'chat', kind: 'note' } as const;
  const made = await shares.create({ ...asked, label: 'Key', note: '', place: null, expiresInMs: limits.expiry.initial });
  if (!made.ok) throw new Error(made.code);
  const { id } = made.value;
  const [mine, theirs] = [await newBrowser(host), await newBrowser(host)];
  const { input, linkKey } = await sealing(mine, made.value, { at: Date.now(), items: credential('whsec_canary') });
  const key = linkKey as Uint8Array;
  await shares.seal(id, ann.key, input);
  const claim = await claiming(theirs, { id }, Date.now(), { link: await linkProofSigner(key, id) });
  const released = await shares.claim(id, null, claim);
  if (!released.ok) throw new Error(released.code);
  const { ack } = await opening(made.value, released.value, input.note, { linkKey: key });
  const delivered = await shares.deliver(id, await delivering(theirs, { id }, Date.now(), ack));
  expect(delivered).toMatchObject({ ok: true, value: { state: { status: 'ended', cause: 'delivered' } } });
  return id;
}

const size = async (tag: TenantTag): Promise<number> => (await loadLogState(app.store, tag))?.frontier.size ?? 0;

it('T21: a store of yesterday is no longer signed, hand-offs go on in it, and their receipts too once its log is begun anew', async () => {
  const first = await handOff();
  const tag = first.slice(0, 6) as TenantTag;
  await expect.poll(async () => (await inclusionProofsFor(app.store, first))?.events.length, { timeout: 5_000, interval: 20 }).toBe(5);
  await app.close();
  copyFileSync(join(folder, 'nt2.db'), join(folder, 'yesterday.db'));

  await start();
  // At the start, what was signed is said in the audit channel.
  const said = async () => (await fetch(`${app.url}/playground/state`)).text();
  await expect.poll(said, { timeout: 5_000, interval: 20 }).toContain(`/nt2/log/${tag}`);
  await handOff();
  await expect.poll(() => size(tag), { timeout: 5_000, interval: 20 }).toBe(10);
  await app.close();
  const kept = readdirSync(join(folder, 'kept')).filter((name) => name.endsWith('.checkpoint'));
  expect(kept).toEqual([`${tag}-0001-0000000000000010.checkpoint`]);

  copyFileSync(join(folder, 'yesterday.db'), join(folder, 'nt2.db'));
  await start();
  await expect.poll(() => lines.join(''), { timeout: 5_000, interval: 20 }).toContain('"code":"log.behind"');
  await app.shares.acceptRollback(tag);
  const third = await handOff();
  const told = (await (await fetch(`${app.url}/readyz`)).json()) as { ready: boolean; parts: { log: unknown } };
  expect([told.ready, told.parts.log]).toEqual([true, { ok: false, detail: expect.stringContaining('No longer signed') }]);
  expect([await size(tag), (await app.store.entryRange(tag)).end]).toEqual([5, 10]);
  expect((await inclusionProofsFor(app.store, third))?.events ?? []).toEqual([]);
  expect(readdirSync(join(folder, 'kept')).filter((name) => name.endsWith('.checkpoint'))).toEqual(kept);
  await app.close();

  const tools = await openInstallation(config, { write: () => undefined });
  expect(await tools.logs.verify(tag)).toMatchObject({ ok: false, code: 'log.forked' });
  expect(await tools.logs.startGeneration(tag)).toBe('done');
  await tools.close();
  await start();
  const proofs = await inclusionProofsFor(app.store, third);
  expect(proofs?.events).toHaveLength(5);
  expect(proofs?.checkpoint.split('\n')[0]).toBe(`${config.NT2_PUBLIC_URL.host}/nt2/log/${tag}/2`);
  await handOff();
  await expect.poll(() => size(tag), { timeout: 5_000, interval: 20 }).toBe(16);
  expect(await (await fetch(`${app.url}/readyz`)).json()).toMatchObject({ ready: true, parts: { log: { ok: true } } });
});
