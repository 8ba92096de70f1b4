// What the clients know of one share, and what both sides of it share as clients: their requests, their patience, their secret.

import { randomBytes } from 'node:crypto';
import type { Seen } from '../reader/judge.ts';
import type { Begun } from '../reader/policies.ts';
import { claiming, delivering, opening, type Browser, type Known } from '../../support/actors.ts';
import type { Signer } from '../../../src/crypto/note/signer.ts';
import { askUntil, type Question, type Reply, type Times } from './ask.ts';

/** Stands in every secret and, as bytes, at the head of every link key: nothing may ever repeat it. */
export const CANARY = `canary${randomBytes(12).toString('hex')}`;
const KEY_CANARY = randomBytes(16);
export const canaries = [CANARY, new Uint8Array(KEY_CANARY), 'AGE-SECRET-KEY-1'] as const;
export const canaryKey = (): Uint8Array => new Uint8Array(Buffer.concat([KEY_CANARY, randomBytes(16)]));

export interface Life extends Seen {
  readonly id: string;
  /** Shares a second while it began. */
  readonly rate: number;
  /** What was asked for, and the answer; absent: it began otherwise, or nobody answered. */
  begun?: Begun;
  /** Someone was told that the share is there and sealed. */
  accepted: boolean;
  readonly opened: string[];
  delivered: boolean;
  ended: Seen['ended'];
  /** What the sender reads at the end: a status, a cause, or why they read nothing. */
  last: string;
  /** The same device asks again, then another one does; answers what that one got. */
  again: (who: 'owner' | 'stranger') => Promise<void>;
  readonly look: () => Promise<void>;
}

export interface Ground {
  readonly host: string;
  readonly tag: string;
  readonly ports: readonly number[];
  readonly token: (n: number) => string;
  readonly patienceMs: number;
  /** Half of the links are opened at once, the others within this time: a store that then goes back has them unopened again. */
  readonly dwellMs: number;
  /** Of the n-th share. */
  readonly kindOf: (n: number) => Begun['kind'];
  readonly times: Times;
}

export const askAs = (ground: Ground, question: () => Omit<Question, 'port' | 'host'>): Promise<Reply | null> =>
  askUntil(() => ({ ...question(), host: ground.host }), ground);

export interface Opening {
  readonly known: Known;
  readonly statement: string;
  readonly linkKey?: Uint8Array;
  readonly openers?: Readonly<Record<string, Signer>>;
  readonly accept?: Parameters<typeof opening>[3]['accept'];
  readonly cookie?: string;
}

/** Claims and, where the capsule comes, opens it: only then is it an opening. Answers with what proves it; '' when it did not come. */
export async function claimBy(browser: Browser, ground: Ground, life: Life, how: Opening): Promise<{ ack: string; code: string }> {
  const { known, statement, openers = {}, linkKey, accept, cookie } = how;
  const body = await claiming(browser, known, Date.now(), openers);
  const headers = cookie === undefined ? {} : { cookie };
  const reply = await askAs(ground, () => ({ method: 'POST', path: `/api/shares/${known.id}/claim`, headers, body }));
  if (reply?.status !== 200) return { ack: '', code: reply?.code ?? 'none' };
  const { capsule, payload } = JSON.parse(reply.body) as { capsule: string; payload: string };
  const released = { capsule: bytes(capsule), payload: bytes(payload) };
  const keys = { ...(linkKey && { linkKey }), ...(accept && { accept }) };
  const { items, ack } = await opening(known, released, statement, keys);
  if (!JSON.stringify(items).includes(CANARY)) throw new Error('it opened to something else');
  if (!life.opened.includes(browser.device.publicKey)) life.opened.push(browser.device.publicKey);
  return { ack, code: '' };
}

export async function deliverBy(browser: Browser, ground: Ground, life: Life, ack: string): Promise<void> {
  const body = await delivering(browser, life, Date.now(), ack);
  const reply = await askAs(ground, () => ({ method: 'POST', path: `/api/shares/${life.id}/deliver`, body }));
  if (reply?.status === 204) life.delivered = true;
}

/** What the sender reads of it. */
export async function lookAt(ground: Ground, life: Life, headers: () => Record<string, string>): Promise<void> {
  const reply = await askAs(ground, () => ({ method: 'GET', path: `/api/shares/${life.id}`, headers: headers() }));
  if (reply?.status !== 200) life.last = reply?.code || 'nothing';
  else {
    const { status, cause } = JSON.parse(reply.body) as { status: string; cause: string | null };
    life.last = cause ?? status;
  }
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
