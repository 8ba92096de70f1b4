import { describe, expect, test } from 'vitest';
import { verifyProof } from '../../../src/crypto/tlog/proof.ts';
import { parseLeaf } from '../../../src/crypto/receipt/parsed-event.ts';
import { eventProof, formatReceipt, openingsFor, parseReceipt, redactForRecipient } from '../../../src/crypto/receipt/receipt.ts';
import { leavesOf, openingsOf, pinned, receipt, vectors } from './support.ts';

const NAMES = ['sealed', 'words', 'link+words', 'recipient', 'evidence', 'erased'] as const;

describe('receipts as text', () => {
  test.each(NAMES)('the %s receipt reads back to the same bytes', (name) => {
    expect(formatReceipt(receipt(name))).toBe(vectors.receipts[name]);
  });

  test('any other spelling is refused', () => {
    const text = vectors.receipts.words;
    const bad = [
      '',
      text.slice(0, -1),
      `${text}\n`,
      ` ${text}`,
      `\ufeff${text}`,
      text.replaceAll('\n', '\r\n'),
      text.replace('receipt/v2', 'receipt/v1'),
      text.replace('receipt/v2', 'receipt/v3'),
      text.replace(/^label .*\n/m, ''),
      text.replace(/^(label .*\n)/m, '$1$1'),
      text.replace(/^(label \S+) .*$/m, '$1'),
      text.replace(/^(parties .*\}\n)(label .*\n)/m, '$2$1'),
      text.replace(/^parties .*\}$/m, 'parties erased'),
      text.replace('for sender', 'for auditor'),
      text.replace(/share (.)/, 'share 1'),
      text.replace('checkpoint:', 'Checkpoint:'),
      text.replace('event 2:', 'event 02:'),
      text.replace('event 2:', 'event 3:'),
      text.replace('openings:\nparties', 'openings:\nparts'),
      text.replace(/parties \S+ .*/, 'parties'),
      vectors.receipts.evidence.replace('receipt/v2', 'receipt/v1'),
      vectors.receipts.evidence.replace('label erased\n', ''),
      vectors.receipts.erased.replace('receipt/v1', 'receipt/v2'),
      vectors.receipts.erased.replace('receipt/v1', 'receipt/v2').replace('parties erased\n', 'parties erased\nlabel erased\n'),
      text.replace(/opener words (\S+) \S+/, 'opener words $1'),
      text.replace(/(openings:\n.*\n.*\n)opener words/, '$1opener wards'),
      text.replace('whoever opens a secret can keep it', 'nobody can keep it'),
      text.replace(/not proven:[^]*/, ''),
      text.replace('index 11\n', 'extra AAAA\nindex 11\n'),
      text.replace('Stripe', '\ud800'),
    ];
    for (const s of bad) expect(parseReceipt(s), s.slice(0, 80)).toBeNull();
  });

  test('what some programs take for the end of a line is none in an opening: no label makes a share without a receipt', () => {
    const whole = receipt('words');
    const parties = { ...whole.openings.parties!, opening: '{"label":"a\u2028proof words erased\u2029b"}' };
    const told = { ...whole, openings: { ...whole.openings, parties } };
    expect(parseReceipt(formatReceipt(told))).toEqual(told);
  });

  test('what would not read back is a defect of the caller', () => {
    const whole = receipt('words');
    const [first] = whole.events;
    const bad = [
      { ...whole, share: 'x' },
      { ...whole, checkpoint: 'openings:\n' },
      { ...whole, events: [{ ...first!, index: -1 }] },
      { ...whole, openings: { ...whole.openings, parties: { salt: 'a b', opening: 'x\ny' } } },
      { ...whole, openings: { ...whole.openings, openers: [{ proof: 'words' as const, salt: 'erased', key: 'x' }] } },
    ];
    for (const one of bad) expect(() => formatReceipt(one)).toThrow(RangeError);
    expect(() => openingsFor(['hello\n'], { parties: null, openers: [], notes: [] })).toThrow(RangeError);
  });

  test('the recipient’s half has what moved the share, and nothing of what only the sender is told', () => {
    const types = redactForRecipient(receipt('sealed')).events.map(({ leaf }) => parseLeaf(leaf)?.facts.type);
    expect(types).toEqual(['created', 'accepted', 'sealed', 'claimed', 'delivered', 'ended']);
    expect(formatReceipt(redactForRecipient(receipt('sealed')))).toBe(vectors.receipts.recipient);
  });

  test('openings are paired with the commitments that there are; what is not kept is marked as erased', () => {
    const kept = openingsOf('words');
    expect(openingsFor(leavesOf('words'), kept)).toEqual(kept);
    const link = openingsFor(leavesOf('link+words').slice(0, 1), kept);
    expect(link).toEqual({ parties: kept.parties, openers: [], notes: [] });
    expect(vectors.receipts.erased).toContain('parties erased\nopener words erased\nproof words erased\n');
  });

  test('each event can be handed on as a tlog-proof of its own', async () => {
    const whole = receipt('sealed');
    for (const event of whole.events) {
      expect(await verifyProof({ proof: eventProof(whole, event), leaf: event.leaf, keys: [pinned] })).toMatchObject({
        ok: true,
        index: event.index,
      });
    }
  });
});
