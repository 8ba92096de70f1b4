// What a witness signs and what it refuses, by the letter of c2sp.org/tlog-witness, on its real store and over its real site.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signerFromSeed, type Signer } from '../../src/crypto/note/signer.ts';
import { formatAddCheckpoint } from '../../src/crypto/tlog/add-checkpoint.ts';
import { signCheckpoint, type VerifierKey } from '../../src/crypto/tlog/checkpoint.ts';
import { formatWitnessKey, verifyCosignatures } from '../../src/crypto/tlog/cosignature.ts';
import { leafHash, proveConsistency } from '../../src/crypto/tlog/merkle.ts';
import { createSite, hashOfOrigin } from '../../src/witness/site.ts';
import { openWitnessStore, type OpenWitnessStore } from '../../src/witness/store.ts';
import { createWitness } from '../../src/witness/witness.ts';
import { leafHashes, naiveHashAt, naiveRoot } from '../crypto/tlog/support.ts';

const ORIGIN = 'log.example/x';
const NAME = 'witness.example/w1';
const AT = 1_796_000_000_000;
const hashes = leafHashes(64);
/** The same log up to leaf 8, and another one from there. */
const forked = [...hashes.slice(0, 8), ...Array.from({ length: 56 }, (_, n) => leafHash(`other ${n}`))];

let folder: string;
let store: OpenWitnessStore;
let log: Signer;
let stranger: Signer;
let witness: VerifierKey;
let key: Signer;
let forks: string[];
let site: ReturnType<typeof createSite>;
let logs: VerifierKey[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-witness-'));
  store = openWitnessStore(join(folder, 'witness.db'));
  [log, key, stranger] = (await Promise.all([1, 2, 3].map((n) => signerFromSeed(new Uint8Array(32).fill(n))))) as [Signer, Signer, Signer];
  witness = { name: NAME, publicKey: key.publicKey };
  forks = [];
  logs = [{ name: ORIGIN, publicKey: log.publicKey }];
  const made = createWitness({ name: NAME, key, logs: () => logs, store, clock: () => AT, forked: (origin) => void forks.push(origin) });
  site = createSite({ witness: made, store, vkey: formatWitnessKey(witness), origins: () => [ORIGIN] });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const headOf = (size: number, { of = hashes, by = log, origin = ORIGIN }: { of?: typeof hashes; by?: Signer; origin?: string } = {}) =>
  signCheckpoint({ origin, size, root: naiveRoot(of.slice(0, size)), extensions: [] }, by);

async function bodyOf(old: number, size: number, { of = hashes, ...how }: Parameters<typeof headOf>[1] = {}): Promise<string> {
  const proof = old > size ? [] : await proveConsistency({ older: old, newer: size, hashAt: naiveHashAt(of) });
  return formatAddCheckpoint({ old, proof, checkpoint: await headOf(size, { of, ...how }) });
}

async function send(body: string): Promise<{ status: number; body: string; type: string | null }> {
  const answer = await site.request('/add-checkpoint', { method: 'POST', body });
  return { status: answer.status, body: await answer.text(), type: answer.headers.get('Content-Type') };
}

describe('a witness', () => {
  test('signs a log as it grows, and the same head again', async () => {
    let old = 0;
    for (const size of [5, 5, 6, 32, 33, 64]) {
      const { status, body } = await send(await bodyOf(old, size));
      expect(status, `${old} to ${size}`).toBe(200);
      expect(await verifyCosignatures((await headOf(size)) + body, [witness])).toEqual([{ witness, at: AT, line: body }]);
      old = size;
    }
    const head = await site.request(`/logs/${hashOfOrigin(ORIGIN)}/checkpoint`);
    const note = await head.text();
    expect(note).toContain('\n64\n');
    expect(await verifyCosignatures(note, [witness])).toHaveLength(1);
    expect(await (await site.request('/')).text()).toBe(`${formatWitnessKey(witness)}\n`);
  });

  test('tells the size it knows where another one is given, in the form that logs read', async () => {
    expect((await send(await bodyOf(0, 10))).status).toBe(200);
    for (const old of [0, 5, 9]) expect(await send(await bodyOf(old, 12))).toEqual({ status: 409, body: '10\n', type: 'text/x.tlog.size' });
    expect(await send(await bodyOf(12, 20))).toEqual({ status: 409, body: '10\n', type: 'text/x.tlog.size' });
  });

  test('answers each fault with its own status, and remembers nothing of it', async () => {
    expect((await send(await bodyOf(0, 10))).status).toBe(200);
    const good = await bodyOf(10, 20);
    expect((await send('old 10\n\nno checkpoint\n')).status).toBe(400);
    expect((await send(`${good}${'— x AAAAAAA=\n'.repeat(16)}`)).status).toBe(400);
    expect((await send('x'.repeat(20_000))).status).toBe(400);
    expect((await send(await bodyOf(10, 20, { origin: 'other.example/x' }))).status).toBe(404);
    expect((await send(await bodyOf(10, 20, { by: stranger }))).status).toBe(403);
    // The old size is larger than the checkpoint.
    expect((await send(await bodyOf(20, 10))).status).toBe(400);
    expect((await send(await bodyOf(10, 20, { of: forked }))).status).toBe(422);
    expect((await send(good.replace(/\n[A-Za-z0-9+/]/, '\nB'))).status).toBe(422);
    // A proof too many, also where there is nothing to prove.
    expect((await send((await bodyOf(10, 10)).replace('old 10\n', `old 10\n${'A'.repeat(43)}=\n`))).status).toBe(422);
    expect(forks).toEqual([]);
    expect((await send(good)).status).toBe(200);
  });

  test('a log with one size and two trees is caught by its own signatures, which it keeps to be read', async () => {
    expect((await send(await bodyOf(0, 20))).status).toBe(200);
    const other = await headOf(20, { of: forked });
    expect(await send(formatAddCheckpoint({ old: 20, proof: [], checkpoint: other }))).toMatchObject({ status: 409, body: '' });
    expect(forks).toEqual([ORIGIN]);
    const kept = await (await site.request('/forks')).text();
    expect(kept).toContain(other);
    expect(kept).toContain(await headOf(20));
    expect((await send(await bodyOf(20, 30))).status).toBe(200);
  });

  test('of many at once that go on from one head it signs one, and never a smaller tree after a larger one', async () => {
    expect((await send(await bodyOf(0, 10))).status).toBe(200);
    const bodies = await Promise.all(Array.from({ length: 40 }, (_, n) => bodyOf(10, 11 + n)));
    const answers = await Promise.all(bodies.map(send));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const signed = 11 + answers.findIndex(({ status }) => status === 200);
    expect(answers.filter(({ status, body }) => status === 409 && body === `${signed}\n`)).toHaveLength(39);
  });

  test('one right line of a known key is enough, beside wrong ones and those of strangers', async () => {
    const second = await signerFromSeed(new Uint8Array(32).fill(9));
    logs.push({ name: ORIGIN, publicKey: second.publicKey });
    const byStranger = (await headOf(10, { by: stranger })).split('\n').at(-2) ?? '';
    const wrong = (await headOf(11, { by: second })).split('\n').at(-2) ?? '';
    const checkpoint = `${await headOf(10)}${byStranger}\n${wrong}\n`;
    expect((await send(formatAddCheckpoint({ old: 0, proof: [], checkpoint }))).status).toBe(200);
  });

  test('a GET, a HEAD, or another method signs nothing', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) expect((await site.request('/add-checkpoint', { method })).status).toBe(404);
    expect((await site.request(`/logs/${hashOfOrigin(ORIGIN)}/checkpoint`)).status).toBe(404);
  });
});
