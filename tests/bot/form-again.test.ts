// A refused form comes back filled in where the platform cannot hand it back: with what stood in it, and with nothing secret.

import { describe, expect, it } from 'vitest';
import type { Card, Form, FormValues } from '../../src/bot/port.ts';
import { FIELDS } from '../../src/bot/share-form/fields.ts';
import { formatFormer, parseFormer } from '../../src/bot/share-form/again.ts';
import { colleague, contact, five, idOf, me, open } from './ask.ts';

const SECRET = 'sk_live_51CANARYabcdefghijkl';
const { ask } = open({ platform: five });

async function refusedCard(name: 'share' | 'request', values: FormValues, ref = ''): Promise<Card> {
  const answer = await ask({ kind: 'form', name, ref, values });
  if (answer.kind !== 'private') throw new Error(answer.kind);
  return answer.card;
}

/** As the platform does: the press brings what stood on the card. */
async function backTo({ buttons: [back], kept = [] }: Card): Promise<Form> {
  if (back?.kind !== 'act') throw new Error('no way back');
  const values = Object.fromEntries(
    kept.map(({ id, value }) => [id, typeof value === 'string' ? value : value.map((person) => ({ ...person, kind: 'member' as const }))]),
  );
  const answer = await ask({ kind: 'action', action: 'form-again', ref: back.ref, kept: values });
  if (answer.kind !== 'form') throw new Error(answer.kind);
  return answer.form;
}
const initial = (form: Form, id: string): unknown => {
  const field = form.fields.find((one) => one.id === id);
  return field && 'initial' in field ? field.initial : undefined;
};

describe('a refused form', () => {
  it('T13: gives back neither what looks like a secret, nor what stood behind a name, nor anybody who cannot have it', async () => {
    const people = [me, colleague, contact('bot')];
    const shared = await refusedCard('share', { people, label: `key ${SECRET}`, note: SECRET, kind: 'note' });
    const asked = await refusedCard('request', { people: [me], label: 'Stripe', fields: `STRIPE_KEY=${SECRET}`, of: 'person', wait: '1h' });
    const names = await refusedCard('request', { people: [me], label: 'Stripe', fields: 'A_KEY=tiny\nB_KEY=', of: 'person', wait: '1h' });
    for (const card of [shared, asked, names]) {
      const form = await backTo(card);
      for (const text of [JSON.stringify(card), JSON.stringify(form)]) {
        expect(text).not.toContain('CANARY');
        expect(text).not.toContain('tiny');
      }
    }
    expect(shared.kept?.map(({ id }) => id)).toEqual(['people']);
    expect(initial(await backTo(shared), 'people')).toMatchObject([{ key: colleague.key }]);
    expect(initial(await backTo(names), 'fields')).toBe('A_KEY\nB_KEY');
    expect(initial(await backTo(names), 'wait')).toBe('1h');
  });

  it('has room for its choices beside a share that it repeats, and spares what makes it less strict first', async () => {
    const scope = { place: null, to: 'people', modalEntry: true } as const;
    const longest = (values: readonly string[]): string => values.toSorted((a, b) => b.length - a.length)[0] ?? '';
    const options = `kind:${longest(FIELDS.kind.values(scope))} opens:both wait:15m entry:modal place:none`;
    const template = 't'.repeat(24);
    for (const former of [null, { id: idOf(1), replaces: true }])
      for (const more of [{}, { template }]) {
        const ref = former === null ? 'warn=1' : formatFormer('warn=1', former);
        const { buttons } = await refusedCard('share', { people: [me], label: 'key', options, ...more }, ref);
        const [back] = buttons;
        const carried = back?.kind === 'act' ? back.ref : '';
        expect(carried.length).toBeLessThanOrEqual(80);
        expect(carried).toMatch(/o=both.*p=none/);
        expect(parseFormer(carried.slice(1))).toEqual(former);
      }
  });

  it('of a secret that is typed in chat there is no way back: it is typed anew', async () => {
    const answer = await ask({ kind: 'form', name: 'secret', ref: idOf(1), values: { secret: SECRET, words: 'x' } });
    expect(JSON.stringify(answer)).not.toContain('form-again');
    expect(JSON.stringify(answer)).not.toContain('CANARY');
  });
});
