// kill -9 at the worst moments of the one card for several people: chat has it, and no share knows where it stands.

import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Card, Sent } from '../../src/bot/port.ts';
import { limits } from '../../src/core/limits.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { must } from '../core/shares-world.ts';
import { startRedis } from '../support/redis.ts';
import { alex, TENANT } from '../support/world.ts';
import { openCardInstance, type CardOrder, type ChatCall } from './dying-card-sender.ts';
import { cardText } from './fixtures.ts';

const NAMES = ['Sam', 'Kim', 'Lee'] as const;
const personOf = (name: string) => ({ key: `${TENANT}:${name.toLowerCase()}` as PersonKey, name });

/** A chat that keeps what reaches it, whoever sent it and whether they live to hear of it. */
function createChat() {
  const messages = new Map<string, { readonly to: PersonKey; card: Card }>();
  const keys = new Map<string, string>();
  const take = (call: ChatCall): Sent => {
    if (call.kind === 'post') {
      const ref = keys.get(call.key) ?? `m${messages.size}`;
      if (!messages.has(ref)) messages.set(ref, { to: call.to, card: call.card });
      keys.set(call.key, ref);
      return { ok: true, ref };
    }
    const message = messages.get(call.ref);
    if (message === undefined) return { ok: false, reason: 'gone' };
    message.card = call.card;
    return { ok: true, ref: call.ref };
  };
  /** The cards of several people, of which the sender is to have one. */
  const shared = () => [...messages].filter(([, { to, card }]) => to === alex.key && card.rows !== undefined);
  return { take, refs: () => shared().map(([ref]) => ref), texts: () => shared().map(([, { card }]) => cardText(card)) };
}

/** When the process dies: with its n-th call about that card in chat's hands, whose answer it never hears. */
const MOMENTS = [
  ['with the card posted', 1],
  ['with the card posted and brought up to date', 2],
  ['with a newer card in its place, for one of them declined meanwhile', 3],
] as const;

const STORES = {
  SQLite: async (): Promise<CardOrder['where']> => {
    const folder = mkdtempSync(join(tmpdir(), 'nt2-card-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return { kind: 'sqlite', file: join(folder, 'nt2.db') };
  },
  Redis: async (): Promise<CardOrder['where']> => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    return { kind: 'redis', url: redis.url };
  },
};

describe.each(Object.keys(STORES) as (keyof typeof STORES)[])('I8: a process killed on %s', (store) => {
  it.each(MOMENTS)('%s: after it exactly one card stands, and says what the store says', async (_moment, nth) => {
    const chat = createChat();
    const order = { where: await STORES[store](), aheadMs: 0 };
    const first = await openCardInstance(order, async (call) => chat.take(call));
    onTestFinished(() => first.store.close());
    const ids = first.shares.newIds(TENANT, NAMES.length);
    const wish = { mode: 'words', entry: 'page', via: 'chat', kind: 'credential', label: 'Staging key', note: '', place: null } as const;
    for (const [at, name] of NAMES.entries()) {
      const people = { sender: alex, recipient: personOf(name), tenant: TENANT, together: { ids, at } };
      must(await first.shares.create({ ...wish, ...people, expiresInMs: limits.expiry.initial }));
    }

    const child = fork(join(import.meta.dirname, 'dying-card-sender.ts'), { execArgv: ['--no-warnings'] });
    const gone = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    let calls = 0;
    const answer = async (call: ChatCall): Promise<void> => {
      const sent = chat.take(call);
      if (call.card.rows !== undefined) calls += 1;
      if (calls === nth) return void child.kill('SIGKILL');
      if (call.card.rows !== undefined && calls === 2) must(await first.shares.decline(ids[1]!, personOf('Kim').key));
      child.send(sent);
    };
    child.on('message', (call: ChatCall) => void answer(call));
    child.send(order);
    expect(await gone).toBe('SIGKILL');
    expect(chat.refs()).toHaveLength(1);
    const refs = async () => (await Promise.all(ids.map((id) => first.store.load(id)))).map((share) => share?.surfaces.sender);
    expect(await refs()).toEqual([undefined, undefined, undefined]);

    // Another instance, once the lease of the dead one is over.
    const later = await openCardInstance({ ...order, aheadMs: 20_000 }, async (call) => chat.take(call));
    onTestFinished(() => later.store.close());
    for (let round = 0; round < 4; round += 1) await later.dispatcher.dispatch();
    const kim = nth === 3 ? 'Declined' : 'Waiting for an answer';
    expect(chat.texts()).toEqual([expect.stringMatching(`Sam.*Waiting for an answer[^]*Kim.*${kim}[^]*Lee.*Waiting for an answer`)]);
    expect(new Set(await refs())).toEqual(new Set(chat.refs()));
  });
});
