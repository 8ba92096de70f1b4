// The commands of docs/verify-without-nt2.md, run by a shell to the letter.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { logKey } from '../../src/crypto/keys/log.ts';
import { RECEIPT_NAMESPACE, signSsh } from '../../src/crypto/tlog/sshsig.ts';
import { extendedReceipt } from '../crypto/receipt/support.ts';
import { readPage } from '../docs/pages.ts';
import { readVectors } from '../docs/vectors.ts';
import { inFolder, missing, type Outcome } from './programs.ts';

const vectors = readVectors();
const commands = [...readPage('docs/verify-without-nt2.md').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
const xxd = spawnSync('xxd', ['-v']).error === undefined ? null : 'xxd is not installed';
if (xxd !== null) console.log(`left out: the commands of docs/verify-without-nt2.md: ${xxd}`);

/** The blocks one after the other; the first command that fails ends it, as a reader would stop there. */
function follow(receipt: string, signed = receipt, vkey = vectors.log.key.vkey): Promise<Outcome> {
  return inFolder(async (folder) => {
    const seed = Buffer.from(vectors.server.keys['log'] ?? '', 'hex');
    const key = await logKey({ seed, tag: vectors.server.tag, year: vectors.log.key.year });
    writeFileSync(join(folder, 'receipt.txt'), receipt);
    writeFileSync(join(folder, 'receipt.txt.sig'), await signSsh({ file: signed, namespace: RECEIPT_NAMESPACE, key }));
    writeFileSync(join(folder, 'key'), `${vkey}\n`);
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', commands.join('\n')], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { ok: status === 0, said: `${stdout}${stderr}` };
  });
}

describe.skipIf((missing.openssl ?? missing.ssh ?? xxd) !== null)('by hand', () => {
  test('the commands of the page, as they are printed, hold the published receipts', async () => {
    expect(commands.length).toBeGreaterThan(6);
    const first = JSON.parse(readPage('docs/protocol/vectors-1.json')) as Pick<typeof vectors, 'receipts'>;
    for (const [name, receipt] of [
      ['sealed', vectors.receipts.sealed],
      ['link+words', vectors.receipts['link+words']],
      ['evidence', vectors.receipts.evidence],
      ['erased', vectors.receipts.erased],
      ['version 1', first.receipts.sealed],
    ] as const) {
      const { ok, said } = await follow(receipt);
      expect(ok, `${name}: ${said}`).toBe(true);
      expect(said.match(/^event \d+ is entry \d+ of the log/gm)).toHaveLength(receipt.match(/^event \d+:$/gm)!.length);
      expect(said.includes('\ndecrypted\n'), name).toBe(receipt.includes('\ntype delivered\n'));
      expect(said.includes('"label":"Stripe webhook key"'), name).toBe(!receipt.includes(' erased\n'));
      expect(said.includes('"sender":"playground:toy:alex"'), name).toBe(!receipt.includes('\nparties erased\n'));
    }
  });

  test('J4: the commands of the page hold a receipt with more time', { timeout: 60_000 }, async () => {
    const text = await extendedReceipt();
    const { ok, said } = await follow(text);
    expect(ok, said).toBe(true);
    expect(said).toMatch(/^event \d+ is entry \d+ of the log: extended, /m);
  });

  test('the commands of the page find what was changed', async () => {
    const text = vectors.receipts.sealed;
    const changes: Record<string, string> = {
      'the size of the log': text.replace('\n20\n', '\n21\n'),
      'what the server states': text.replace('via chat', 'via api'),
      'what a browser signed': text.replace('by device', 'by server'),
      'the place in the log': text.replace(/^index (\d+)$/m, (_all, index: string) => `index ${Number(index) + 1}`),
      'a hash of a proof': text.replace(/^(index \d+\n)(.)/m, (_all, head: string, first: string) => head + (first === 'A' ? 'B' : 'A')),
      'the names': text.replace('"playground:toy:alex"', '"playground:toy:anna"'),
      'the label': text.replace('"label":"Stripe', '"label":"Another'),
    };
    for (const [what, changed] of Object.entries(changes)) {
      expect(changed, what).not.toBe(text);
      // The operator would sign whatever they give; the rest must find it.
      expect((await follow(changed)).ok, what).toBe(false);
    }
    expect((await follow(text.replace('16:43', '16:44'), text)).said).toContain('Could not verify signature');
    expect((await follow(text, text, vectors.log.next.vkey)).ok).toBe(false);
  });
});
