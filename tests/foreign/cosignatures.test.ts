// Go's own note reader and Ed25519 check what our witnesses sign. No code of ours, and none of another witness, is in that program.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { formatAddCheckpoint } from '../../src/crypto/tlog/add-checkpoint.ts';
import { formatVkey, signCheckpoint } from '../../src/crypto/tlog/checkpoint.ts';
import { formatWitnessKey, parseWitnessKey } from '../../src/crypto/tlog/cosignature.ts';
import { createSite } from '../../src/witness/site.ts';
import { openWitnessStore } from '../../src/witness/store.ts';
import { createWitness } from '../../src/witness/witness.ts';
import { leafHashes, naiveRoot } from '../crypto/tlog/support.ts';
import { buildGo, missing, run } from './programs.ts';

const ORIGIN = 'log.example/x';
const SECONDS = 1_796_000_000;
const folder = mkdtempSync(join(tmpdir(), 'nt2-cosigned-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A checkpoint, and the answer of a real witness to it. */
async function witnessed(nameOf: string, seed: number, at: number) {
  const log = await signerFromSeed(new Uint8Array(32).fill(1));
  const key = await signerFromSeed(new Uint8Array(32).fill(seed));
  const store = openWitnessStore(join(folder, `${seed}.db`));
  const logs = () => [{ name: ORIGIN, publicKey: log.publicKey }];
  const witness = createWitness({ name: nameOf, key, logs, store, clock: () => at, forked: () => undefined });
  const vkey = formatWitnessKey({ name: nameOf, publicKey: key.publicKey });
  const site = createSite({ witness, store, vkey, origins: () => [ORIGIN] });
  const checkpoint = await signCheckpoint({ origin: ORIGIN, size: 21, root: naiveRoot(leafHashes(21)), extensions: [] }, log);
  const answer = await site.request('/add-checkpoint', { method: 'POST', body: formatAddCheckpoint({ old: 0, proof: [], checkpoint }) });
  const line = await answer.text();
  store.close();
  return { vkey, line, checkpoint, log: formatVkey({ name: ORIGIN, publicKey: log.publicKey }) };
}

describe.skipIf(missing.go !== null)('Go (golang.org/x/mod/sumdb/note, crypto/ed25519)', () => {
  let binary: string;
  beforeAll(() => {
    binary = buildGo();
  });

  test('M5: holds a checkpoint that the log and two witnesses have signed, with each one’s time, and refuses what we refuse', async () => {
    const one = await witnessed('witness.example/w1', 2, SECONDS * 1_000 + 999);
    const two = await witnessed('witness.example/w2', 3, (SECONDS + 5) * 1_000);
    const job = {
      vkey: one.log,
      checkpoint: one.checkpoint,
      cosigned: one.checkpoint + one.line + two.line,
      witnesses: [
        { vkey: one.vkey, time: SECONDS },
        { vkey: two.vkey, time: SECONDS + 5 },
      ],
    };
    const check = (more: object = {}): string => run(binary, [], JSON.stringify({ ...job, ...more })).said;
    expect(check()).toBe('ok');
    expect(check({ witnesses: job.witnesses.map((each) => ({ ...each, time: SECONDS })) })).toContain('at another time');
    expect(check({ cosigned: one.checkpoint + one.line })).toContain('2 of 3 have signed');
    expect(check({ cosigned: job.cosigned.replace('\n21\n', '\n22\n') })).toContain('cosigned');
    // A line of one under the name of the other, and one whose time was set on by a second.
    expect(check({ cosigned: one.checkpoint + one.line + one.line.replace('/w1', '/w2') })).toContain('2 of 3 have signed');
    const bytes = Buffer.from(two.line.split(' ')[2] ?? '', 'base64');
    bytes.writeBigUInt64BE(BigInt(SECONDS + 6), 4);
    const later = `\u2014 witness.example/w2 ${bytes.toString('base64')}\n`;
    expect(check({ cosigned: one.checkpoint + one.line + later })).toContain('invalid signature');
    // The key of a log is no key of a witness.
    const [name = '', , key = ''] = one.vkey.split('+');
    const plain = formatVkey({ name, publicKey: Buffer.from(key, 'base64').subarray(1).toString('base64') });
    expect(check({ witnesses: [{ vkey: plain, time: SECONDS }] })).toContain('of another type');
  });
});

/** These packages name a witness by the plain key of its name, and not by the type of key that tlog-cosignature has for it. */
function plainly(vkey: string): string {
  const { name, publicKey } = parseWitnessKey(vkey) ?? expect.fail('no key of a witness');
  return formatVkey({ name, publicKey });
}

describe.skipIf(missing.formats !== null)('the packages of transparency-dev', () => {
  test('M5: read a checkpoint of ours with the lines of two witnesses, and refuse one that was changed', async () => {
    const binary = buildGo('formats');
    const one = await witnessed('witness.example/w1', 4, SECONDS * 1_000 + 999);
    const two = await witnessed('witness.example/w2', 5, (SECONDS + 5) * 1_000);
    const job = {
      origin: ORIGIN,
      vkey: one.log,
      witnesses: [one.vkey, two.vkey].map(plainly),
      cosigned: one.checkpoint + one.line + two.line,
    };
    const check = (more: object = {}): string => run(binary, [], JSON.stringify({ ...job, ...more })).said;
    expect(check()).toBe('ok 21, signed by 3');
    expect(check({ cosigned: one.checkpoint + one.line })).toBe('ok 21, signed by 2');
    expect(check({ cosigned: job.cosigned.replace('\n21\n', '\n22\n') })).not.toContain('ok');
    expect(check({ origin: 'log.example/y' })).not.toContain('ok');
    const bytes = Buffer.from(two.line.split(' ')[2] ?? '', 'base64');
    bytes.writeBigUInt64BE(BigInt(SECONDS + 6), 4);
    expect(check({ cosigned: `${one.checkpoint}\u2014 witness.example/w2 ${bytes.toString('base64')}\n` })).not.toContain('ok');
  });
});
