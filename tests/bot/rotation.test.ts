// What is to be changed, in chat: the form with everyone who has the old value, and the message that asks.

import { describe, expect, it } from 'vitest';
import type { Adapter, Card, Contact } from '../../src/bot/port.ts';
import { createRotationSender } from '../../src/bot/rotation-sender.ts';
import { parseFormer } from '../../src/bot/share-form/again.ts';
import type { Rotation } from '../../src/core/ports/rotation-store.ts';
import { ok } from '../../src/core/refusal.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { aRotation, noRotations } from '../support/rotations.ts';
import { formOf, open, textOf } from './ask.ts';

const [kim, sam] = ['kim', 'sam'].map((name) => ({ key: `chatter:t:${name}` as PersonKey, name }));
const held: Rotation = { ...aRotation, holders: [kim!, sam!].map((person, n) => ({ share: aRotation.id, person, at: n })) };

describe('handing over the new one', () => {
  it('M1: opens the share form with everyone who has the old one, and notes the shares that it makes', async () => {
    const given: string[] = [];
    const world = open({
      rotations: {
        ...noRotations,
        find: () => Promise.resolve(held),
        handOver: (id, by, shares) => {
          given.push(`${id} ${by} ${shares.length}`);
          return Promise.resolve(ok(held));
        },
      },
    });
    const form = await formOf(world.ask({ kind: 'action', action: 'hand-over', ref: held.id }));
    expect(parseFormer(form.ref)).toMatchObject({ id: held.id, rotates: true });
    const people = form.fields.find(({ id }) => id === 'people');
    expect(people?.kind === 'people' && people.initial.map(({ key }) => key)).toEqual([kim!.key, sam!.key]);
    const chosen = [kim!, sam!].map((one): Contact => ({ ...one, kind: 'member' }));
    await world.ask({ kind: 'form', name: 'share', ref: form.ref, values: { people: chosen, label: 'Key' } });
    expect(world.created.map(({ rotates, recipient }) => [rotates, recipient?.key])).toEqual([
      [held.id, kim!.key],
      [held.id, sam!.key],
    ]);
    expect(given).toEqual([`${held.id} chatter:t:alex 2`]);
  });

  it('M1: a form that names a rotation of another person, or one that is over, makes no share', async () => {
    const over: Rotation = { ...held, closed: { at: 1, by: kim!.key, how: 'rotated' } };
    for (const found of [null, over]) {
      const world = open({ rotations: { ...noRotations, find: () => Promise.resolve(found) } });
      const values = { people: [{ ...kim!, kind: 'member' } as Contact], label: 'Key' };
      const said = await textOf(world.ask({ kind: 'form', name: 'share', ref: `h${held.id}`, values }));
      expect([world.created, said.length > 0]).toEqual([[], true]);
    }
  });
});

describe('the message that asks', () => {
  it('M1: goes to the owner by one key for each question, rings without the label, and says later how it ended', async () => {
    const sent: { to: string; card: Card; key: string }[] = [];
    const edited: Card[] = [];
    const outbound = {
      sendDirect: (to: { key: string }, card: Card, key: string) => {
        sent.push({ to: to.key, card, key });
        return Promise.resolve({ ok: true, ref: 'm1' });
      },
      update: (_ref: string, card: Card) => {
        edited.push(card);
        return Promise.resolve({ ok: true, ref: 'm1' });
      },
    };
    const adapter = { name: 'Chatter', capabilities: { fields: 10, rejectForms: true, redrawForms: true }, outbound } as unknown as Adapter;
    const sender = createRotationSender({ adapters: new Map([['chatter', adapter]]), publicUrl: 'https://nt2.example' });
    for (const asked of [0, 0, 1]) await sender.ask({ ...held, label: 'Stripe', asked }, 2_000);
    expect(sent.map(({ to }) => to)).toEqual([held.owner.key, held.owner.key, held.owner.key]);
    expect(sent[0]!.key).toBe(sent[1]!.key);
    expect(sent[2]!.key).not.toBe(sent[0]!.key);
    expect(sent[0]!.card.title).toContain('Stripe');
    expect(sent[0]!.card.fallback).not.toContain('Stripe');
    expect(sent[0]!.card.buttons.map((button) => button.kind === 'act' && button.action)).toEqual(['rotated', 'hand-over', 'snooze']);
    await sender.close({ ...held, message: 'm1', closed: { at: 1, by: kim!.key, how: 'handed-over' } });
    expect(edited.map(({ buttons }) => buttons)).toEqual([[]]);
    const away = { ...held, owner: { ...held.owner, key: 'slack:T1:U1' as PersonKey } };
    expect(await sender.ask(away, 0)).toEqual({ ok: false, reason: 'elsewhere' });
  });
});
