// A share that is over is shared once more: the form as it was filled in then, for its sender alone.

import { describe, expect, it } from 'vitest';
import type { BotDeps } from '../../src/bot/bot.ts';
import type { Contact, Form, FormValues } from '../../src/bot/port.ts';
import { parseFormer } from '../../src/bot/share-form/again.ts';
import { formatEvent } from '../../src/crypto/events/event.ts';
import { MODES, type PersonKey, type Share } from '../../src/core/share.ts';
import { templateOf, policyOf, ruleOf } from '../support/policies.ts';
import { judge, offer, type OfferQuestion } from '../../src/core/policy/offer.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import { alex, endings, known, labels, sam, shareIn, states, voice } from './fixtures.ts';
import { senderCard } from '../../src/bot/cards/sender.ts';
import { asDrawn, colleague, contact, five, formOf, me, open, textOf, untouched } from './ask.ts';

const HOUR = 3_600_000;
const dm = { ref: 'd1', name: 'Alex', kind: 'dm', channel: null } as const;
const ended = endings.find((state) => state.status === 'ended' && state.cause === 'expired')!;
const createdFor = (ms: number): string =>
  formatEvent({
    type: 'created',
    share: 'a'.repeat(32),
    at: 0,
    by: 'server',
    lines: [
      ['mode', 'sealed'],
      ['entry', 'page'],
      ['via', 'chat'],
      ['expires', new Date(ms).toISOString()],
      ['parties', `${'A'.repeat(43)}=`],
    ],
  });
const overOf = (more: Partial<Share> = {}): Share => shareIn(ended, more);
const press = (share: Share, more: Partial<BotDeps> = {}) =>
  open({
    clock: () => 9 * 24 * HOUR,
    ...more,
    shares: { ...untouched, find: () => Promise.resolve(share), create: open().ask as never, ...more.shares },
  });
const initials = (form: Form): FormValues => asDrawn(form, (people) => people.map((one): Contact => ({ ...one, kind: 'member' })));

