import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodeBase64, encodeUtf8 } from '../../../src/crypto/bytes.ts';
import { logKey, logName } from '../../../src/crypto/keys/log.ts';
import { parseCheckpoint, signCheckpoint } from '../../../src/crypto/tlog/checkpoint.ts';
import { formatNote, parseNote } from '../../../src/crypto/note/note.ts';
import { proofCommitment, proofKeyCommitment, signKnowledgeProof } from '../../../src/crypto/events/knowledge-proof.ts';
import { signerFromSeed } from '../../../src/crypto/note/signer.ts';
import { partiesHash } from '../../../src/crypto/events/parties.ts';
import { parseClaimed } from '../../../src/crypto/events/statements.ts';
import { formatReceipt, parseReceipt, type Receipt } from '../../../src/crypto/receipt/receipt.ts';
import { verifyReceipt, type ReceiptResult } from '../../../src/crypto/receipt/verify.ts';
import { flipped } from '../support.ts';
import { erased, leavesOf, openingsOf, pinned, receipt, receiptOf, signedAgain, vectors } from './support.ts';

/** What nt2 gave out before there were claim secrets. */
const before = JSON.parse(readFileSync(new URL('version-1.json', import.meta.url), 'utf8')) as {
  readonly receipts: typeof vectors.receipts;
};
const CAMPAIGN = process.env['NT2_CAMPAIGN'] === '1';
const other = { ...pinned, publicKey: vectors.log.next.publicKey };

async function code(text: string, more: Omit<Parameters<typeof verifyReceipt>[0], 'text' | 'keys'> = {}, keys = [pinned]): Promise<string> {
  const result = await verifyReceipt({ text, keys, ...more });
  return result.ok ? 'ok' : result.code;
}

function story(result: ReceiptResult) {
  if (!result.ok) throw new Error(result.code);
  return result.story;
}

/** The code for a log that holds these leaves instead. */
async function codeOf(leaves: readonly string[], more: Partial<Receipt> = {}): Promise<string> {
  return code((await receiptOf(leaves, { openings: erased(leaves), ...more })).text);
}

const changed = (leaves: readonly string[], type: string, change: (leaf: string) => string): string[] =>
  leaves.map((leaf) => (leaf.includes(`\ntype ${type}\n`) ? change(leaf) : leaf));
const only = (leaves: readonly string[], type: string): string => leaves.find((leaf) => leaf.includes(`\ntype ${type}\n`))!;

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

  test.each(['sealed', 'words', 'link+words', 'recipient', 'erased'] as const)(
    'P2: a receipt of version 1 still holds, to the letter as it was given out: %s',
    async (name) => {
      expect(before.receipts[name]).not.toBe(vectors.receipts[name]);
      expect(await code(before.receipts[name])).toBe('ok');
      expect(formatReceipt(parseReceipt(before.receipts[name])!)).toBe(before.receipts[name]);
    },
  );
});

