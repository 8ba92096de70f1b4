// examples/verify_receipt.py: Python's standard library holds our receipts, and refuses what was changed.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/node.mjs';
import { extendedReceipt } from '../crypto/receipt/support.ts';
import { readPage } from '../docs/pages.ts';
import { readVectors } from '../docs/vectors.ts';
import { inFolder, run, type Outcome } from '../foreign/programs.ts';

const missing = ((): string | null => {
  const { status, error } = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']);
  if (error !== undefined) return 'python3 is not installed';
  return status === 0 ? null : 'python3 is older than 3.9';
})();
if (missing !== null) console.log(`left out: examples/verify_receipt.py: ${missing}`);

const vectors = readVectors();

function verify(receipt: string, vkey = vectors.log.key.vkey): Promise<Outcome> {
  return inFolder((folder) => {
    const [file, key] = [join(folder, 'receipt.txt'), join(folder, 'key')];
    writeFileSync(file, receipt);
    writeFileSync(key, `${vkey}\n`);
    return Promise.resolve(run('python3', [join(root, 'examples/verify_receipt.py'), file, key]));
  });
}

describe.skipIf(missing !== null)('a receipt in Python', () => {
  test('is held by the standard library alone, whole, in half, with words and erased', { timeout: 60_000 }, async () => {
    for (const name of ['sealed', 'words', 'link+words', 'recipient', 'evidence', 'erased'] as const) {
      const { ok, said } = await verify(vectors.receipts[name]);
      expect({ ok, valid: said.endsWith('VALID') }, `${name}: ${said}`).toEqual({ ok: true, valid: true });
      expect(said.includes('Stripe webhook key'), name).toBe(!vectors.receipts[name].includes('label erased') && name !== 'erased');
    }
    const first = JSON.parse(readPage('docs/protocol/vectors-1.json')) as Pick<typeof vectors, 'receipts'>;
    expect(await verify(first.receipts.recipient)).toMatchObject({
      ok: true,
      said: expect.stringContaining('"label": "Stripe webhook key"'),
    });
  });

  test('J4: with more time is held', { timeout: 60_000 }, async () => {
    const text = await extendedReceipt();
    const { ok, said } = await verify(text);
    expect({ ok, valid: said.endsWith('VALID') }, said).toEqual({ ok: true, valid: true });
    expect(said).toMatch(/^entry \d+: extended, /m);
  });

  test('is refused with another key, another head, another event, another signature, other names', { timeout: 60_000 }, async () => {
    const receipt = vectors.receipts.recipient;
    const changed: Record<string, string> = {
      head: receipt.replace('\n20\n', '\n21\n'),
      place: receipt.replace('\nindex 5\n', '\nindex 4\n'),
      event: receipt.replace('cause delivered', 'cause declined_'),
      signature: receipt.replace('SA+BPu2u', 'SA+BPu2v'),
      acknowledgement: receipt.replace('ack QDHl', 'ack QDHm'),
      names: receipt.replace('"recipient":"playground:toy:contractor"', '"recipient":"playground:toy:stranger"'),
      label: receipt.replace('"label":"Stripe', '"label":"Another'),
      version: receipt.replace('receipt/v2', 'receipt/v1'),
    };
    for (const [what, text] of Object.entries(changed)) {
      expect(text, what).not.toBe(receipt);
      const { ok, said } = await verify(text);
      expect({ ok, said: said.includes('NOT VALID') }, what).toEqual({ ok: false, said: true });
    }
    expect((await verify(receipt, vectors.log.next.vkey)).ok).toBe(false);
  });
});
