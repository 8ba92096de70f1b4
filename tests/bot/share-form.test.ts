// The share form as a whole: what is drawn is what is read back, whichever fields a platform has room for.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Contact, Conversation } from '../../src/bot/port.ts';
import { FIELD_IDS, FIELDS, parseShareRef } from '../../src/bot/share-form/fields.ts';
import { parseShareForm } from '../../src/bot/share-form/parse.ts';
import { shareForm } from '../../src/bot/share-form/render.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { assertProperty } from '../support/property.ts';
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
const given = fc.record(
  {
    kind: fc.constantFrom(...FIELDS.kind.values(null)),
    wait: fc.constantFrom(...FIELDS.wait.values(null)),
    opens: fc.constantFrom(...FIELDS.opens.values(null)),
  },
  { requiredKeys: [] },
);

it('what was chosen in the command comes back with the form, asked for there or carried past it', () => {
  assertProperty(
    fc.property(given, fc.constantFrom(...PLACES), fc.integer({ min: 5, max: 8 }), fc.boolean(), (choices, place, room, modalEntry) => {
      const form = shareForm(voice, { people: [sam], label: 'key', place, given: choices, room, modalEntry, warning: null });
      expect(form.fields.length).toBeLessThanOrEqual(room);
      // As a person sends it who changes nothing.
      const values = Object.fromEntries(form.fields.map((field) => [field.id, field.kind === 'people' ? [sam] : field.initial]));
      const parsed = parseShareForm(voice, { actor, place, values, given: parseShareRef(form.ref) });
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
    }),
  );
});

it('each field has a rank of its own, so that it is clear what goes first', () => {
  const ranks = FIELD_IDS.map((id) => FIELDS[id].rank);
  expect(ranks.toSorted((a, b) => a - b)).toEqual(FIELD_IDS.map((_, n) => n + 1));
});
