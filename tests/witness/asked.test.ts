// A server that has its logs witnessed: receipts carry what witnesses signed, nobody waits for one that is away, and one that was shown
// another history says so. Real server, real witnesses, each a process's worth of code on a port of its own.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import { verify } from '../../src/cli/receipt/verify.ts';
import { witness as witnessCommand } from '../../src/cli/witness/witness.ts';
import { readConfig } from '../../src/config/read.ts';
import { pause } from '../../src/app/runtime.ts';
import { createReceipts } from '../../src/core/receipts.ts';
import { tagOf, type TenantTag } from '../../src/core/share.ts';
import { createSigners } from '../../src/core/tlog/state/signers.ts';
import { loadLogState } from '../../src/core/tlog/inclusion-proofs.ts';
import { parseVkey, signCheckpoint } from '../../src/crypto/tlog/checkpoint.ts';
import { formatAddCheckpoint } from '../../src/crypto/tlog/add-checkpoint.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { parseWitnessKey } from '../../src/crypto/tlog/cosignature.ts';
import { logName } from '../../src/crypto/keys/log.ts';
import { deriveKeys, tenantTag } from '../../src/crypto/keys/root.ts';
import { makeWitnessFolder } from '../../src/witness/folder.ts';
import { startWitness, type RunningWitness } from '../../src/witness/server.ts';
import { sealLink, TENANT } from '../support/hand-offs.ts';
import { freePort } from '../support/redis.ts';

let folder: string;
let lines: string[];
let app: RunningServer | undefined;
let witnesses: RunningWitness[];
let hung: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-asked-'));
  lines = [];
  witnesses = [];
  const pages = join(folder, 'pages');
  mkdirSync(join(pages, 'assets'), { recursive: true });
  for (const name of ['share', 'home', 'playground']) writeFileSync(join(pages, `${name}.html`), `<title>${name}</title>`);
  writeFileSync(join(pages, 'manifest.json'), '{"files":{},"pages":{"share.html":{},"home.html":{},"playground.html":{}}}');
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await Promise.all(witnesses.map((one) => one.close()));
  hung?.close();
  hung = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const ROOT = randomBytes(32);

async function newWitness(name: string): Promise<RunningWitness> {
  const at = join(folder, name);
  makeWitnessFolder(at, `witness.example/${name}`);
  const running = await startWitness({
    folder: at,
    host: '127.0.0.1',
    port: 0,
    clock: Date.now,
    log: (line) => void lines.push(JSON.stringify(line)),
  });
  witnesses.push(running);
  return running;
}