describe('I8: share again', () => {
  it('stands on the card of each end but the one that went well', () => {
    for (const state of endings)
      for (const context of [voice, known]) {
        const has = labels(senderCard(context, shareIn(state))).includes('Share again');
        expect(has, JSON.stringify(state)).toBe(state.status === 'ended' && state.cause !== 'delivered');
      }
  });

  it('opens the form with the person, what it is, kind, note, way, first time and place; and sends what it says', async () => {
    const share = overOf({ mode: 'sealed+words', kind: 'bank', entry: 'page', created: createdFor(HOUR), expiresAt: 25 * HOUR });
    const made: unknown[] = [];
    const shares = {
      ...untouched,
      find: () => Promise.resolve(share),
      create: ((input) => (made.push(input), Promise.resolve({ ok: true, value: shareIn(states.offered) }))) as BotDeps['shares']['create'],
    };
    const { ask } = press(share, { shares });
    const form = await formOf(ask({ kind: 'action', action: 'share-again', ref: share.id, place: dm }));
    expect(initials(form)).toMatchObject({
      people: [sam],
      label: share.label,
      kind: 'bank',
      note: share.note,
      opens: 'both',
      wait: '1h',
      place: 'before',
    });
    expect(JSON.stringify(form.fields)).toContain('#engineering, as before');
    await ask({ kind: 'form', name: 'share', ref: form.ref, place: dm, values: { ...initials(form), people: [colleague] } });
    expect(made).toMatchObject([
      {
        recipient: { key: sam.key },
        label: share.label,
        note: share.note,
        kind: 'bank',
        mode: 'sealed+words',
        expiresInMs: HOUR,
        place: share.place,
      },
    ]);
    // The old one is over and stays as it is: nothing is replaced.
    expect(parseFormer(form.ref)).toEqual({ id: share.id, replaces: false });
  });

  it('keeps the time that it was to wait at first, also one that no form offers by itself', async () => {
    for (const platform of [five, undefined]) {
      const share = overOf({ created: createdFor(12 * HOUR + 59_000), place: null });
      const made: { expiresInMs: number }[] = [];
      const create = ((input) => (
        made.push(input),
        Promise.resolve({ ok: true, value: shareIn(states.offered) })
      )) as BotDeps['shares']['create'];
      const shares = { ...untouched, find: () => Promise.resolve(share), create };
      const { ask } = press(share, { shares, ...(platform && { platform }) });
      const form = await formOf(ask({ kind: 'action', action: 'share-again', ref: share.id, place: dm }));
      expect(JSON.stringify(form)).toContain('12 hours');
      await ask({ kind: 'form', name: 'share', ref: form.ref, place: dm, values: { ...initials(form), people: [colleague] } });
      expect(made).toMatchObject([{ expiresInMs: 12 * HOUR }]);
    }
  });

  it('keeps the template while the policy has it for these people; else the form says so, and keeps the rest', async () => {
    const key = templateOf({ name: 'contractor-key', title: 'Key for a contractor', rule: { modes: ['sealed+words'], fixedMs: 2 * HOUR } });
    const template = { name: 'contractor-key', title: 'Key for a contractor', fields: [], rotateAfterMs: null, watch: null };
    const share = overOf({
      mode: 'sealed+words',
      created: createdFor(2 * HOUR),
      place: null,
      terms: { from: 'member', to: 'member', template },
    });
    const gone = 'The template “Key for a contractor” can no longer be used here; your other choices are kept.';
    const under = async (policy: Policy, platform = five) => {
      const made: unknown[] = [];
      const shares = {
        ...untouched,
        offer: (question: OfferQuestion) => offer(policy, question),
        judge: (question: OfferQuestion) => judge(policy, question),
        templates: () => policy.templates,
        find: () => Promise.resolve(share),
        create: ((input) => (
          made.push(input),
          Promise.resolve({ ok: true, value: shareIn(states.offered) })
        )) as BotDeps['shares']['create'],
      };
      const { ask } = press(share, { shares, platform });
      const form = await formOf(ask({ kind: 'action', action: 'share-again', ref: share.id, place: dm }));
      const values = { ...initials(form), people: [colleague] };
      await ask({ kind: 'form', name: 'share', ref: form.ref, place: dm, values });
      return { said: JSON.stringify(form.intro), made, form, ask, values };
    };
    const same = { mode: 'sealed+words', expiresInMs: 2 * HOUR };
    for (const capabilities of [five.capabilities, { fields: 10, rejectForms: true, redrawForms: true }]) {
      const platform = { name: 'Chatter', capabilities };
      const kept = await under(policyOf({ templates: [key] }), platform);
      expect([kept.said, kept.made]).toMatchObject(['[]', [{ ...same, template: 'contractor-key' }]]);
      for (const policy of [policyOf({}), policyOf({ templates: [{ ...key, to: ['guest'] }] })]) {
        const without = await under(policy, platform);
        expect(without.said).toContain(gone);
        expect(without.made).toMatchObject([{ ...same, template: null }]);
      }
    }
    // Drawn anew, it speaks of no pasted secret.
    const without = await under(policyOf({}), { name: 'Chatter', capabilities: { fields: 10, rejectForms: true, redrawForms: true } });
    const anew = await formOf(without.ask({ kind: 'form-press', press: 'link', ref: without.form.ref, place: dm, values: without.values }));
    expect(anew.intro).toEqual([]);
    // Where nothing goes without one, the form asks for another.
    const other = { ...key, name: 'other', title: 'Another' };
    const forced = await under(policyOf({ rules: [ruleOf({ templates: ['other'] })], templates: [other] }));
    expect([forced.said.includes(gone), JSON.stringify(forced.form.fields)]).toEqual([true, expect.stringContaining('Another')]);
  });

  it('drawn anew for its options or as a link it stays the form of that share', async () => {
    const { ask } = press(overOf());
    const form = await formOf(ask({ kind: 'action', action: 'share-again', ref: overOf().id, place: dm }));
    const anew = await formOf(
      ask({ kind: 'form-press', press: 'options', ref: form.ref, values: { label: 'x', place: 'before' }, place: dm }),
    );
    expect(initials(anew)).toMatchObject({ label: 'x', place: 'before' });
    expect(parseFormer(anew.ref)).toEqual(parseFormer(form.ref));
  });

  it('fits a reference in every mode, also where the form has five fields and everything else travels in it', async () => {
    for (const mode of MODES)
      for (const platform of [five, undefined]) {
        const link = mode.startsWith('link');
        const share = overOf({ mode, ...(link ? { recipient: null, place: null } : { entry: 'modal' }), created: createdFor(HOUR / 4) });
        const thread = { ref: 'c9/t', name: '#x', kind: 'thread', channel: { ref: 'c1', name: '#engineering' } } as const;
        const { ask } = press(share, platform && { platform });
        for (const place of [dm, thread, null]) {
          const form = await formOf(ask({ kind: 'action', action: 'share-again', ref: share.id, place }));
          expect(form.ref.length, form.ref).toBeLessThanOrEqual(80);
          expect(form.fields.some(({ id }) => id === 'people')).toBe(!link);
        }
      }
  });

  it('a place comes from the share of the person who sends the form, and from nowhere else', async () => {
    const share = overOf();
    const form = { kind: 'form', name: 'share', ref: `place=before&a${share.id}`, place: dm } as const;
    const values = { people: [contact('member')], label: 'key' };
    const sent = async (found: Share | null, actor = me) => {
      const made: unknown[] = [];
      const create = ((input) => (
        made.push(input),
        Promise.resolve({ ok: true, value: shareIn(states.offered) })
      )) as BotDeps['shares']['create'];
      const answer = await open({ shares: { ...untouched, find: () => Promise.resolve(found), create } }).ask({ ...form, actor, values });
      return made.length === 0 ? JSON.stringify(answer) : made[0];
    };
    expect(await sent(share)).toMatchObject({ place: share.place });
    for (const [found, actor] of [
      [share, colleague],
      [share, contact('guest')],
      [null, me],
      [overOf({ place: null }), me],
    ] as const)
      expect(await sent(found, actor)).toContain('Pick one of the options');
  });

  it('a person who was erased is not filled in, and neither is what named them', async () => {
    const share = overOf({ recipient: { key: 'nobody:nobody:nobody' as PersonKey, name: '—' }, label: '', note: '', place: null });
    const form = await formOf(press(share).ask({ kind: 'action', action: 'share-again', ref: share.id }));
    expect(initials(form)).toMatchObject({ people: [], label: '' });
  });

  it('is for the sender alone, never for what was asked for, and shows the card of one that is not over', async () => {
    const again = { kind: 'action', action: 'share-again', ref: overOf().id } as const;
    for (const actor of [colleague, contact('member')])
      expect(await textOf(press(overOf()).ask({ ...again, actor }))).toMatch(/Only the person who shared it|isn’t for you/);
    const asked = { of: 'person', fields: [], gate: null, remindedAt: 0, reason: '' } as const;
    expect(await textOf(press(overOf({ asked, sender: sam, recipient: alex })).ask(again))).toContain('Only the person who shared it');
    const still = shareIn(states.ready, { expiresAt: 99 * 24 * HOUR });
    expect(await textOf(press(still).ask(again))).toContain('Sam can open it once');
    // Its time is over, and the sweeper has not come by yet.
    expect((await press(shareIn(states.ready)).ask(again)).kind).toBe('form');
  });
});
