// `nt2 verify` on the published receipts: what holds, and an answer of its own for each way not to.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/cli/receipt/verify.ts';
import { UsageError } from '../../src/cli/output.ts';
import { formatLabel } from '../../src/crypto/events/parties.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { formatVkey } from '../../src/crypto/tlog/checkpoint.ts';
import { logKey, logName } from '../../src/crypto/keys/log.ts';
import { RECEIPT_NAMESPACE, signSsh } from '../../src/crypto/tlog/sshsig.ts';
import type { Signer } from '../../src/crypto/note/signer.ts';
import { formatReceipt, parseReceipt, type Receipt } from '../../src/crypto/receipt/receipt.ts';
import { readVectors } from '../docs/vectors.ts';
import { said, type Said } from './said.ts';

const { receipts, log, server } = readVectors();
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

  const sign = async (file: string, more: { readonly namespace?: string; readonly key?: Signer } = {}): Promise<string> =>
    signSsh({
      file,
      namespace: RECEIPT_NAMESPACE,
      key: await logKey({ seed: Buffer.from(server.keys['log'] ?? '', 'hex'), tag: server.tag, year: log.key.year }),
      ...more,
    });

  it.each(Object.keys(receipts) as (keyof typeof receipts)[])(
    'tells the story of the receipt “%s”, and what it does not prove',
    async (name) => {
      const { code, out } = await check(receipts[name]);
      expect([code, out.split('\n')[0]]).toEqual([0, 'Receipt verified.']);
      expect(out).toContain(vkey);
      expect(out).toMatch(/could be forged by the operator/);
      expect(out).toMatch(/Not proven: .*\n.*no further event/);
    },
  );

  it('has an answer of its own for each kind of tampering', async () => {
    const text = receipts.words;
    const other = formatVkey({ name: vkey.split('+')[0] ?? '', publicKey: (await signerFromSeed(new Uint8Array(32))).publicKey });
    const answers = {
      'receipt.form': await check(text.slice(0, -1)),
      'checkpoint.key': await said(() => verify([put('r', text), '--key', other])),
      'checkpoint.signature': await check(text.replace(/^\d+$/m, (size) => String(Number(size) + 1))),
      'checkpoint.form': await check(text.replace(/^(checkpoint:\n.*\n)\d+$/m, '$1x')),
      'proof.inclusion': await check(text.replace('entry page', 'entry modal')),
      'opening.parties': await check(text.replace('"sender":"', '"sender":"not ')),
      'opening.label': await check(text.replace('"label":"', '"label":"Not ')),
      'opening.opener': await check(text.replace(/^(opener words )(.)(?=\S+ \S)/m, (_all, head: string, first: string) => head + (first === 'A' ? 'B' : 'A'))),
      'opening.proof': await check(text.replace(/^(proof words )(.)(?=\S+\nnt2)/m, (_all, head: string, first: string) => head + (first === 'A' ? 'B' : 'A'))),
      consistency: await check(text, '--since', put('rewritten', `${log.older.checkpoint}\n${log.older.consistency.toReversed().join('\n')}\n`)),
      'consistency.checkpoint': await check(text, '--since', put('other', `${log.older.checkpoint.replace(/^9$/m, '8')}\n${log.older.consistency.join('\n')}\n`)),
    }; // prettier-ignore
    for (const [code, answer] of Object.entries(answers)) {
      expect([answer.code, answer.out]).toEqual([
        1,
        expect.stringMatching(new RegExp(`^Don’t rely on this receipt\\.\n.*\\(${code}\\)\n$`)),
      ]);
    }
    expect(new Set(Object.values(answers).map(({ out }) => out)).size).toBe(Object.keys(answers).length);
    expect(answers['proof.inclusion'].out).toContain('Event 1 isn’t in the log');
  });

  it('ties a receipt to a checkpoint that someone kept: with hashes, or a receipt of the same moment', async () => {
    const tied = `${log.older.checkpoint}\n${log.older.consistency.join('\n')}\n`;
    for (const since of [tied, receipts.sealed]) {
      expect((await check(receipts.words, '--since', `@${put('older', since)}`)).out).toContain(
        'the checkpoint that you gave is a beginning',
      );
    }
    const alone = await check(receipts.words, '--since', put('alone', log.older.checkpoint));
    expect([alone.code, alone.out]).toEqual([64, '']);
    expect(alone.err).toContain('/consistency?from=9&to=20');
    await expect(check(receipts.words, '--since', put('none', 'x'))).rejects.toThrow(UsageError);
  });

  it('believes no key of the file: without one that the reader brings it checks nothing and says where to ask', async () => {
    const { code, out, err } = await said(() => verify([put('receipt.txt', receipts.sealed)]));
    expect([code, out]).toEqual([64, '']);
    expect(err).toContain('nt2 log keys');
    expect(err).toContain('https://nt2.example.com/.well-known/nt2/keys?tag=d7zp23');
    expect((await said(() => verify([put('junk', 'x')]))).err).not.toContain('https:');
    const file = `@${put('keys', `${log.next?.vkey ?? vkey}\n${vkey}\n`)}`;
    expect((await said(() => verify([put('receipt.txt', receipts.sealed), '--key', file]))).code).toBe(0);
    for (const args of [[], ['a', 'b'], ['--what'], [put('r', 'x'), '--key', 'x'], [join(folder, 'nowhere'), '--key', vkey]])
      await expect(verify(args)).rejects.toThrow(UsageError);
  });

  it('holds the signature beside the file, or the one that is named, against this very file; and says in a line when there is none', async () => {
    const text = receipts.sealed;
    const line = (out: string): string => /^whole .*$/m.exec(out)?.[0] ?? '';
    expect(line((await check(text)).out)).toContain('no signature was given');
    const named = ['--signature', put('elsewhere', await sign(text))];
    expect(line((await check(text, ...named)).out)).toContain('has signed this very file');
    const file = put('kept.txt', text);
    put('kept.txt.sig', await sign(text));
    const beside = await said(() => verify([file, '--key', vkey]));
    expect([beside.code, line(beside.out)]).toEqual([0, expect.stringContaining('has signed this very file')]);
    expect(JSON.parse((await said(() => verify([file, '--key', vkey, '--json']))).out)).toMatchObject({ ok: true, isSigned: true });
    await expect(check(text, '--signature', join(folder, 'nowhere'))).rejects.toThrow(UsageError);

    const strange = await signerFromSeed(new Uint8Array(32).fill(9));
    // Trusted, but for another log: of this one it says nothing.
    const elsewhere = formatVkey({ name: 'nt2.example.com/nt2/log/aaaaaa', publicKey: strange.publicKey });
    const good = await sign(text);
    const answers: Record<string, readonly [signature: string, ...more: string[]]> = {
      'signature.form': [good.replaceAll('\n', '\r\n')],
      'signature.purpose': [await sign(text, { namespace: 'file' })],
      'signature.key': [await sign(text, { key: strange }), '--key', elsewhere],
      'signature.file': [await sign(receipts.words)],
    };
    for (const [code, [signature, ...more]] of Object.entries(answers)) {
      const { code: exit, out } = await check(text, '--signature', put('bad.sig', signature), ...more);
      expect([exit, out]).toEqual([1, expect.stringMatching(new RegExp(`^Don’t rely on this receipt\\.\n.*\\(${code}\\)\n$`))]);
    }
    // A file that does not hold by itself says why, however it was signed.
    const forged = text.replace('via chat', 'via api');
    expect((await check(forged, '--signature', put('forged.sig', await sign(forged)))).out).toContain('(proof.inclusion)');
  });

  it('has an answer for each trick with a receipt that was good', async () => {
    const whole = parseReceipt(receipts.sealed)!;
    const words = parseReceipt(receipts.words)!;
    const [first, second, third, ...rest] = whole.events;
    const write = (more: Partial<Receipt>): string => formatReceipt({ ...whole, ...more });
    const at = (type: string): number => whole.events.findIndex(({ leaf }) => leaf.includes(`\ntype ${type}\n`));
    const without = (type: string): string => write({ events: whole.events.toSpliced(at(type), 1) });
    const label = (change: (label: string) => string): string =>
      receipts.sealed.replace(/("label":")([^"]*)/, (_all, head: string, old: string) => head + change(old));
    const [opener] = words.openings.openers;
    const [note] = words.openings.notes;
    if (opener === undefined || 'erased' in opener || note === undefined || 'erased' in note) throw new Error('erased');
    const otherSalt = { ...opener, salt: note.salt };
    const seed = Buffer.from('11'.repeat(32), 'hex');
    const otherTenant = await logKey({ seed, tag: 'aaaaaa', year: 2026 });
    const otherKey = formatVkey({ name: logName('nt2.example.com', 'aaaaaa'), publicKey: otherTenant.publicKey });
    const tricks: Record<string, readonly [text: string, code: string, ...more: string[]]> = {
      'an event in another place': [write({ events: [first!, third!, second!, ...rest] }), 'event.order'],
      'an event that is gone': [without('accepted'), 'event.order'],
      'an event twice': [write({ events: [first!, second!, second!, third!, ...rest] }), 'event.order'],
      'the end of another share': [write({ events: [...whole.events.slice(0, -1), words.events.at(-1)!] }), 'event.share'],
      'the events of another share': [write({ events: words.events, openings: words.openings }), 'event.share'],
      'an older checkpoint': [write({ checkpoint: log.older.checkpoint }), 'proof.inclusion'],
      'another checkpoint’s size': [receipts.sealed.replace('\n20\n', '\n19\n'), 'checkpoint.signature'],
      'the key of another tenant': [receipts.sealed, 'checkpoint.key', otherKey],
      'the names of another share': [write({ openings: { ...whole.openings, parties: words.openings.parties } }), 'opening.parties'],
      'openings changed for each other': [formatReceipt({ ...words, openings: { ...words.openings, openers: [otherSalt] } }), 'opening.opener'],
      'the whole as the recipient’s half': [receipts.sealed.replace('\nfor sender\n', '\nfor recipient\n'), 'receipt.form'],
      'a letter of another alphabet in the label': [label((old) => old.replace('e', 'е')), 'opening.label'],
      'a letter that is not seen in the label': [label((old) => `${old}\u200b`), 'opening.label'],
      'the same letters spelt otherwise': [label((old) => `${old} é`.normalize('NFD')), 'opening.label'],
      'line ends of another system': [receipts.sealed.replaceAll('\n', '\r\n'), 'receipt.form'],
      'something behind its end': [`${receipts.sealed}\n`, 'receipt.form'],
      'a mark in front': [`\ufeff${receipts.sealed}`, 'receipt.form'],
    }; // prettier-ignore
    for (const [trick, [text, code, key = vkey]] of Object.entries(tricks)) {
      const { code: exit, out } = await said(() => verify([put('trick', text), '--key', key]));
      expect([exit, out], trick).toEqual([1, expect.stringContaining(`(${code})`)]);
    }
    expect((await check(receipts.sealed.replaceAll('\n', '\r\n'))).out).toContain('line ends');

    // Nobody but the operator can tell that these are not all: their signature does.
    const silent = {
      'an attempt that is left out': without('refused'),
      'the recipient’s half as the whole': receipts.recipient.replace('\nfor recipient\n', '\nfor sender\n'),
      'a label that is taken out': receipts.sealed.replace(/^label .*$/m, 'label erased'),
      'names that are taken out': receipts.sealed
        .replace('receipt/v2', 'receipt/v1')
        .replace(/^parties \S+ \{.*\nlabel .*$/m, 'parties erased'),
    };
    for (const [trick, text] of Object.entries(silent)) {
      const alone = await check(text);
      expect([alone.code, alone.out], trick).toEqual([0, expect.stringContaining('no signature was given')]);
      for (const signed of [receipts.sealed, receipts.recipient]) {
        const { out } = await check(text, '--signature', put('trick.sig', await sign(signed)));
        expect(out, trick).toContain('(signature.file)');
      }
    }
  });

  it('J8: names the two of a receipt from evidence, and says that the label is gone', async () => {
    const { code, out } = await check(receipts.evidence);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^parties  playground:toy:alex to playground:toy:contractor; the label has been erased$/m),
    ]);
    expect((await check(receipts.sealed)).out).toMatch(/^parties  playground:toy:alex to playground:toy:contractor: Stripe webhook key$/m);
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
    const text = receipts.sealed.replace(/^(label \S+ ).*$/m, (_all, head: string) => head + formatLabel('\u001b[2J'));
    const { out } = await check(text);
    expect(out).toContain('opening.label');
    expect(out).not.toContain('\u001b');
  });
});
