// A refusal names the event at fault, the first of them, and none where the fault is of the whole receipt.

import { expect, test } from 'vitest';
import { formatReceipt, type ReceiptEvent } from '../../../src/crypto/receipt/receipt.ts';
import { verifyReceipt } from '../../../src/crypto/receipt/verify.ts';
import { leavesOf, pinned, receipt, receiptOf } from './support.ts';

const verify = (text: string) => verifyReceipt({ text, keys: [pinned] });
const whole = receipt('sealed');
const withEvents = (events: readonly ReceiptEvent[]): string => formatReceipt({ ...whole, events });

test('that is not in the log, at each place', async () => {
  for (const [n, event] of whole.events.entries()) {
    const moved = whole.events.with(n, { ...event, index: event.index === 0 ? 1 : event.index - 1 });
    expect(await verify(withEvents(moved))).toEqual({ ok: false, code: 'proof.inclusion', event: n });
  }
});

test('that is not an event', async () => {
  const leaves = leavesOf('sealed');
  for (const n of [0, 3]) {
    const { text } = await receiptOf(leaves.with(n, 'nt2/event/v1\ntype unheard-of\n'));
    expect(await verify(text)).toEqual({ ok: false, code: 'event.grammar', event: n });
  }
});

test('whose signature does not hold, behind others whose do', async () => {
  const leaves = leavesOf('sealed');
  const signed = leaves.flatMap((leaf, n) => (leaf.includes('\nby device\n') ? [n] : []));
  expect(signed.length).toBeGreaterThan(2);
  for (const n of signed) {
    const { text } = await receiptOf(leaves.with(n, leaves[n]!.replace(/time 2026-11-20T16/, 'time 2026-11-20T17')));
    expect(await verify(text)).toEqual({ ok: false, code: 'event.signature', event: n });
  }
});

test('that stands before its turn: each pair of neighbours swapped', async () => {
  for (let n = 1; n < whole.events.length; n += 1) {
    const [before, after] = [whole.events[n - 1]!, whole.events[n]!];
    const swapped = whole.events.with(n - 1, after).with(n, before);
    expect(await verify(withEvents(swapped))).toEqual({ ok: false, code: 'event.order', event: n });
  }
});

test('and none where there is none', async () => {
  const refused = await verify('not a receipt');
  expect(refused).toStrictEqual({ ok: false, code: 'receipt.form' });
});
