// A log that shows two witnesses two histories is found by anyone who asks both.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { witness as witnessCommand } from '../../src/cli/witness/witness.ts';
import { signerFromSeed, type Signer } from '../../src/crypto/note/signer.ts';
import { formatAddCheckpoint } from '../../src/crypto/tlog/add-checkpoint.ts';
import { formatVkey, signCheckpoint } from '../../src/crypto/tlog/checkpoint.ts';
import { rootOf } from '../../src/crypto/tlog/merkle.ts';
import { makeWitnessFolder } from '../../src/witness/folder.ts';
import { startWitness, type RunningWitness } from '../../src/witness/server.ts';
import { encodeUtf8 } from '../../src/crypto/bytes.ts';
import { memoryLog, type MemoryLog } from '../crypto/tlog/support.ts';

const ORIGIN = 'log.example/x';
let folder: string;
let log: Signer;
let vkey: string;
let witnesses: [RunningWitness, RunningWitness];

async function newWitness(name: string): Promise<RunningWitness> {
  makeWitnessFolder(join(folder, name), `witness.example/${name}`);
  writeFileSync(join(folder, name, 'logs'), `# the log\n\n${vkey}\n`);
  return startWitness({ folder: join(folder, name), host: '127.0.0.1', port: 0, clock: Date.now, log: () => {} });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-compare-'));
  log = await signerFromSeed(new Uint8Array(32).fill(1));
  vkey = formatVkey({ name: ORIGIN, publicKey: log.publicKey });
  witnesses = [await newWitness('w1'), await newWitness('w2')];
});
afterEach(async () => {
  await Promise.all(witnesses.map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function logOf(size: number, what = 'leaf'): Promise<MemoryLog> {
  const made = memoryLog();
  await made.append(Array.from({ length: size }, (_, n) => encodeUtf8(`${what} ${n}\n`)));
  return made;
}

const headOf = (of: MemoryLog): Promise<string> =>
  signCheckpoint({ origin: ORIGIN, size: of.frontier().size, root: rootOf(of.frontier()), extensions: [] }, log);

async function show({ port }: RunningWitness, of: MemoryLog): Promise<void> {
  const body = formatAddCheckpoint({ old: 0, proof: [], checkpoint: await headOf(of) });
  expect((await fetch(`http://127.0.0.1:${port}/add-checkpoint`, { method: 'POST', body })).status).toBe(200);
}

async function compare(...more: string[]): Promise<{ code: number; out: string }> {
  const said: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => (said.push(String(text)), true));
  try {
    const urls = witnesses.map(({ port }) => `http://127.0.0.1:${port}`);
    const code = await witnessCommand(['compare', ...urls, ...witnesses.flatMap((one) => ['--key', one.vkey]), '--log', vkey, ...more]);
    return { code, out: said.join('') };
  } finally {
    out.mockRestore();
  }
}

/** As `nt2 log export` leaves it. */
async function exported(of: MemoryLog): Promise<string> {
  const at = join(folder, 'tiles');
  for (const [path, bytes] of of.files) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), bytes);
  }
  writeFileSync(join(at, 'checkpoint'), await headOf(of));
  return at;
}

test('M5: of one size by themselves, of two sizes by the hashes of the log', async () => {
  const [one, two] = witnesses;
  const honest = await logOf(300);
  const [small, other] = [await logOf(20), await logOf(20, 'another')];
  await show(one, small);
  expect(await compare()).toMatchObject({ code: 0, out: expect.stringContaining('has seen nothing of this log') });
  await show(two, honest);
  await expect(compare()).rejects.toThrow('--tiles');
  expect(await compare('--tiles', await exported(honest))).toMatchObject({ code: 0, out: expect.stringMatching(/One history\.\n$/) });

  // The second one was shown something else from the start.
  await two.close();
  rmSync(join(folder, 'w2'), { recursive: true });
  witnesses[1] = await newWitness('w2');
  await show(witnesses[1], other);
  expect(await compare()).toMatchObject({ code: 1, out: expect.stringContaining('this log has been forked') });
  await one.close();
  rmSync(join(folder, 'w1'), { recursive: true });
  witnesses[0] = await newWitness('w1');
  await show(witnesses[0], honest);
  expect(await compare('--tiles', await exported(honest))).toMatchObject({
    code: 1,
    out: expect.stringContaining('this log has been forked'),
  });
});

test('what a witness says without the log’s signature or its own counts for nothing', async () => {
  const [one, two] = witnesses;
  for (const each of [one, two]) await show(each, await logOf(5));
  const stranger = await signerFromSeed(new Uint8Array(32).fill(9));
  await expect(compare('--log', formatVkey({ name: ORIGIN, publicKey: stranger.publicKey }))).resolves.toMatchObject({ code: 0 });
  const urls = [one, two].map(({ port }) => `http://127.0.0.1:${port}`);
  const foreign = formatVkey({ name: ORIGIN, publicKey: stranger.publicKey });
  await expect(witnessCommand(['compare', ...urls, '--key', one.vkey, '--log', foreign])).rejects.toThrow('not both signed');
  await expect(witnessCommand(['compare', ...urls, '--key', one.vkey, '--log', vkey])).rejects.toThrow('not both signed');
  await expect(witnessCommand(['compare', urls[0] ?? '', 'http://127.0.0.1:9', '--key', one.vkey, '--log', vkey])).rejects.toThrow(
    'does not answer',
  );
});
