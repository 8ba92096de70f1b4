// An auditor follows each history that the rules allow and refuses the others (see verify-tampering.test.ts for each code).
// That the core itself writes no other ones is held by replay-core.test.ts.

import { describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../../../src/crypto/bytes.ts';
import { formatClaimed } from '../../../src/crypto/events/statements.ts';
import {
  hash,
  HIS,
  OTHER,
  LEASE,
  keyOf,
  type Step,
  created,
  extended,
  entered,
  told,
  pressed,
  refused,
  ended,
  accepted,
  approval,
  askedApproval,
  sealed,
  claimed,
  delivered,
  judge,
} from './history.ts';

test('P10: further proofs than the mode asks for are impossible, but for what version 1 let through', () => {
  const both = (['link', 'words'] as const).map((proof) => ({ proof, commitment: hash(5) }));
  const further =
    (lease: string | null): Step =>
    (share, at) =>
      formatClaimed({ share, at, device: HIS, lease, proofs: both });
  for (const [mode, before] of [
    ['sealed', [created('sealed'), accepted(HIS), sealed('sealed')]],
    ['words', [created('words'), sealed('words'), pressed]],
    ['link', [created('link'), sealed('link')]],
  ] as const) {
    expect([mode, judge([...before, claimed(mode)])]).toEqual([mode, 'ok']);
    expect([mode, judge([...before, further(LEASE)])]).toEqual([mode, `event.order ${before.length}`]);
    expect([mode, judge([...before, claimed(mode, HIS, null)])]).toEqual([mode, 'ok']);
    expect([mode, judge([...before, further(null)])]).toEqual([mode, 'ok']);
  }
});

describe('single histories', () => {
  const toReady = [created('sealed'), accepted(HIS), sealed('sealed')];
  const toClaimed = [...toReady, claimed('sealed')];
  const words = [created('words'), sealed('words'), pressed];
  const link = [created('link'), sealed('link')];
  const ahead = [created('sealed'), sealed('sealed', { ahead: HIS })];
  const asking = [created('sealed'), askedApproval()];
  const askedShortly = [created('sealed'), askedApproval(120_000)];
  const anew = [sealed('sealed', { to: keyOf(OTHER) })];

  test.each([
    ['waits', [created('sealed')]],
    ['accepted again in another browser', [created('sealed'), accepted(OTHER), accepted(HIS), sealed('sealed'), claimed('sealed')]],
    [
      'uploaded twice, told in between and after the end',
      [created('sealed'), entered, told, accepted(HIS), entered, ended('revoked'), told],
    ],
    ['words, accepted before they were sealed', [created('words'), pressed, sealed('words'), claimed('words')]],
    ['words, accepted in a browser', [created('words'), accepted(OTHER, null), sealed('words'), claimed('words')]],
    ['wrong words, counted, then locked', [...words, refused('words'), refused('words', 2), ended('locked')]],
    ['modal entry', [created('words', 'modal'), sealed('words', { by: null }), pressed, claimed('words')]],
    [
      'strangers',
      [
        created('sealed'),
        refused('person'),
        accepted(HIS),
        refused('person'),
        sealed('sealed'),
        refused('device'),
        claimed('sealed'),
        refused('device'),
      ],
    ],
    [
      'strangers at a link',
      [...link, refused('link'), claimed('link'), refused('link'), refused('device'), ended('unconfirmed'), refused('after-end')],
    ],
    ['delivered', [...toClaimed, delivered(), ended('delivered')]],
    ['broken', [...toClaimed, ended('broken')]],
    ['rolled back while claimed', [...toClaimed, ended('rolled-back')]],
    ['declined', [...toReady, ended('declined')]],
    ['sealed to a prekey, and accepted in chat', [...ahead, pressed, claimed('sealed'), delivered(), ended('delivered')]],
    ['sealed to a prekey, and accepted in its browser', [...ahead, accepted(HIS), claimed('sealed')]],
    ['a request, sealed to a prekey of who asked', [created('sealed', 'page', 'person'), ahead[1]!, accepted(HIS), claimed('sealed')]],
    ['sealed to a prekey, and declined', [...ahead, ended('declined')]],
    ['sealed to a prekey, and anew to another browser', [...ahead, accepted(OTHER), ...anew, claimed('sealed', OTHER)]],
    ['accepted in chat, and then in another browser', [...ahead, pressed, accepted(OTHER), entered, ...anew, claimed('sealed', OTHER)]],
    [
      'accepted with its prekey before it was sealed',
      [created('sealed'), accepted(HIS), sealed('sealed', { ahead: HIS }), claimed('sealed')],
    ],
    ['link, revoked', [...link, ended('revoked')]],
    ['agreed to by a second person', [...asking, approval('given'), told, accepted(HIS), sealed('sealed'), claimed('sealed')]],
    ['entered while a second person is asked', [...asking, entered, approval('given'), accepted(HIS), sealed('sealed')]],
    ['refused by a second person', [...asking, approval('refused'), ended('declined')]],
    ['a second person who never answered', [...askedShortly, approval('expired'), ended('expired')]],
    ['taken back while a second person is asked', [...asking, ended('revoked')]],
  ] as [string, Step[]][])('possible: %s', (_, steps) => {
    expect(judge(steps)).toBe('ok');
  });

  test.each([
    ['nothing at all', []],
    ['sealed while a second person is asked', [...asking, sealed('sealed', { ahead: HIS })]],
    ['accepted while a second person is asked', [...asking, accepted(HIS)]],
    ['told while a second person is asked', [...asking, told]],
    ['declined by who has not been told', [...asking, ended('declined')]],
    ['sealed after a no', [...asking, approval('refused'), sealed('sealed', { ahead: HIS })]],
    ['accepted after a no', [...asking, approval('refused'), accepted(HIS)]],
    ['accepted after the time of a second person', [...askedShortly, approval('expired'), accepted(HIS)]],
    ['a second answer', [...asking, approval('refused'), approval('given')]],
    ['an answer that nobody was asked for', [created('sealed'), approval('given')]],
    ['asked twice', [...asking, askedApproval()]],
    ['asked after it was told', [created('sealed'), accepted(HIS), askedApproval()]],
    ['a second person for a link', [created('link'), askedApproval()]],
    ['a second person for a request', [created('sealed', 'page', 'person'), askedApproval()]],
    ['no beginning', [accepted(HIS)]],
    ['two beginnings', [created('sealed'), created('sealed')]],
    ['a link by modal entry', [created('link', 'modal')]],
    ['a press in chat where a key is needed', [created('sealed'), pressed]],
    ['a browser without a key where one is needed', [created('sealed'), accepted(HIS, null)]],
    ['a key where none is needed', [created('words'), accepted(HIS)]],
    ['an accepted link', [created('link'), pressed]],
    ['the same key accepted twice', [created('sealed'), accepted(HIS), accepted(HIS)]],
    ['words accepted twice', [created('words'), pressed, pressed]],
    ['accepted after sealing', [...toReady, accepted(OTHER)]],
    ['sealed before anybody accepted', [created('sealed'), sealed('sealed')]],
    ['sealed to another key', [created('sealed'), accepted(HIS), sealed('sealed', { to: keyOf(OTHER) })]],
    ['sealed to a key that was replaced', [created('sealed'), accepted(HIS), accepted(OTHER), sealed('sealed')]],
    ['sealed for another mode', [created('words'), sealed('link')]],
    ['sealed without the opener of its mode', [created('sealed+words'), accepted(HIS), sealed('sealed')]],
    ['sealed twice', [...words.slice(0, 2), sealed('words')]],
    ['a link sealed twice', [...link, sealed('link')]],
    ['sealed by the server, on the page', [created('words'), sealed('words', { by: null })]],
    ['sealed by a browser, with modal entry', [created('words', 'modal'), sealed('words')]],
    ['uploaded after sealing', [...toReady, entered]],
    ['claimed before it was sealed', [created('sealed'), accepted(HIS), claimed('sealed')]],
    ['claimed before it was accepted', [created('words'), sealed('words'), claimed('words')]],
    ['claimed by another device', [...toReady, claimed('sealed', OTHER)]],
    ['claimed without the words', [...words, claimed('sealed')]],
    ['claimed without the link', [...link, claimed('words')]],
    ['claimed twice', [...toClaimed, claimed('sealed')]],
    ['delivered without a claim', [...toReady, delivered()]],
    ['delivered by another device', [...toClaimed, delivered(OTHER)]],
    ['delivered, and no end', [...toClaimed, delivered()]],
    ['delivered, and another end', [...toClaimed, delivered(), ended('unconfirmed')]],
    ['delivered, and a message before the end', [...toClaimed, delivered(), told, ended('delivered')]],
    ['ended as delivered without a delivery', [...toClaimed, ended('delivered')]],
    ['unconfirmed before the claim', [...toReady, ended('unconfirmed')]],
    ['broken before the claim', [...toReady, ended('broken')]],
    ['declined after the claim', [...toClaimed, ended('declined')]],
    ['revoked after the claim', [...toClaimed, ended('revoked')]],
    ['expired after the claim', [...toClaimed, ended('expired')]],
    ['a declined link', [...link, ended('declined')]],
    ['locked without wrong words', [...words, ended('locked')]],
    ['locked where there are no words', [...toReady, ended('locked')]],
    ['a request by link, sealed to a prekey', [created('sealed', 'page', 'link'), ahead[1]!]],
    ['the same, after the link was made', [created('sealed', 'page', 'link'), accepted(HIS), sealed('sealed', { ahead: HIS })]],
    ['sealed to a prekey, and claimed before it was accepted', [...ahead, claimed('sealed')]],
    ['sealed to a prekey, and claimed by another device', [...ahead, pressed, claimed('sealed', OTHER)]],
    ['sealed to a prekey, and sealed again', [...ahead, ...ahead.slice(1)]],
    ['sealed to a prekey, and accepted twice', [...ahead, pressed, accepted(HIS)]],
    ['accepted elsewhere, and sealed to the prekey', [...ahead, accepted(OTHER), ...ahead.slice(1)]],
    ['accepted elsewhere, and claimed by the device of the prekey', [...ahead, accepted(OTHER), ...anew, claimed('sealed')]],
    ['accepted elsewhere after the claim', [...ahead, pressed, claimed('sealed'), accepted(OTHER)]],
    ['a prekey of another device than the one that accepted', [created('sealed'), accepted(HIS), sealed('sealed', { ahead: OTHER })]],
    ['a prekey by modal entry', [created('sealed', 'modal'), sealed('sealed', { ahead: HIS })]],
    ['ended twice', [created('sealed'), ended('revoked'), ended('revoked')]],
    ['rolled back after the end', [created('sealed'), ended('revoked'), ended('rolled-back')]],
    ['accepted after the end', [created('sealed'), ended('revoked'), accepted(HIS)]],
    ['wrong words counted from two', [...words, refused('words', 2)]],
    ['wrong words counted twice the same', [...words, refused('words'), refused('words')]],
    ['wrong words where there are none', [...toReady, refused('words')]],
    ['wrong words before it is ready', [...words.slice(0, 2), refused('words')]],
    ['a stranger counted', [created('sealed'), refused('person', 2)]],
    ['a stranger at a link, which is for nobody', [...link, refused('person')]],
    ['a stranger after the end', [created('sealed'), ended('revoked'), refused('person')]],
    ['another browser before it is ready', [created('sealed'), refused('device')]],
    ['another browser at a link that waits', [...link, refused('device')]],
    ['a wrong link where there is none', [...words, refused('link')]],
    ['a wrong link before it is ready', [created('link'), refused('link')]],
    ['after the end, before it', [...toReady, refused('after-end')]],
  ] as [string, Step[]][])('impossible: %s', (_, steps) => {
    const at = Math.max(0, steps.length - 1);
    expect([`event.order ${at}`, `event.order ${at - 1}`]).toContain(judge(steps));
  });

  test('a wrong acknowledgement, another share and impossible times have codes of their own', () => {
    expect(judge([...toClaimed, delivered(HIS, encodeBase64Url(new Uint8Array(32))), ended('delivered')])).toBe('ack.mismatch 4');
    const late =
      (step: Step, ms: number): Step =>
      (id, at) =>
        step(id, at + ms);
    expect(judge([created('sealed'), (_, at) => accepted(HIS)('a'.repeat(32), at)])).toBe('event.share 1');
    expect(judge([created('sealed'), late(accepted(HIS), 5 * 60_000), late(entered, -60_000)])).toBe('ok');
    expect(judge([created('sealed'), late(accepted(HIS), 5 * 60_000), late(entered, -60_001)])).toBe('event.time 2');
    expect(judge([created('sealed'), late(accepted(HIS), 5 * 60_000), late(sealed('sealed'), -6 * 60_000)])).toBe('ok');
    expect(judge([created('sealed'), late(accepted(HIS), 5 * 60_000), late(sealed('sealed'), -6 * 60_000 - 1)])).toBe('event.time 2');
    expect(judge([created('sealed'), ended('expired')])).toBe('event.time 1');
    // More time counts from where it stands, for what comes behind it, and is never less.
    const more = extended(2 * 3_600_000);
    expect(judge([created('sealed'), more, late(accepted(HIS), 63 * 60_000)])).toBe('ok');
    expect(judge([created('sealed'), late(accepted(HIS), 64 * 60_000), more])).toBe('event.time 1');
    expect(judge([created('sealed'), more, late(ended('expired'), 60 * 60_000)])).toBe('event.time 2');
    expect(judge([created('sealed'), more, late(ended('expired'), 118 * 60_000)])).toBe('ok');
    expect(judge([created('sealed'), more, more])).toBe('event.order 2');
    expect(judge([created('sealed'), extended(3_600_000)])).toBe('event.order 1');
    expect(judge([created('sealed'), late(more, 60 * 60_000)])).toBe('event.time 1');
    for (const steps of [
      [...toReady, claimed('sealed')],
      [...toReady, ended('revoked')],
    ])
      expect(judge([...steps, more])).toBe(`event.order ${steps.length}`);
    expect(judge([created('sealed'), late(ended('expired'), 59 * 60_000)])).toBe('ok');
    expect(judge([created('sealed'), late(entered, 59 * 60_000)])).toBe('event.time 1');
    expect(judge([created('sealed'), late(accepted(HIS), 64 * 60_000 - 1)])).toBe('ok');
    expect(judge([created('sealed'), late(accepted(HIS), 64 * 60_000)])).toBe('event.time 1');
  });

  test('the recipient’s half may be locked without the tries, which it does not have', () => {
    expect(judge([...words, ended('locked')], false)).toBe('ok');
    expect(judge([...toReady, ended('locked')], false)).toBe('event.order 3');
  });
});
