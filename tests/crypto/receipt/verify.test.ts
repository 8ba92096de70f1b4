// A receipt that holds tells what happened and who could have forged it; no change of a byte or a line passes.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../../src/crypto/bytes.ts';
import { formatNote, parseNote } from '../../../src/crypto/note/note.ts';
import { proofCommitment } from '../../../src/crypto/events/knowledge-proof.ts';
import { formatReceipt, parseReceipt, type Receipt } from '../../../src/crypto/receipt/receipt.ts';
import { verifyReceipt } from '../../../src/crypto/receipt/verify.ts';
import { flipped } from '../support.ts';
import { erased, leavesOf, openingsOf, pinned, receipt, receiptOf, signedAgain, vectors } from './support.ts';
import { other, code, story, codeOf, changed, only } from './verifying.ts';

/** What nt2 gave out before there were claim secrets. */
const before = JSON.parse(readFileSync(new URL('version-1.json', import.meta.url), 'utf8')) as {
  readonly receipts: typeof vectors.receipts;
};
/** What it gave out while the names had one opening with the label. */
const together = JSON.parse(readFileSync(new URL('../../../docs/protocol/vectors-1.json', import.meta.url), 'utf8')) as typeof before;
const CAMPAIGN = process.env['NT2_CAMPAIGN'] === '1';