describe('every kind of tampering has its code', () => {
  const { receipts } = vectors;

  test('of the checkpoint', async () => {
    expect(await code(receipts.sealed, {}, [])).toBe('checkpoint.key');
    expect(await code(receipts.sealed, {}, [other])).toBe('checkpoint.key');
    expect(await code(receipts.sealed.replace('\n20\n', '\n21\n'))).toBe('checkpoint.signature');
    expect(await code(receipts.sealed.replace('\n20\n', '\n020\n'))).toBe('checkpoint.form');
    // A share of another tenant, and a log that is none of nt2's.
    expect(await code(formatReceipt({ ...receipt('sealed'), share: `aaaaaa${'a'.repeat(26)}` }))).toBe('checkpoint.origin');
  });

  test('of the form', async () => {
    expect(await code('')).toBe('receipt.form');
    expect(await code(receipts.sealed.slice(0, -1))).toBe('receipt.form');
    expect(await code(receipts.words.replace(/opener words \S+ \S+\n/, ''))).toBe('receipt.form');
    expect(await code(receipts.sealed.replace('for sender', 'for recipient'))).toBe('receipt.form');
    const spare = openingsOf('words');
    expect(await code(formatReceipt({ ...receipt('sealed'), openings: { ...openingsOf('sealed'), openers: spare.openers } }))).toBe(
      'receipt.form',
    );
  });

  test('of a leaf, its place and its proof', async () => {
    expect(await code(receipts.sealed.replace('cause delivered', 'cause revoked'))).toBe('proof.inclusion');
    expect(await code(receipts.sealed.replace('index 10', 'index 9'))).toBe('proof.inclusion');
    const whole = receipt('sealed');
    const short = whole.events.map((event) => ({ ...event, hashes: event.hashes.slice(1) }));
    expect(await code(formatReceipt({ ...whole, events: short }))).toBe('proof.inclusion');
  });

  test('of what an event says', async () => {
    const leaves = leavesOf('sealed');
    for (const [type, from, to] of [
      ['created', 'mode sealed', 'mode open'],
      ['created', 'entry page', 'entry paper'],
      ['created', 'expires 2026-11-21', 'expires 2026-13-21'],
      ['notified', 'surface place', 'surface moon'],
      ['entered', 'size 4296', 'size 04296'],
      ['refused', 'what person', 'what nothing'],
      ['ended', 'cause delivered', 'cause boredom'],
      ['ended', 'by server', 'by device'],
      ['ended', 'nt2/event/v1', 'nt2/event/v2'],
    ] as const) {
      expect(only(leaves, type)).toContain(from);
      const text = changed(leaves, type, (leaf) => leaf.replace(from, to));
      expect(await code((await receiptOf(text, { openings: openingsOf('recipient') })).text), to).toBe('event.grammar');
    }
    const pressed = changed(leavesOf('words'), 'accepted', (leaf) =>
      leaf.replace('evidence', `device ${vectors.devices.recipient.publicKey}\nevidence`),
    );
    expect(await code((await receiptOf(pressed, { share: receipt('words').share, openings: openingsOf('words') })).text)).toBe(
      'event.grammar',
    );
  });

  test('of a signature: forged by the server, by another device, or left out', async () => {
    const leaves = leavesOf('sealed');
    for (const type of ['accepted', 'sealed', 'claimed', 'delivered']) {
      const forged = async (leaf: string): Promise<string> => codeOf(changed(leaves, type, () => leaf));
      const leaf = only(leaves, type);
      expect(await forged(leaf.slice(0, leaf.indexOf('\n\n') + 1)), type).toBe('event.signature');
      expect(await forged(leaf.replace(/time 2026-11-20T16/, 'time 2026-11-20T17')), type).toBe('event.signature');
      const by = type === 'sealed' ? 'recipient' : 'sender';
      expect(await forged(await signedAgain(leaf, (text) => text, by)), type).toBe('event.signature');
    }
    // A note in a browser's name over what only the server may state.
    const ended = await signedAgain(only(leaves, 'claimed'), () => only(leaves, 'ended'));
    expect(await codeOf(changed(leaves, 'ended', () => ended))).toBe('event.signature');
  });

  test('of whose events they are', async () => {
    const leaves = leavesOf('sealed');
    const foreign = changed(leaves, 'ended', (leaf) => leaf.replace(/share \S+/, `share ${receipt('words').share}`));
    expect(await codeOf(foreign)).toBe('event.share');
    expect(await code(formatReceipt({ ...receipt('sealed'), share: receipt('words').share }))).toBe('event.share');
  });

  test('of the order: events left out, doubled, swapped or impossible', async () => {
    const leaves = leavesOf('sealed');
    const whole = receipt('sealed');
    const [a, b, ...rest] = whole.events;
    expect(await code(formatReceipt({ ...whole, events: [a!, a!, b!, ...rest] }))).toBe('event.order');
    expect(await code(formatReceipt({ ...whole, events: [a!, rest[0]!, b!, ...rest.slice(1)] }))).toBe('event.order');
    const twice = whole.events.flatMap((event) => (event.leaf.includes('\ntype notified\n') ? [event, event] : [event]));
    expect(await code(formatReceipt({ ...whole, events: twice }))).toBe('event.order');
    expect(await codeOf([])).toBe('event.order');
    for (const type of ['created', 'accepted', 'sealed', 'claimed', 'delivered']) {
      const without = leaves.filter((leaf) => !leaf.includes(`\ntype ${type}\n`));
      expect(await codeOf(without), `without ${type}`).toBe('event.order');
      const doubled = leaves.flatMap((leaf) => (leaf.includes(`\ntype ${type}\n`) ? [leaf, leaf] : [leaf]));
      expect(await codeOf(doubled), `${type} twice`).toBe('event.order');
    }
    expect(await codeOf(leaves.slice(0, -1))).toBe('event.order');
    for (const cause of ['unconfirmed', 'revoked', 'expired', 'locked']) {
      expect(await codeOf(changed(leaves, 'ended', (leaf) => leaf.replace('cause delivered', `cause ${cause}`))), cause).toBe(
        'event.order',
      );
    }
    const otherDevice = await signedAgain(
      only(leaves, 'claimed'),
      (text) => text.replace(vectors.devices.recipient.publicKey, vectors.devices.sender.publicKey),
      'sender',
    );
    expect(await codeOf(changed(leaves, 'claimed', () => otherDevice))).toBe('event.order');
  });

  test('of the times', async () => {
    const leaves = leavesOf('sealed');
    const late = changed(leaves, 'created', (leaf) => leaf.replace('time 2026-11-20T16:40:00', 'time 2026-11-20T16:49:00'));
    expect(await codeOf(late)).toBe('event.time');
    const dead = changed(leaves, 'created', (leaf) => leaf.replace('expires 2026-11-21T16:40:00', 'expires 2026-11-20T16:30:00'));
    expect(await codeOf(dead)).toBe('event.time');
    const soon = leavesOf('link+words').map((leaf) => leaf.replace('cause revoked', 'cause expired'));
    expect(await codeOf(soon, { share: receipt('link+words').share })).toBe('event.time');
    const afterwards = await signedAgain(only(leaves, 'claimed'), (text) => text.replace('2026-11-20T16:43', '2026-11-21T16:46'));
    expect(await codeOf(changed(leaves, 'claimed', () => afterwards))).toBe('event.time');
  });

  test('of the acknowledgement', async () => {
    const leaves = leavesOf('sealed');
    const guessed = await signedAgain(only(leaves, 'delivered'), (text) => text.replace(/ack \S+/, `ack ${'A'.repeat(43)}`));
    expect(await codeOf(changed(leaves, 'delivered', () => guessed))).toBe('ack.mismatch');
  });

  test('of the openings', async () => {
    const { parties } = openingsOf('sealed');
    const opened = async (name: 'sealed' | 'words', openings: Partial<Receipt['openings']>): Promise<string> =>
      code(formatReceipt({ ...receipt(name), openings: { ...openingsOf(name), ...openings } }));
    expect(await opened('sealed', { parties: { ...parties!, opening: parties!.opening.replace('alex', 'anna') } })).toBe('opening.parties');
    expect(await opened('sealed', { parties: { ...parties!, salt: openingsOf('words').parties!.salt } })).toBe('opening.parties');
    expect(await opened('sealed', { parties: { ...parties!, salt: 'short' } })).toBe('opening.parties');
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
    for (const [name, opening, expected] of [
      ['words', party, 'ok'],
      ['words', ` ${party}`, 'opening.parties'],
      ['words', party.replace('"playground:toy:contractor"', 'null'), 'opening.parties'],
      ['link+words', party, 'opening.parties'],
      ['link+words', party.replace('"playground:toy:contractor"', 'null'), 'ok'],
    ] as const) {
      const made = changed(leavesOf(name), 'created', (leaf) => leaf.replace(/parties .*/, `parties ${partiesHash(salt, opening)}`));
      const openings = { ...erased(made), parties: { salt, opening } };
      expect(await code((await receiptOf(made, { share: receipt(name).share, openings })).text), `${name} ${opening}`).toBe(expected);
    }
  });

  test('of the checkpoint that somebody kept: another log, another key, a tree that was rewritten', async () => {
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
