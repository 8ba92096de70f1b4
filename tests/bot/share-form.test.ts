// The share form as a whole: what is drawn is what is read back, whichever fields a platform has room for.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Contact, Conversation, Form } from '../../src/bot/port.ts';
import {
  EXPIRY_CHOICES,
  FIELD_IDS,
  FIELDS,
  formatShareRef,
  parseShareRef,
  type ExpiryChoice,
  type FormScope,
} from '../../src/bot/share-form/fields.ts';
import { parseShareForm } from '../../src/bot/share-form/parse.ts';
import { shareForm } from '../../src/bot/share-form/render.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { assertProperty } from '../support/property.ts';
import { asDrawn } from './ask.ts';
import { voice } from './fixtures.ts';

const actor: Contact = { key: 'chatter:t:me' as PersonKey, name: 'Me', kind: 'member' };
const sam: Contact = { key: 'chatter:t:sam' as PersonKey, name: 'Sam', kind: 'member' };
const channel = { ref: 'c1', name: '#general' };
const PLACES: readonly (Conversation | null)[] = [
  null,
  { ...channel, kind: 'channel', channel: null },
  { ref: 'c1/t1', name: '#general', kind: 'thread', channel },
  { ref: 'd1', name: 'Sam', kind: 'dm', channel: null },
];
const anywhere: FormScope = { place: null, to: 'people', modalEntry: true };
const given = fc.record(
  {
    kind: fc.constantFrom(...FIELDS.kind.values(anywhere)),
    wait: fc.constantFrom(...(Object.keys(EXPIRY_CHOICES) as ExpiryChoice[])),
    opens: fc.constantFrom(...FIELDS.opens.values(anywhere)),
  },
  { requiredKeys: [] },
);

it('what was chosen in the command comes back with the form, asked for there or carried past it', () => {
  assertProperty(
    fc.property(
      given,
      fc.constantFrom(...PLACES),
      fc.integer({ min: 5, max: 8 }),
      fc.boolean(),
      fc.boolean(),
      (choices, place, room, modalEntry, redraws) => {
        const form = shareForm(voice, { people: [sam], label: 'key', place, given: choices, room, modalEntry, redraws, warning: null });
        expect(form.fields.length).toBeLessThanOrEqual(room);
        const values = asDrawn(form, () => [sam]);
        const parsed = parseShareForm(voice, { actor, place, values, ref: parseShareRef(form.ref), modalEntry });
        expect(parsed).toMatchObject({
          ok: true,
          value: { people: [sam], label: 'key', note: '', entry: 'page', kind: choices.kind ?? 'credential' },
        });
        if (!parsed.ok) return;
        const { opens = 'browser', wait = '24h' } = choices;
        expect(parsed.value.mode).toBe({ browser: 'sealed', words: 'words', both: 'sealed+words' }[opens]);
        expect(parsed.value.expiresInMs).toBe({ '15m': 15, '1h': 60, '8h': 480, '24h': 1_440, '3d': 4_320, '7d': 10_080 }[wait] * 60_000);
        // A card goes where the form was asked for, unless no one else would read it there.
        const here = place === null || place.kind === 'dm' ? null : { ref: place.ref, name: place.name };
        expect(parsed.value.place).toEqual(here);
      },
    ),
  );
});

it('each field has a rank of its own, so that it is clear what goes first', () => {
  const ranks = FIELD_IDS.map((id) => FIELDS[id].rank);
  expect(ranks.toSorted((a, b) => a - b)).toEqual(FIELD_IDS.map((_, n) => n + 1));
});

const base = { people: [sam], label: 'key', given: {}, room: 10, redraws: true, modalEntry: true, warning: null };
const ids = ({ fields }: { readonly fields: readonly { readonly id: string }[] }): string[] => fields.map(({ id }) => id);

it('asks for person, what it is and kind; the rest is folded, with its values in one line, and stands there once it is asked for', () => {
  const folded = shareForm(voice, { ...base, place: PLACES[2]!, given: { wait: '1h' } });
  expect(ids(folded)).toEqual(['people', 'label', 'kind']);
  expect(folded.folded).toEqual({
    line: ['Only in their browser, after they accept · 1 hour · This thread · In my browser'],
    presses: [
      { press: 'options', label: 'Options' },
      { press: 'link', label: 'For someone outside this chat' },
    ],
  });
  const whole = shareForm(voice, { ...base, place: PLACES[2]!, isUnfolded: true });
  // A template is asked for where there are some.
  expect(ids(whole)).toEqual(FIELD_IDS.filter((id) => id !== 'template'));
  expect(whole.folded).toEqual({ line: [], presses: [{ press: 'link', label: 'For someone outside this chat' }] });
});