describe('a receipt that holds', () => {
  test('tells its story: what happened, what proves it, who could forge that', async () => {
    const told = story(await verifyReceipt({ text: vectors.receipts.sealed, keys: [other, pinned] }));
    expect(told).toMatchObject({
      for: 'sender',
      mode: 'sealed',
      entry: 'page',
      cause: 'delivered',
      parties: { sender: 'playground:toy:alex', label: 'Stripe webhook key' },
      log: { origin: vectors.log.name, size: 20, key: pinned, isConsistent: false },
    });
    expect(
      told.events.map(({ index, facts, evidence }) => [
        index,
        facts.type,
        ...evidence.map(({ kind, forgers }) => `${kind}: ${forgers.join()}`),
      ]),
    ).toEqual([
      [1, 'created', 'statement: operator,platform'],
      [2, 'notified', 'statement: operator'],
      [3, 'notified', 'statement: operator'],
      [4, 'entered', 'statement: operator'],
      [5, 'accepted', 'device: browser'],
      [6, 'sealed', 'device: browser'],
      [7, 'refused', 'statement: operator'],
      [8, 'claimed', 'device: browser'],
      [9, 'delivered', 'device: browser', 'ack: recipient,sender'],
      [10, 'ended', 'statement: operator'],
    ]);
    expect(told.events[8]?.facts.at).toBe(Date.UTC(2026, 10, 20, 16, 43, 2));
  });

  test('words count as shown when both openings are there, and not at all when they have been erased', async () => {
    const evidence = async (openings: Partial<Receipt['openings']>) => {
      const text = formatReceipt({ ...receipt('words'), openings: { ...openingsOf('words'), ...openings } });
      return story(await verifyReceipt({ text, keys: [pinned] })).events.find(({ facts }) => facts.type === 'claimed')?.evidence;
    };
    const device = { kind: 'device', forgers: ['browser'] };
    const { openers, notes } = openingsOf('erased');
    expect(await evidence({})).toEqual([device, { kind: 'words', forgers: ['words-holder', 'sender'] }]);
    for (const gone of [{ openers }, { notes }, { openers, notes }]) expect(await evidence(gone)).toEqual([device]);
  });

  test('of modal entry says that platform and server knew the words, and that the server could have acknowledged', async () => {
    const { share } = receipt('words');
    const leaves = leavesOf('words');
    const claimed = only(leaves, 'claimed');
    const delivered = await signedAgain(only(leavesOf('sealed'), 'delivered'), (text) =>
      text
        .replace(/share .*/, `share ${share}`)
        .replace(/time .*/, 'time 2026-11-20T16:45:00.000Z')
        .replace(/ack .*/, `ack ${vectors.capsules.words?.ack}`),
    );
    const ended = only(leaves, 'ended').replace('cause unconfirmed', 'cause delivered');
    const created = only(leaves, 'created').replace('entry page', 'entry modal');
    const made = [created, vectors.alone.sealedByServer, only(leaves, 'accepted'), claimed, delivered, ended];
    const { text } = await receiptOf(made, { share, openings: { ...openingsOf('words'), parties: null } });
    const told = story(await verifyReceipt({ text, keys: [pinned] }));
    expect(told.entry).toBe('modal');
    expect(told.events.map(({ evidence }) => evidence.map(({ kind, forgers }) => `${kind}: ${forgers.join()}`))).toEqual([
      ['statement: operator,platform'],
      ['statement: operator,platform'],
      ['statement: operator,platform'],
      ['device: browser', 'words: words-holder,sender,operator,platform'],
      ['device: browser', 'ack: recipient,operator'],
      ['statement: operator'],
    ]);
  });

  test('of a share that still waits tells no end', async () => {
    const leaves = leavesOf('sealed').slice(0, 6);
    const { text } = await receiptOf(leaves, { openings: erased(leaves) });
    expect(story(await verifyReceipt({ text, keys: [pinned] }))).toMatchObject({ cause: null, parties: null });
  });

  test('P9: a claimed note of version 2 has one signature; what older servers let stand beside one still holds, and says no more', async () => {
    const further = (leaf: string): string => {
      const note = parseNote(leaf)!;
      return formatNote(note.text, [
        ...note.signatures,
        { name: 'https://evil.example/', keyHash: encodeUtf8('abcd'), signature: encodeUtf8('x') },
      ]);
    };
    const leaves = leavesOf('sealed');
    expect(await codeOf(changed(leaves, 'claimed', further))).toBe('event.signature');
    const first = parseReceipt(before.receipts.sealed)!.events.map(({ leaf }) => leaf);
    expect(await codeOf(first)).toBe('ok');
    expect(await codeOf(changed(first, 'claimed', further))).toBe('ok');
  });

  test('P9: the note of an opener has one signature, too', async () => {
    const codeWith = async (receipts: typeof vectors.receipts, name: 'words'): Promise<string> => {
      const { share, openings, events } = parseReceipt(receipts[name])!;
      const [shown] = openings.notes;
      if (shown === undefined || 'erased' in shown) throw new Error('nothing is shown');
      const { text, signatures } = parseNote(shown.note)!;
      const note = formatNote(text, [...signatures, { name: 'evil.example', keyHash: encodeUtf8('abcd'), signature: encodeUtf8('x') }]);
      const claimed = await signedAgain(
        only(
          events.map(({ leaf }) => leaf),
          'claimed',
        ),
        (said) => said.replace(/proof words .*/, `proof words ${proofCommitment(note, shown.salt)}`),
      );
      const made = changed(
        events.map(({ leaf }) => leaf),
        'claimed',
        () => claimed,
      );
      return code((await receiptOf(made, { share, openings: { ...openings, notes: [{ ...shown, note }] } })).text);
    };
    expect(await codeWith(vectors.receipts, 'words')).toBe('opening.proof');
    expect(await codeWith(before.receipts, 'words')).toBe('ok');
  });

  test('a receipt of version 3 tells which run of which workload opened it; without its opening it does not, and another opening is refused', async () => {
    const { receipt: text, workload, share } = vectors.machine;
    expect(text.startsWith('nt2/receipt/v3\n')).toBe(true);
    const { subject } = JSON.parse(workload.opening) as { readonly subject: string };
    expect(story(await verifyReceipt({ text, keys: [pinned] }))).toMatchObject({ cause: 'delivered', workload: { subject } });
    const found = parseReceipt(text)!;
    expect([found.share, found.openings.workload, formatReceipt(found)]).toEqual([
      share,
      { salt: workload.salt, opening: workload.opening },
      text,
    ]);
    const erasedOf = formatReceipt({ ...found, openings: { ...found.openings, workload: null } });
    expect(erasedOf.startsWith('nt2/receipt/v3\n')).toBe(true);
    expect(story(await verifyReceipt({ text: erasedOf, keys: [pinned] })).workload ?? null).toBeNull();
    expect(await code(text.replaceAll('repo:acme/app', 'repo:evil/app'))).toBe('opening.workload');
    expect(await code(text.replace('receipt/v3', 'receipt/v2'))).not.toBe('ok');
  });

  test.each(['sealed', 'words', 'link+words', 'recipient', 'erased'] as const)(
    'P2: a receipt of version 1 still holds, to the letter as it was given out: %s',
    async (name) => {
      expect(before.receipts[name]).not.toBe(vectors.receipts[name]);
      expect(await code(before.receipts[name])).toBe('ok');
      expect(formatReceipt(parseReceipt(before.receipts[name])!)).toBe(before.receipts[name]);
    },
  );

  test('J8: a receipt with the label beside the names still holds, to the letter, and is not taken for one of version 2', async () => {
    for (const name of ['sealed', 'words', 'link+words', 'recipient', 'erased'] as const) {
      const text = together.receipts[name];
      expect(text.startsWith('nt2/receipt/v1\n')).toBe(true);
      expect(formatReceipt(parseReceipt(text)!)).toBe(text);
      const label = name === 'erased' ? null : 'Stripe webhook key';
      expect(story(await verifyReceipt({ text, keys: [pinned] })).parties?.label ?? null).toBe(label);
      const named = text.replace('receipt/v1', 'receipt/v2');
      expect(await code(named)).toBe('receipt.form');
      for (const line of ['label erased\n', `label ${vectors.label.salt} ${vectors.label.opening}\n`])
        expect(await code(named.replace(/^(parties .*(?:\}|erased)\n)/m, `$1${line}`))).toBe(
          name === 'erased' ? 'receipt.form' : 'opening.parties',
        );
    }
  });

  test('J8: made from evidence it proves the two people, and nothing of the label', async () => {
    const { sealed, evidence } = vectors.receipts;
    const people = { sender: 'playground:toy:alex', recipient: 'playground:toy:contractor', platform: 'playground:toy' };
    expect(story(await verifyReceipt({ text: sealed, keys: [pinned] })).parties).toEqual({ ...people, label: 'Stripe webhook key' });
    expect(story(await verifyReceipt({ text: evidence, keys: [pinned] })).parties).toEqual({ ...people, label: null });
    expect(evidence).not.toContain('Stripe');
    expect(evidence).not.toContain(vectors.label.salt);
    // As version 1, with the label left out or made up, it is nothing.
    const old = evidence.replace('receipt/v2', 'receipt/v1').replace('label erased\n', '');
    expect(await code(old)).toBe('opening.parties');
    expect(await code(old.replace(/"labelHash":"[^"]*"/, '"label":"Stripe webhook key"'))).toBe('opening.parties');
  });
});

describe('no change passes', () => {
  const keys = [pinned];
  const holds = async (text: string): Promise<boolean> => (await verifyReceipt({ text, keys })).ok;
  const text = vectors.receipts.words;

  test('no flipped byte of a receipt verifies', async () => {
    const bytes = encodeUtf8(text);
    const decoder = new TextDecoder();
    const bits = CAMPAIGN ? [0, 1, 2, 3, 4, 5, 6, 7] : [null];
    const passed: string[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of bits) {
        const flip = flipped(bytes, at * 8 + (bit ?? at % 8));
        if (await holds(decoder.decode(flip))) passed.push(`byte ${at}, bit ${bit}`);
      }
    }
    expect(passed).toEqual([]);
  });

  test('no deleted, doubled or swapped line verifies', async () => {
    const lines = text.split('\n');
    const passed: string[] = [];
    const look = async (some: readonly string[], what: string): Promise<void> => {
      const whole = some.join('\n');
      if (whole !== text && (await holds(whole))) passed.push(what);
    };
    for (const n of lines.keys()) {
      await look([...lines.slice(0, n), ...lines.slice(n + 1)], `without line ${n}`);
      await look([...lines.slice(0, n + 1), ...lines.slice(n)], `line ${n} twice`);
      for (const m of CAMPAIGN ? lines.keys() : [n + 1, n + 7]) {
        const swapped = [...lines];
        [swapped[n], swapped[m]] = [lines[m] ?? '', lines[n] ?? ''];
        if (m < lines.length) await look(swapped, `lines ${n} and ${m}`);
      }
    }
    expect(passed).toEqual([]);
  });
});