async function serve(asked: readonly { readonly vkey: string; readonly port: number }[]): Promise<RunningServer> {
  const port = await freePort();
  const read = readConfig({
    NT2_PUBLIC_URL: `http://127.0.0.1:${port}`,
    NT2_PORT: String(port),
    NT2_SECRET: ROOT.toString('base64url'),
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: join(folder, 'data'),
    NT2_PLAYGROUND: 'on',
    NT2_METRICS_PORT: '0',
    NT2_WITNESSES: asked.map(({ vkey, port: at }) => `${vkey} http://127.0.0.1:${at}/`).join(', '),
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return (app = await startServer(read.config, { pages: join(folder, 'pages'), write: (line) => void lines.push(line) }));
}

/** A hand-off from the first to the last event; answers with how a receipt of it is read. */
async function handOff(server: RunningServer) {
  const { host } = new URL(server.url);
  const { id, finish } = await sealLink(server.shares, { host, secret: 'canary-of-a-witness' });
  await finish();
  const receipts = createReceipts({ store: server.store, signers: createSigners({ host, seeds: [deriveKeys(ROOT).log] }), pause });
  const receipt = async (): Promise<string> => {
    const made = await receipts.build(id, 'auditor');
    return made.ok ? made.value.text : '';
  };
  const state = await vi.waitUntil(() => loadLogState(server.store, tagOf(id)).then((found) => (found?.note ? found : null)), 5_000);
  const keys = state.keys.flatMap(({ vkey }) => parseVkey(vkey) ?? []);
  return { id, receipt, keys, vkeys: state.keys.map(({ vkey }) => vkey) };
}

const watch = (name: string, vkeys: readonly string[]): void => writeFileSync(join(folder, name, 'logs'), `${vkeys.join('\n')}\n`);

test('M5: receipts carry what each witness has signed, and are checked for a quorum of them', { timeout: 30_000 }, async () => {
  const [one, two] = [await newWitness('w1'), await newWitness('w2')];
  const server = await serve([one, two]);
  const first = await handOff(server);
  // Their operators learn the key of the log, and add it while they run.
  for (const name of ['w1', 'w2']) watch(name, first.vkeys);
  const { receipt, keys } = await handOff(server);
  const trusted = [one, two].flatMap(({ vkey }) => parseWitnessKey(vkey) ?? []);
  const check = async (count: number) => verifyReceipt({ text: await receipt(), keys, witnesses: { keys: trusted, count } });
  await expect.poll(async () => (await check(2)).ok, { timeout: 15_000 }).toBe(true);
  const held = await check(2);
  expect(held.ok && held.story.log.cosignatures.map(({ name }) => name)).toEqual(['witness.example/w1', 'witness.example/w2']);
  expect(held.ok && held.story.cause).toBe('delivered');

  // The same by the command, with all, with too many, and with a witness that never signed.
  const file = join(folder, 'receipt.txt');
  writeFileSync(file, await receipt());
  writeFileSync(join(folder, 'keys'), first.vkeys.join('\n'));
  const said: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => (said.push(String(text)), true));
  const stranger = await newWitness('w3');
  const ask = (...more: string[]) =>
    verify([file, '--key', `@${join(folder, 'keys')}`, '--witness', one.vkey, '--witness', stranger.vkey, ...more]);
  expect([
    await ask('--quorum', '1'),
    await ask(),
    await verify([file, '--key', `@${join(folder, 'keys')}`, '--witness', one.vkey]),
  ]).toEqual([0, 1, 0]);
  expect(said[0]).toMatch(/witness {2}witness\.example\/w1, 20/);
  expect(said[0]).toMatch(/^others .*not checked.*: witness\.example\/w2$/m);
  expect(said[1]).toContain('checkpoint.witness');
  await expect(ask('--quorum', '3')).rejects.toThrow('--quorum');
  // A program reads the same: who has signed and when, and whose line nothing was checked of.
  said.length = 0;
  await ask('--quorum', '1', '--json');
  const told = JSON.parse(said.join('')) as { story: { log: { cosignatures: { name: string; at: number }[] } }; unchecked: string[] };
  expect([told.story.log.cosignatures.map(({ name }) => name), told.unchecked]).toEqual([['witness.example/w1'], ['witness.example/w2']]);
  expect(told.story.log.cosignatures[0]?.at).toBeGreaterThan(Date.now() - 60_000);
  said.length = 0;
  await verify([file, '--key', `@${join(folder, 'keys')}`]);
  expect(said[0]).not.toMatch(/^witness/m);
  expect(said[0]).toMatch(/^others .*: witness\.example\/w1, witness\.example\/w2$/m);
  said.length = 0;
  const urls = [one, two].map(({ port }) => `http://127.0.0.1:${port}`);
  const compare = () =>
    witnessCommand([
      'compare',
      ...urls,
      ...[one, two].flatMap(({ vkey }) => ['--key', vkey]),
      ...first.vkeys.flatMap((vkey) => ['--log', vkey]),
    ]);
  expect(await compare()).toBe(0);
  expect(said.at(-1)).toBe('One history.\n');
  out.mockRestore();
  expect(lines.join('')).not.toContain('canary-of-a-witness');
});

test(
  'M5: a witness that hangs and one that is gone hold nothing up, are told, and leave the others’ signatures',
  { timeout: 30_000 },
  async () => {
    const one = await newWitness('w1');
    const gone = await newWitness('gone');
    const silent = await newWitness('silent');
    await Promise.all(witnesses.splice(1).map((each) => each.close()));
    hung = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => hung?.once('listening', resolve));
    const { port } = hung.address() as { port: number };
    const server = await serve([one, { vkey: gone.vkey, port: gone.port }, { vkey: silent.vkey, port }]);
    watch('w1', (await handOff(server)).vkeys);
    const began = performance.now();
    const { receipt, keys } = await handOff(server);
    expect(performance.now() - began).toBeLessThan(4_000);
    expect((await verifyReceipt({ text: await receipt(), keys })).ok).toBe(true);
    const trusted = [one].flatMap(({ vkey }) => parseWitnessKey(vkey) ?? []);
    await expect
      .poll(async () => (await verifyReceipt({ text: await receipt(), keys, witnesses: { keys: trusted, count: 1 } })).ok, {
        timeout: 20_000,
      })
      .toBe(true);
    const told = lines.filter((line) => line.includes('witness.failed'));
    for (const name of ['gone', 'silent'])
      expect(
        told.some((line) => line.includes(`witness.example/${name} does not answer in time`)),
        name,
      ).toBe(true);
    const metrics = await (await fetch(`http://127.0.0.1:${server.metricsPort}/metrics`)).text();
    expect(metrics.match(/^nt2_witnesses_in_trouble\{.*$/gm)).toEqual([
      'nt2_witnesses_in_trouble{why="away"} 2',
      'nt2_witnesses_in_trouble{why="unknown"} 0',
      'nt2_witnesses_in_trouble{why="forked"} 0',
    ]);
    expect(metrics).not.toContain('witness.example');
  },
);

test('M5: a history that was shown to a witness and is another one here is found, and told', { timeout: 30_000 }, async () => {
  const one = await newWitness('w1');
  const server = await serve([one]);
  const { host } = new URL(server.url);
  const keys = deriveKeys(ROOT);
  const tag = tenantTag(keys.tag, TENANT) as TenantTag;
  const { key, vkey } = await createSigners({ host, seeds: [keys.log] }).signerFor({ tag, generation: 1 }, new Date().getUTCFullYear());
  watch('w1', [vkey]);
  // The operator’s key signs a tree for the witness alone.
  const forged = await signCheckpoint({ origin: logName(host, tag), size: 500, root: new Uint8Array(32).fill(7), extensions: [] }, key);
  const body = formatAddCheckpoint({ old: 0, proof: [], checkpoint: forged });
  expect((await fetch(`http://127.0.0.1:${one.port}/add-checkpoint`, { method: 'POST', body })).status).toBe(200);
  const { receipt, keys: trusted } = await handOff(server);
  const isTold = (): boolean => lines.some((line) => line.includes('witness.failed') && line.includes('another history'));
  await expect.poll(isTold, { timeout: 15_000 }).toBe(true);
  expect((await verifyReceipt({ text: await receipt(), keys: trusted })).ok).toBe(true);
});
