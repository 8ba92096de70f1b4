// Tampering with what opens a receipt's commitments, and with the checkpoint that someone kept, has its codes, too.

import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../../src/crypto/bytes.ts';
import { logKey, logName } from '../../../src/crypto/keys/log.ts';
import { parseCheckpoint, signCheckpoint } from '../../../src/crypto/tlog/checkpoint.ts';
import { parseNote } from '../../../src/crypto/note/note.ts';
import { proofCommitment, proofKeyCommitment, signKnowledgeProof } from '../../../src/crypto/events/knowledge-proof.ts';
import { signerFromSeed } from '../../../src/crypto/note/signer.ts';
import { formatLabel, openingHash } from '../../../src/crypto/events/parties.ts';
import { parseClaimed } from '../../../src/crypto/events/statements.ts';
import { formatReceipt, type Receipt } from '../../../src/crypto/receipt/receipt.ts';
import { verifyReceipt } from '../../../src/crypto/receipt/verify.ts';
import { erased, leavesOf, openingsOf, pinned, receipt, receiptOf, signedAgain, vectors } from './support.ts';
import { code, story, changed, only } from './verifying.ts';

describe('every kind of tampering has its code', () => {
  const { receipts } = vectors;

  test('of the openings', async () => {
    const { parties } = openingsOf('sealed');
    const opened = async (name: 'sealed' | 'words', openings: Partial<Receipt['openings']>): Promise<string> =>
      code(formatReceipt({ ...receipt(name), openings: { ...openingsOf(name), ...openings } }));
    expect(await opened('sealed', { parties: { ...parties!, opening: parties!.opening.replace('alex', 'anna') } })).toBe('opening.parties');
    expect(await opened('sealed', { parties: { ...parties!, salt: openingsOf('words').parties!.salt } })).toBe('opening.parties');
    expect(await opened('sealed', { parties: { ...parties!, salt: 'short' } })).toBe('opening.parties');
    const label = parties!.label!;
    expect(await opened('sealed', { parties: { ...parties!, label: null } })).toBe('ok');
    expect(await opened('sealed', { parties: { ...parties!, label: { ...label, opening: formatLabel('Stripe webhook kez') } } })).toBe(
      'opening.label',
    );
    expect(await opened('sealed', { parties: { ...parties!, label: { ...label, opening: `${label.opening} ` } } })).toBe('opening.label');
    expect(await opened('sealed', { parties: { ...parties!, label: { ...label, salt: parties!.salt } } })).toBe('opening.label');
    expect(await opened('sealed', { parties: { ...parties!, label: { ...label, salt: 'short' } } })).toBe('opening.label');
    // A server that names another person, or hangs another label below the same people.
    const other = parties!.opening.replace(/"labelHash":"[^"]*"/, `"labelHash":"${openingHash(label.salt, formatLabel('x'))}"`);
    expect(await opened('sealed', { parties: { ...parties!, opening: other, label: { ...label, opening: formatLabel('x') } } })).toBe(
      'opening.parties',
    );
    const [opener] = openingsOf('words').openers;
    const [note] = openingsOf('words').notes;
    if (opener === undefined || 'erased' in opener || note === undefined || 'erased' in note) throw new Error('erased');
    expect(await opened('words', { openers: [{ ...opener, key: vectors.devices.sender.publicKey }] })).toBe('opening.opener');
    expect(await opened('words', { openers: [{ ...opener, salt: note.salt }] })).toBe('opening.opener');
    expect(await opened('words', { openers: [{ ...opener, key: 'AAAA' }] })).toBe('opening.opener');
    expect(await opened('words', { notes: [{ ...note, salt: opener.salt }] })).toBe('opening.proof');
    expect(await opened('words', { notes: [{ ...note, note: note.note.replace('16:44', '16:45') }] })).toBe('opening.proof');
  });

  test('of openings that the log itself was made to fit', async () => {
    const leaves = leavesOf('words');
    const { share } = receipt('words');
    const [mine, foreign] = await Promise.all([7, 8].map((n) => signerFromSeed(new Uint8Array(32).fill(n))));
    const salt = encodeBase64(new Uint8Array(32));
    const { device } = parseClaimed(parseNote(only(leaves, 'claimed'))!.text)!;
    const claimedAt = parseClaimed(parseNote(only(leaves, 'claimed'))!.text)!.at;
    const facts = { host: vectors.host, proof: 'words' as const, share, device, at: claimedAt };
    const commit = (leaf: string, line: string, hash: string): Promise<string> =>
      signedAgain(leaf, (text) => text.replace(new RegExp(`${line} words .*`), `${line} words ${hash}`));
    const codeWith = async (note: string, openings: Partial<Receipt['openings']> = {}): Promise<string> => {
      const sealed = await commit(only(leaves, 'sealed'), 'opener', proofKeyCommitment(mine!.publicKey, salt));
      const claimed = await commit(only(leaves, 'claimed'), 'proof', proofCommitment(note, salt));
      const made = changed(
        changed(leaves, 'sealed', () => sealed),
        'claimed',
        () => claimed,
      );
      const opener = { proof: 'words' as const, salt, key: mine!.publicKey };
      const kept = { parties: null, openers: [opener], notes: [{ proof: 'words' as const, salt, note }], ...openings };
      return code((await receiptOf(made, { share, openings: kept })).text);
    };
    const good = await signKnowledgeProof({ ...facts, key: mine! });
    expect(await codeWith(good)).toBe('ok');
    expect(await codeWith(await signKnowledgeProof({ ...facts, key: mine!, at: claimedAt - 10 * 60_000 }))).toBe('ok');
    expect(await codeWith(good, { notes: [] })).toBe('receipt.form');
    expect(await codeWith(good, { openers: [] })).toBe('receipt.form');
    for (const bad of [
      { key: foreign! },
      { key: mine!, share: receipt('sealed').share },
      { key: mine!, device: vectors.devices.sender.publicKey },
      { key: mine!, host: 'elsewhere.example' },
      { key: mine!, at: claimedAt - 10 * 60_000 - 1 },
    ]) {
      expect(await codeWith(await signKnowledgeProof({ ...facts, ...bad })), Object.keys(bad).join()).toBe('opening.proof');
    }

    // Parties that fit their hash and are no parties, or not those of the mode.
    const party = vectors.parties.opening;
    const one = party.replace(/"labelHash":"[^"]*"/, '"label":"Stripe webhook key"');
    for (const [name, opening, expected] of [
      ['words', party, 'ok'],
      // Version 1, in a receipt that says version 2.
      ['words', one, 'opening.parties'],
      ['words', party.replace('"labelHash"', '"label"'), 'opening.parties'],
      ['words', ` ${party}`, 'opening.parties'],
      ['words', party.replace('"playground:toy:contractor"', 'null'), 'opening.parties'],
      ['link+words', party, 'opening.parties'],
      ['link+words', party.replace('"playground:toy:contractor"', 'null'), 'ok'],
    ] as const) {
      const made = changed(leavesOf(name), 'created', (leaf) => leaf.replace(/parties .*/, `parties ${openingHash(salt, opening)}`));
      const openings = { ...erased(made), parties: { salt, opening, label: null } };
      expect(await code((await receiptOf(made, { share: receipt(name).share, openings })).text), `${name} ${opening}`).toBe(expected);
    }
  });

  test('of the checkpoint that someone kept: another log, another key, a tree that was rewritten', async () => {
    const { checkpoint, consistency } = vectors.log.older;
    const proof = consistency.map((hash) => Buffer.from(hash, 'base64') as Uint8Array<ArrayBuffer>);
    const known = { checkpoint, proof };
    const held = await verifyReceipt({ text: receipts.sealed, keys: [pinned], known });
    expect(story(held).log.isConsistent).toBe(true);
    expect(await code(receipts.sealed, { known: { ...known, proof: proof.slice(1) } })).toBe('consistency');
    expect(await code(receipts.sealed, { known: { ...known, proof: [] } })).toBe('consistency');
    expect(await code(receipts.sealed, { known: { ...known, checkpoint: checkpoint.replace('\n9\n', '\n8\n') } })).toBe(
      'consistency.checkpoint',
    );
    // The same tree under another log's name, by a key that is trusted for that log.
    const elsewhere = await logKey({ seed: new Uint8Array(32), tag: 'aaaaaa', year: 2026 });
    const name = logName(vectors.host, 'aaaaaa');
    const { size, root } = parseCheckpoint(parseNote(vectors.log.checkpoint)!.text)!;
    const twin = { checkpoint: await signCheckpoint({ origin: name, size, root, extensions: [] }, elsewhere), proof: [] };
    const both = [pinned, { name, publicKey: elsewhere.publicKey }];
    expect(await code(receipts.sealed, { known: { checkpoint: vectors.log.checkpoint, proof: [] } }, both)).toBe('ok');
    expect(await code(receipts.sealed, { known: twin }, both)).toBe('consistency.checkpoint');
    const leaves = leavesOf('sealed');
    const rewritten = await receiptOf(leaves, { openings: openingsOf('sealed') });
    expect(await code(rewritten.text, { known: await rewritten.known(4) })).toBe('ok');
    expect(await code(rewritten.text, { known })).toBe('consistency');
    // A checkpoint that is newer than the receipt serves as well.
    expect(await code(rewritten.text, { known: await rewritten.known(leaves.length + 4) })).toBe('ok');
  });
});
