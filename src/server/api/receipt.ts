// Receipts over the web: the text, the signature over it, and what ties it to an older checkpoint. Reading makes the receipt; nothing is stored.
// See docs/decisions/receipts-at-hand.md.

import { createHash } from 'node:crypto';
import type { Clock } from '../../core/ports/clock.ts';
import type { Siblings } from '../../core/ports/siblings.ts';
import type { ReceiptReader, Receipts } from '../../core/receipts.ts';
import { refuse } from '../../core/refusal.ts';
import { apiHeaders } from '../http/headers.ts';
import type { HttpRefusal } from '../http/problem.ts';
import type { ApiHandler, ApiRequest } from '../http/route.ts';

interface Deps {
  readonly receipts: Receipts;
  readonly clock: Clock;
  readonly siblings: Siblings;
}

/** The log grows meanwhile: the signature must be over the text that was handed out just before, not over the next one. */
const KEPT_MS = 10 * 60_000;
const KEPT = 500;

interface Given {
  readonly text: string;
  readonly at: number;
}

export function createReceiptHandles({
  receipts,
  clock,
  siblings,
}: Deps): Readonly<Record<'text' | 'signature' | 'consistency', ApiHandler>> {
  const given = new Map<string, Given>();
  siblings.answer('receipt.given', (name) => given.get(name) ?? null);

  async function make(call: ApiRequest): Promise<Response | HttpRefusal> {
    const who = readerOf(call);
    if (who === null) return refuse('session.required');
    const made = await receipts.build(call.id, who);
    if (!made.ok) return made;
    const { text, half, waiting } = made.value;
    const name = nameOf(call, half);
    given.delete(name);
    given.set(name, { text, at: clock() });
    for (const [oldest] of given) {
      if (given.size <= KEPT) break;
      given.delete(oldest);
    }
    return plain(text, `receipt-${call.id.slice(0, 12)}.txt`, { ...hashOf(text), 'NT2-Waiting': waiting.join(', ') });
  }

  /** Perhaps another worker handed it out: two requests of one browser may meet two of them. */
  async function newestOf(name: string): Promise<Given | undefined> {
    const { answers } = await siblings.ask('receipt.given', name);
    const all = [given.get(name), ...answers].filter((one) => one !== undefined && one !== null);
    return all.toSorted((a, b) => b.at - a.at)[0];
  }

  /** The text last handed out to a reader of this kind, while it is remembered; else a receipt as of now. */
  async function textFor(call: ApiRequest, who: ReceiptReader): Promise<{ readonly ok: true; readonly value: string } | HttpRefusal> {
    const made = await receipts.halfFor(call.id, who);
    if (!made.ok) return made;
    const kept = await newestOf(nameOf(call, made.value));
    if (kept !== undefined && Math.abs(clock() - kept.at) < KEPT_MS) return { ok: true, value: kept.text };
    const fresh = await receipts.build(call.id, who);
    return fresh.ok ? { ok: true, value: fresh.value.text } : fresh;
  }

  return {
    text: make,
    async signature(call) {
      const who = readerOf(call);
      if (who === null) return refuse('session.required');
      const text = await textFor(call, who);
      if (!text.ok) return text;
      const signature = await receipts.sign(call.id, text.value);
      return plain(signature, `receipt-${call.id.slice(0, 12)}.txt.sig`, hashOf(text.value));
    },
    async consistency(call) {
      const who = readerOf(call);
      if (who === null) return refuse('session.required');
      const { searchParams } = new URL(call.request.url);
      const size = (name: string): number =>
        /^\d{1,16}$/.test(searchParams.get(name) ?? '') ? Number(searchParams.get(name)) : Number.NaN;
      const hashes = await receipts.consistency(call.id, who, { from: size('from'), to: size('to') });
      return hashes.ok ? plain(hashes.value.map((hash) => `${hash}\n`).join(''), 'consistency.txt') : hashes;
    },
  };
}

/** Null: no one is signed in. */
function readerOf({ persons, isAuditor }: ApiRequest): ReceiptReader | null {
  if (isAuditor) return 'auditor';
  return persons.length === 0 ? null : persons.map(({ key }) => key);
}

/** An auditor has the sender's half with fewer openings: a text of their own. */
const nameOf = ({ id, isAuditor }: ApiRequest, half: string): string => `${isAuditor ? 'auditor' : half} ${id}`;

/** The hash of the text that is answered or signed. */
const hashOf = (text: string) => ({ 'NT2-Receipt': createHash('sha256').update(text).digest('base64') });

function plain(text: string, file: string, more: Readonly<Record<string, string>> = {}): Response {
  const headers = {
    ...apiHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Disposition': `inline; filename="${file}"`,
    ...more,
  };
  return new Response(text, { headers });
}
