// `nt2 verify` on the published receipts: what holds, and an answer of its own for each way not to.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/cli/receipt/verify.ts';
import { UsageError } from '../../src/cli/say.ts';
import { partiesOpening } from '../../src/crypto/notes/parties.ts';
import { openerFromSeed } from '../../src/crypto/notes/opener.ts';
import { formatVkey } from '../../src/crypto/log/checkpoint.ts';
import { readVectors } from '../docs/vectors.ts';
import { said, type Said } from './said.ts';

const { receipts, log } = readVectors();
const { vkey } = log.key;

describe('nt2 verify', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'nt2-verify-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const check = (text: string, ...more: string[]): Promise<Said> => said(() => verify([put('receipt.txt', text), '--key', vkey, ...more]));

  it.each(Object.keys(receipts) as (keyof typeof receipts)[])(
    'tells the story of the receipt “%s”, and what it does not prove',
    async (name) => {
      const { code, out } = await check(receipts[name]);
      expect([code, out.split('\n')[0]]).toEqual([0, 'This receipt holds.']);
      expect(out).toContain(vkey);
      expect(out).toMatch(/could be forged by the operator/);
      expect(out).toMatch(/Not proven: .*\n.*no further event/);
    },
  );

  it('has an answer of its own for each kind of tampering', async () => {
    const text = receipts.words;
    const other = formatVkey({ name: vkey.split('+')[0] ?? '', publicKey: (await openerFromSeed(new Uint8Array(32))).publicKey });
    const answers = {
      'receipt.form': await check(text.slice(0, -1)),
      'checkpoint.key': await said(() => verify([put('r', text), '--key', other])),
      'checkpoint.signature': await check(text.replace(/^\d+$/m, (size) => String(Number(size) + 1))),
      'checkpoint.form': await check(text.replace(/^(checkpoint:\n.*\n)\d+$/m, '$1x')),
      'proof.inclusion': await check(text.replace('entry page', 'entry modal')),
      'opening.parties': await check(text.replace('"label":"', '"label":"Not ')),
      'opening.opener': await check(text.replace(/^(opener words )(.)(?=\S+ \S)/m, (_all, head: string, first: string) => head + (first === 'A' ? 'B' : 'A'))),
      'opening.proof': await check(text.replace(/^(proof words )(.)(?=\S+\nnt2)/m, (_all, head: string, first: string) => head + (first === 'A' ? 'B' : 'A'))),
      consistency: await check(text, '--since', put('rewritten', `${log.older.checkpoint}\n${log.older.consistency.toReversed().join('\n')}\n`)),
      'consistency.checkpoint': await check(text, '--since', put('other', `${log.older.checkpoint.replace(/^9$/m, '8')}\n${log.older.consistency.join('\n')}\n`)),
    }; // prettier-ignore
    for (const [code, answer] of Object.entries(answers)) {
      expect([answer.code, answer.out]).toEqual([
        1,
        expect.stringMatching(new RegExp(`^This receipt does not hold\\.\n.*\\(${code}\\)\n$`)),
      ]);
    }
    expect(new Set(Object.values(answers).map(({ out }) => out)).size).toBe(Object.keys(answers).length);
    expect(answers['proof.inclusion'].out).toContain('Event 1 does not stand in the log');
  });

  it('ties a receipt to a checkpoint that somebody kept: with hashes, or a receipt of the same moment', async () => {
    const tied = `${log.older.checkpoint}\n${log.older.consistency.join('\n')}\n`;
    for (const since of [tied, receipts.sealed]) {
      expect((await check(receipts.words, '--since', put('older', since))).out).toContain('the checkpoint that you brought is a beginning');
    }
    const alone = await check(receipts.words, '--since', put('alone', log.older.checkpoint));
    expect([alone.code, alone.out]).toEqual([64, '']);
    expect(alone.err).toContain('/consistency?from=9&to=20');
    await expect(check(receipts.words, '--since', put('none', 'x'))).rejects.toThrow(UsageError);
  });

  it('believes no key of the file: without one that the reader brings it checks nothing and says where to ask', async () => {
    const { code, out, err } = await said(() => verify([put('receipt.txt', receipts.sealed)]));
    expect([code, out]).toEqual([64, '']);
    expect(err).toContain('nt2 keys');
    expect(err).toContain('https://nt2.example.com/.well-known/nt2/keys?tag=d7zp23');
    expect((await said(() => verify([put('junk', 'x')]))).err).not.toContain('https:');
    const file = `@${put('keys', `${log.next?.vkey ?? vkey}\n${vkey}\n`)}`;
    expect((await said(() => verify([put('receipt.txt', receipts.sealed), '--key', file]))).code).toBe(0);
    for (const args of [[], ['a', 'b'], ['--what'], [put('r', 'x'), '--key', 'x'], [join(folder, 'nowhere'), '--key', vkey]])
      await expect(verify(args)).rejects.toThrow(UsageError);
  });

  it('speaks JSON for programs', async () => {
    const good = await check(receipts.recipient, '--json');
    expect([good.code, JSON.parse(good.out)]).toEqual([
      0,
      expect.objectContaining({ ok: true, story: expect.objectContaining({ for: 'recipient' }) }),
    ]);
    const bad = await check(receipts.recipient.replace('via chat', 'via api'), '--json');
    expect([bad.code, JSON.parse(bad.out)]).toEqual([1, { ok: false, code: 'proof.inclusion', event: 0 }]);
  });

  it('shows a label that would move the cursor of a terminal by its code points', async () => {
    const opening = partiesOpening({ sender: 'a:b:c', recipient: 'a:b:d', platform: 'a:b', label: '\u001b[2J' });
    const text = receipts.sealed.replace(/^(parties \S+ ).*$/m, (_all, head: string) => head + opening);
    const { out } = await check(text);
    expect(out).toContain('opening.parties');
    expect(out).not.toContain('\u001b');
  });
});
