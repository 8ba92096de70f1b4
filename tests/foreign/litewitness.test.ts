// What we ask of a witness, put to one that others wrote: litewitness, of Debian 13's package litetlog (0.4.3). As packaged it answers 404 to
// everything unless GODEBUG=httpmuxgo121=0 is set, and it closes the connection without an answer when it comes to store what it has accepted.
// So it is a judge of requests here, and each of its refusals is held beside it.

import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { encodeBase64 } from '../../src/crypto/bytes.ts';
import { signerFromSeed, type Signer } from '../../src/crypto/note/signer.ts';
import { formatAddCheckpoint } from '../../src/crypto/tlog/add-checkpoint.ts';
import { formatVkey, signCheckpoint } from '../../src/crypto/tlog/checkpoint.ts';
import { proveConsistency } from '../../src/crypto/tlog/merkle.ts';
import { leafHashes, naiveHashAt, naiveRoot } from '../crypto/tlog/support.ts';
import { freePort } from '../support/redis.ts';

const needed = ['litewitness', 'witnessctl', 'ssh-agent', 'ssh-add', 'ssh-keygen'];
const gone = needed.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
const missing = gone.length === 0 ? null : `${gone.join(', ')} not installed (Debian 13: apt-get install litetlog openssh-client)`;
if (missing !== null) console.log(`left out: a witness that others wrote: ${missing}`);

const ORIGIN = 'nt2.example.com/nt2/log/aaaaaa';
const hashes = leafHashes(64);
/** No answer: it had nothing against the request, and came to store it. */
const STORING = 0;

describe.skipIf(missing !== null)('litewitness', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-litewitness-'));
  const db = join(folder, 'witness.db');
  const env = { PATH: process.env['PATH'], HOME: folder, GODEBUG: 'httpmuxgo121=0' };
  const run = (name: string, ...args: string[]): string => execFileSync(name, args, { env, cwd: folder, stdio: 'pipe' }).toString();
  let log: Signer;
  let stranger: Signer;
  let port = 0;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    [log, stranger] = (await Promise.all([1, 2].map((n) => signerFromSeed(new Uint8Array(32).fill(n))))) as [Signer, Signer];
    const socket = join(folder, 'agent.sock');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { env, stdio: 'ignore' });
    children.push(agent);
    run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key'));
    const fingerprint = run('ssh-keygen', '-l', '-f', join(folder, 'key')).split(' ')[1] ?? '';
    await vi.waitFor(() => expect(spawnSync('ssh-add', [join(folder, 'key')], { env: { ...env, SSH_AUTH_SOCK: socket } }).status).toBe(0), {
      timeout: 5_000,
    });
    run('witnessctl', 'add-log', '-db', db, '-origin', ORIGIN);
    run('witnessctl', 'add-key', '-db', db, '-origin', ORIGIN, '-key', formatVkey({ name: ORIGIN, publicKey: log.publicKey }));
    port = await freePort();
    const args = ['-db', db, '-name', 'witness.example/w1', '-ssh-agent', socket, '-key', fingerprint, '-listen', `127.0.0.1:${port}`];
    children.push(spawn('litewitness', args, { env, stdio: 'ignore' }));
    await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200), { timeout: 10_000, interval: 100 });
  });
  afterAll(() => {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What it would know if it had stored what it accepted. */
  function knows(size: number): void {
    const store = new DatabaseSync(db);
    store
      .prepare('UPDATE log SET tree_size = ?, tree_hash = ? WHERE origin = ?')
      .run(size, encodeBase64(naiveRoot(hashes.slice(0, size))), ORIGIN);
    store.close();
  }
  const headOf = (size: number, by: Signer = log, origin = ORIGIN) =>
    signCheckpoint({ origin, size, root: naiveRoot(hashes.slice(0, size)), extensions: [] }, by);
  async function ask(
    old: number,
    size: number,
    { proofOf = old, by = log, origin = ORIGIN } = {},
  ): Promise<{ status: number; text: string }> {
    const proof = await proveConsistency({ older: proofOf, newer: size, hashAt: naiveHashAt(hashes) });
    const body = formatAddCheckpoint({ old, proof, checkpoint: await headOf(size, by, origin) });
    const answer = await fetch(`http://127.0.0.1:${port}/add-checkpoint`, { method: 'POST', body }).catch(() => null);
    return answer === null ? { status: STORING, text: '' } : { status: answer.status, text: await answer.text() };
  }

  test('M5: has nothing against a first checkpoint of ours, nor against a later one with its proof', async () => {
    for (const [old, size] of [
      [0, 5],
      [5, 6],
      [7, 64],
      [32, 33],
      [33, 33],
    ] as const) {
      knows(old);
      const { status, text } = await ask(old, size);
      expect([200, STORING], `${old} to ${size}: ${text}`).toContain(status);
    }
  });

  test('M5: and refuses each fault by its own status, as ours does', async () => {
    knows(7);
    expect(await ask(7, 64, { proofOf: 8 })).toMatchObject({ status: 422 });
    expect(await ask(7, 64, { by: stranger })).toMatchObject({ status: 403 });
    expect((await ask(7, 64, { origin: 'other.example/log' })).status).toBe(403);
    expect(await ask(6, 64)).toEqual({ status: 409, text: '7\n' });
  });
});
