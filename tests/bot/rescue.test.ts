// A secret that was pasted into chat: what the person is told, whom the form names, and how many clocks they can start.

import { describe, expect, it } from 'vitest';
import type { Contact, Form, Pasted } from '../../src/bot/port.ts';
import { PASTED_KINDS, pastedKind } from '../../src/core/pasted-kind.ts';
import { ok } from '../../src/core/refusal.ts';
import { rotationLimits } from '../../src/core/limits.ts';
import { rotationCard } from '../../src/bot/cards/rotation.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { aRotation, noRotations } from '../support/rotations.ts';
import { colleague, contact, five, formOf, me, open, textOf } from './ask.ts';
import { known } from './fixtures.ts';

const { rescue } = en;
const mine: Pasted = { by: 'actor', looks: 'stripe-live-key' };
const asks = (pasted: Pasted, people: readonly Contact[] = []) => ({ kind: 'shortcut', people, pasted }) as const;
const people = (form: Form) => {
  const field = form.fields.find(({ id }) => id === 'people');
  return field?.kind === 'people' ? field.initial : [];
};
async function press(world: ReturnType<typeof open>, pasted: Pasted, whom: readonly Contact[]): Promise<Form> {
  const answer = await world.ask(asks(pasted, whom));
  const button =
    answer.kind === 'private' ? answer.card.buttons.find((one) => one.kind === 'act' && one.action === 'rescue-share') : undefined;
  if (button?.kind !== 'act') throw new Error('no button');
  expect(button.ref.length).toBeLessThanOrEqual(80);
  return formOf(world.ask({ kind: 'action', action: 'rescue-share', ref: button.ref }));
}

describe('a secret in a message', () => {
  it('M3: says how to delete it by who wrote it, that it counts as seen, and what it looks like', async () => {
    const { ask, log } = open();
    expect(await textOf(ask(asks(mine)))).toContain('a Stripe live key');
    expect(await textOf(ask(asks({ by: 'actor', looks: null })))).not.toContain('looks like');
    expect(await textOf(ask(asks({ by: 'actor', looks: 'of another version' })))).not.toContain('looks like');
    const theirs = await textOf(ask(asks({ by: 'other', looks: null }, [colleague])));
    expect(theirs).toContain(`Ask @${colleague.name} to delete`);
    expect(await textOf(ask(asks({ by: 'other', looks: null }, [contact('outsider')])))).toContain(`Ask ${rescue.itsAuthor} to delete`);
    expect(await textOf(ask(asks({ by: 'app', looks: null })))).toContain(rescue.delete.app);
    for (const text of [theirs, await textOf(ask(asks(mine)))]) expect(text).toContain(rescue.seen);
    // The log says that there was an answer, and not even the kind.
    expect(log.join()).not.toContain('stripe');
  });

  it('M3: the form names who wrote it, or the other person of the conversation, and holds nothing else', async () => {
    const form = await press(open(), { by: 'other', looks: 'named' }, [colleague]);
    expect(people(form).map(({ key }) => key)).toEqual([colleague.key]);
    expect(form.fields.find(({ id }) => id === 'label')).toMatchObject({ initial: '' });
    expect(people(await press(open({ platform: five }), mine, [colleague])).map(({ key }) => key)).toEqual([colleague.key]);
    for (const nobody of [[], [me], [contact('bot')], [contact('outsider')]]) expect(people(await press(open(), mine, nobody))).toEqual([]);
  });

  it.each(['mchatter:other:sam', 'mother:t:sam', 'm', '', '-', 'xchatter:t:sam', `m${me.key}`, 'mchatter'])(
    'T20: a reference that names nobody of this tenant opens the empty form: %s',
    async (ref) => expect(people(await formOf(open().ask({ kind: 'action', action: 'rescue-share', ref })))).toEqual([]),
  );

  it('M3: its clock begins at once, with a plain name; a person has so many at a time, and outsiders none', async () => {
    const begun: string[] = [];
    const world = (count: number) =>
      open({
        rotations: {
          ...noRotations,
          list: () => Promise.resolve(Array.from({ length: count }, () => ({ ...aRotation, why: 'pasted' as const }))),
          pasted: (owner, { label }) => {
            begun.push(`${owner.key} ${label}`);
            return Promise.resolve(ok({ ...aRotation, label }));
          },
        },
      });
    const sent = (label: string) => ({ kind: 'form', name: 'pasted', ref: 'pasted', values: { label } }) as const;
    for (const label of ['', ' ', 'bell\u0007', 'AKIAABCDEFGHIJKLMNOP', 'x'.repeat(9_000)]) {
      const answer = await world(0).ask(sent(label));
      expect(answer.kind).toBe('reject-form');
      expect(JSON.stringify(answer)).not.toContain('AKIA');
    }
    expect(await textOf(world(rotationLimits.pasted).ask(sent('Shop key')))).toContain('already');
    await world(0).ask({ ...sent('Shop key'), actor: { ...me, kind: 'outsider' } });
    expect(begun).toEqual([]);
    expect(await textOf(world(rotationLimits.pasted - 1).ask(sent(' Shop key ')))).toContain('Shop key');
    expect(begun).toEqual([`${me.key} Shop key`]);
  });

  it('M3: who is reminded is not asked to hand it over to those who read it', () => {
    const asking = rotationCard(known, { ...aRotation, why: 'pasted', holders: [] }, 2_000);
    expect(asking.buttons.map(({ label }) => label)).toEqual([en.rotations.buttons.rotated, en.rotations.buttons.snooze]);
    expect(JSON.stringify(asking.body)).toContain(en.rotations.pasted);
  });

  it('names what it looks like, for each kind there is, and keeps to the beginning of a long text', () => {
    expect(Object.keys(rescue.what).toSorted()).toEqual(PASTED_KINDS.toSorted());
    expect(pastedKind('use sk_test_abcdefgh1234')).toBe('stripe-test-key');
    expect(pastedKind('rk_live_abcdefgh1234')).toBe('stripe-live-key');
    expect(pastedKind('the token ghp_0123456789abcdefghij')).toBe('github-token');
    expect(pastedKind('Password: Tr0ub4dor&3')).toBe('named');
    expect(pastedKind('try 9fQ2xLr7ZpWm3KcVt8Bd')).toBe('other');
    expect(pastedKind('password: unchanged, see you at ten')).toBeNull();
    expect(pastedKind('word '.repeat(20_000))).toBeNull();
  });
});
