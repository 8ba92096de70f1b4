// `nt2 witness` as its operator runs it: made once, served, killed in the middle, served again.

import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { formatAddCheckpoint } from '../../src/crypto/tlog/add-checkpoint.ts';
import { formatVkey, signCheckpoint } from '../../src/crypto/tlog/checkpoint.ts';
import { parseWitnessKey, verifyCosignatures } from '../../src/crypto/tlog/cosignature.ts';
import { leafHashes, naiveRoot } from '../crypto/tlog/support.ts';
import { startNt2 } from '../cli/run.ts';
import { freePort } from '../support/redis.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-witness-process-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('M5: what was signed is remembered by a process that was killed right after it answered', { timeout: 60_000 }, async () => {
  const nt2 = (...args: string[]) => startNt2(['witness', ...args], { env: { HOME: folder }, folder });
  expect((await nt2('init', 'w', 'a name').done).code).not.toBe(0);
  const made = await nt2('init', 'w', 'witness.example/w1').done;
  expect(made.code).toBe(0);
  const key = parseWitnessKey(made.out.trim());
  if (key === null) throw new Error(made.out);
  expect(statSync(join(folder, 'w/witness.key')).mode & 0o777).toBe(0o600);
  // A second one would be another witness under the same name.
  expect((await nt2('init', 'w', 'witness.example/w1').done).code).not.toBe(0);
  const log = await signerFromSeed(new Uint8Array(32).fill(1));
  appendFileSync(join(folder, 'w/logs'), `${formatVkey({ name: 'log.example/x', publicKey: log.publicKey })}\n`);
  const checkpoint = await signCheckpoint({ origin: 'log.example/x', size: 5, root: naiveRoot(leafHashes(5)), extensions: [] }, log);
  const port = await freePort();
  const body = formatAddCheckpoint({ old: 0, proof: [], checkpoint });
  const ask = () => fetch(`http://127.0.0.1:${port}/add-checkpoint`, { method: 'POST', body });

  const first = nt2('serve', 'w', '--listen', `127.0.0.1:${port}`);
  await expect
    .poll(
      () =>
        ask()
          .then((answer) => answer.status)
          .catch(() => 0),
      { timeout: 20_000 },
    )
    .toBe(200);
  first.child.kill('SIGKILL');
  await first.done;
  const again = nt2('serve', 'w', '--listen', `127.0.0.1:${port}`);
  await expect
    .poll(
      () =>
        ask()
          .then(async (answer) => `${answer.status} ${await answer.text()}`)
          .catch(() => ''),
      { timeout: 20_000 },
    )
    .toBe('409 5\n');
  const same = await fetch(`http://127.0.0.1:${port}/add-checkpoint`, {
    method: 'POST',
    body: formatAddCheckpoint({ old: 5, proof: [], checkpoint }),
  });
  expect(await verifyCosignatures(checkpoint + (await same.text()), [key])).toHaveLength(1);
  again.child.kill('SIGTERM');
  const { code, out, err } = await again.done;
  expect([code, out.split('\n')[0]]).toEqual([0, made.out.trim()]);
  expect(err).not.toContain('nt2-witness-1');
});
