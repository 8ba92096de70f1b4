// Everybody is told of each step, by whichever instance knows them; no time begins before one of them was reached.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEnvelopeSender } from '../../src/bot/envelope-sender.ts';
import { onEnvelopePress } from '../../src/bot/handlers/envelope.ts';
import type { Adapter, Card } from '../../src/bot/port.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { createEnvelopeWatcher } from '../../src/jobs/envelope-watcher.ts';
import type { Person } from '../../src/core/share.ts';
import { ann, ben, MINUTE, olga, one, openEnvelopeWorld, VALUE, type EnvelopeWorld, type Holder } from '../support/envelope-world.ts';

let w: EnvelopeWorld;
let a: Holder;
let b: Holder;
let sent: { readonly to: string; readonly card: Card; readonly key: string }[];
let isAway: boolean;
beforeEach(async () => {
  w = await openEnvelopeWorld();
  [a, b] = [await w.join(ann), await w.join(ben)];
  [sent, isAway] = [[], false];
});
afterEach(() => w.world.close());

const outbound = {
  sendDirect: (to: Person, card: Card, key: string) => {
    if (isAway) return Promise.resolve({ ok: false, reason: 'later' });
    if (!sent.some((known) => known.key === key)) sent.push({ to: to.name, card, key });
    return Promise.resolve({ ok: true, ref: key });
  },
};
const sender = createEnvelopeSender(new Map([['playground', { name: 'Toy', outbound } as unknown as Adapter]]));
const watcher = (owner = 'i1') =>
  createEnvelopeWatcher({ envelopes: w.envelopes, store: w.store, clock: () => w.world.now, sender, owner });
const heard = (): string[] => sent.splice(0).map(({ to, card }) => `${to}: ${card.title}`);

it('M8: tells owner and members at the beginning, the half, the end and the release, once over instances', async () => {
  const { id } = await w.seal([a, b]);
  const { claim } = await w.ask(id, a);
  isAway = true;
  await watcher()();
  w.world.now += 5 * 60 * MINUTE;
  await watcher()();
  expect((await w.envelopes.look(id))?.asking?.dueAt).toBeNull();
  isAway = false;
  w.world.now += MINUTE;
  await Promise.all([watcher()(), watcher('i2')()]);
  expect(sent.map(({ card }) => card.buttons.map((button) => button.kind === 'act' && button.action))).toEqual([
    ['glass-agree', 'glass-refuse'],
    ['glass-agree', 'glass-refuse'],
  ]);
  expect(sent.map(({ card }) => card.fallback).join()).not.toMatch(/Root|Ann/);
  expect(heard().toSorted()).toEqual(['Ben', 'Olga'].map((name) => `${name}: Ann asks to break the glass: Root of db1`));
  for (const [minutes, title] of [
    [30, 'Half of the time is over'],
    [30, 'It can be opened now'],
  ] as const) {
    await watcher()();
    expect(heard()).toEqual([]);
    w.world.now += minutes * MINUTE;
    await watcher()();
    expect(heard().toSorted()).toEqual(['Ann', 'Ben', 'Olga'].map((name) => `${name}: ${title}: Root of db1`));
  }
  expect(await w.read(id, a, claim)).toBe(VALUE);
  await watcher()();
  expect(heard().toSorted()).toEqual(['Ann', 'Ben', 'Olga'].map((name) => `${name}: Opened: Root of db1`));
  expect(await w.world.rotations.list(olga.key)).toHaveLength(1);
  expect(await watcher()()).toBe(0);
});

it('M8: a press in chat is the second person’s, of that asking alone; a drill says so first', async () => {
  const { id } = await w.seal([a, b]);
  await w.ask(id, a, true);
  await watcher()();
  expect(sent.every(({ card }) => card.title.startsWith('Drill: ') && card.fallback.startsWith('Drill: '))).toBe(true);
  const context = { envelopes: w.envelopes, renderContext: { messages: en }, refused: () => undefined } as never;
  const press = async (who: Person, action: string, ref: string) => {
    const interaction = { kind: 'action', action, ref, actor: { ...who, kind: 'member' } } as never;
    const answer = await onEnvelopePress(context, interaction, new AbortController().signal);
    return answer.kind === 'private' ? answer.card.title : '';
  };
  expect(await press(ann, 'glass-agree', `${id}.1`)).toBe('You asked for it yourself');
  expect(await press(one('Eve'), 'glass-agree', `${id}.1`)).toContain('no such envelope');
  expect(await press(ben, 'glass-agree', `${id}.2`)).toBe('This is over');
  expect(await press(ben, 'glass-agree', `${id}.1`)).toBe('Drill: Ben agreed: Root of db1');
  expect(await press(olga, 'glass-refuse', `${id}.1`)).toBe('Drill: Olga said no: Root of db1');
  expect(await press(ben, 'glass-agree', id)).toContain('no such envelope');
});

it('M8: the owner hears that a member has left, until chat has it; an instance without their platform leaves it to others', async () => {
  const { id } = await w.seal([a, b]);
  await w.envelopes.removePerson(ann.key);
  const nobody = createEnvelopeSender(new Map());
  const blind = createEnvelopeWatcher({ envelopes: w.envelopes, store: w.store, clock: () => w.world.now, sender: nobody, owner: 'i3' });
  expect(await blind()).toBe(0);
  isAway = true;
  await watcher()();
  expect((await w.envelopes.look(id))?.stale).toBe('untold');
  isAway = false;
  await watcher()();
  expect(heard()).toEqual(['Olga: Seal again: Root of db1']);
  expect((await w.envelopes.look(id))?.stale).toBe('told');
});