it('of a link: no people, no card in the channel, no typing in chat, and a passphrase only on top of the link', () => {
  const form = shareForm(voice, { ...base, place: PLACES[1]!, to: 'link', isUnfolded: true });
  expect(ids(form)).toEqual(['label', 'kind', 'opens', 'wait', 'note']);
  expect(form.fields.find(({ id }) => id === 'opens')).toMatchObject({ options: [{ value: 'browser' }, { value: 'both' }] });
  for (const [id, value] of [
    ['opens', 'words'],
    ['place', 'channel'],
    ['entry', 'modal'],
  ] as const)
    expect(
      parseShareForm(voice, {
        actor,
        place: PLACES[1]!,
        values: { label: 'key', [id]: value },
        ref: parseShareRef(form.ref),
        modalEntry: true,
      }),
    ).toEqual({ ok: false, errors: { [id]: 'Pick one of the options.' } });
});

const five = { ...base, place: PLACES[1]!, room: 5, redraws: false };
const options = (form: Form) => {
  const field = form.fields.find(({ kind }) => kind === 'choices');
  return field?.kind === 'choices' ? { hint: field.hint, picks: field.options.map(({ value, label }) => `${value} ${label}`) } : null;
};

it('I4: where there is no room for all, what is left of the choices stands in one field, with what it is now and what else it can be', () => {
  const form = shareForm(voice, { ...five, given: { wait: '1h' } });
  expect(ids(form)).toEqual(['people', 'label', 'kind', 'note', 'options']);
  expect(options(form)).toEqual({
    hint: 'Now: Only in their browser, after they accept · 1 hour · This channel · In my browser',
    picks: [
      'opens:words How it opens: With a passphrase I tell them',
      'opens:both How it opens: Both: their browser and a passphrase',
      'wait:15m Expires after: 15 minutes',
      'wait:8h Expires after: 8 hours',
      'wait:24h Expires after: 24 hours',
      'wait:3d Expires after: 3 days',
      'wait:7d Expires after: 7 days',
      'place:none Post the card in: Only direct messages',
      'entry:modal Where you enter the secret: Here; Chatter and this server will see it',
    ],
  });
  expect(ids(shareForm(voice, { ...five, to: 'link' }))).toEqual(['label', 'kind', 'opens', 'wait', 'note']);
  expect(form.folded).toBeUndefined();
});

it('I4: a warning takes the room of a field, and what is asked for then is with the options', () => {
  const form = shareForm(voice, { ...five, warning: ['!'] });
  expect(ids(form)).toEqual(['people', 'label', 'note', 'options']);
  expect(options(form)?.picks).toContain('kind:bank What kind: Bank details');
});

it('I4: what is picked among the options counts, and of several for one thing the strictest; nothing else can be picked', () => {
  const form = shareForm(voice, { ...five, given: { wait: '8h' } });
  const send = (options: string) =>
    parseShareForm(voice, {
      actor,
      place: PLACES[1]!,
      values: { ...asDrawn(form, () => [sam]), options },
      ref: parseShareRef(form.ref),
      modalEntry: true,
    });
  const HOUR = 3_600_000;
  expect(send('')).toMatchObject({ ok: true, value: { expiresInMs: 8 * HOUR, mode: 'sealed', place: channel, entry: 'page' } });
  expect(send('wait:7d place:none opens:words entry:modal')).toMatchObject({
    value: { expiresInMs: 168 * HOUR, mode: 'words', place: null, entry: 'modal' },
  });
  expect(send('wait:7d opens:words wait:1h opens:both wait:3d')).toMatchObject({ value: { expiresInMs: HOUR, mode: 'sealed+words' } });
  for (const wrong of ['wait:9y', 'place:before', 'kind:', 'opens:browser:words,'])
    expect(send(wrong).ok, wrong).toBe(wrong.startsWith('opens'));
  expect(send('wait:9y')).toEqual({ ok: false, errors: { options: 'Pick one of the options.' } });
  // No option: a person, a text, a template of nobody's.
  expect(send('people:x label:y __proto__:z template:t')).toMatchObject({ value: { people: [sam], label: 'key', template: null } });
});

it('what a form carries beside its fields has room on every platform', () => {
  const longest = { kind: 'credential', opens: 'browser', wait: '24h', place: 'channel', entry: 'modal' };
  expect(formatShareRef({ given: longest, to: 'link', isUnfolded: false, isWarned: true }, () => false).length).toBeLessThanOrEqual(80);
});
