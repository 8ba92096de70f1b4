// Every kind of tampering with a receipt's events has its code. Openings and kept checkpoints: verify-openings.test.ts.

import { describe, expect, test } from 'vitest';
import { formatReceipt } from '../../../src/crypto/receipt/receipt.ts';
import { leavesOf, openingsOf, receipt, receiptOf, signedAgain, vectors } from './support.ts';
import { other, code, codeOf, changed, only } from './verifying.ts';

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
});
