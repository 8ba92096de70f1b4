// Whatever the rules of the core let happen, an auditor can follow; what they do not, he refuses (see verify.test.ts for each kind).

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ackHash } from '../../../src/crypto/events/ack.ts';
import { toRecipient } from '../../../src/crypto/age/recipients.ts';
import { encodeBase64, encodeBase64Url } from '../../../src/crypto/bytes.ts';
import { formatEvent } from '../../../src/crypto/events/event.ts';
import { formatAccepted, formatClaimed, formatDelivered, formatSealed } from '../../../src/crypto/events/statements.ts';
import { parseLeaf, type ParsedEvent } from '../../../src/crypto/receipt/parsed-event.ts';
import { replayEvents } from '../../../src/crypto/receipt/replay.ts';
import { CLOCK_TOLERANCE_MS } from '../../../src/crypto/share-terms.ts';
import { changesState } from '../../../src/crypto/receipt/receipt.ts';
import type { ShareCommand } from '../../../src/core/lifecycle/command.ts';
import { decide } from '../../../src/core/lifecycle/decide.ts';
import { limits } from '../../../src/core/limits.ts';
import { CAUSES, MODES, SURFACES, type Cause, type Mode, type Share } from '../../../src/core/share.ts';
import { actions, alex, casey, mallory, NOW, offered } from '../../core/fixtures.ts';
import { assertProperty } from '../../support/property.ts';

const RUNS = process.env['NT2_CAMPAIGN'] === '1' ? 20_000 : 300;
const hash = (n: number): string => encodeBase64(new Uint8Array(32).fill(n));
const [HERS, HIS, OTHER] = [hash(1), hash(2), hash(3)];
const LEASE = hash(7);
const ACK = encodeBase64Url(new Uint8Array(32).fill(4));
const ACK_HASH = ackHash(ACK) as string;
const keyOf = (device: string): string => toRecipient(Buffer.from(device, 'base64'));
const proofs = (mode: Mode) =>
  (['link', 'words'] as const).filter((proof) => mode.includes(proof)).map((proof) => ({ proof, commitment: hash(5) }));

function shareOf(mode: Mode): Share {
  const share = offered(mode);
  const lines = [
    ['mode', mode],
    ['entry', share.entry],
    ['via', share.via],
    ['expires', new Date(share.expiresAt).toISOString()],
    ['parties', hash(6)],
  ] as const;
  return { ...share, created: formatEvent({ type: 'created', share: share.id, at: share.createdAt, by: 'server', lines }) };
}

/** What anybody might do, with the leaf that his browser would sign at that moment. */
function anyAction(mode: Mode, id: string): fc.Arbitrary<(at: number, share: Share) => ShareCommand> {
  const base = actions(mode);
  const person = fc.constantFrom(alex.key, casey.key, mallory.key);
  const device = fc.constantFrom(HIS, HIS, OTHER);
  const skew = fc.integer({ min: -CLOCK_TOLERANCE_MS, max: CLOCK_TOLERANCE_MS });
  const sealed = mode.startsWith('sealed');
  const accept =
    (by: typeof alex.key, d: string, late: number) =>
    (at: number): ShareCommand => {
      const key = sealed ? keyOf(d) : null;
      const leaf = formatAccepted({ share: id, at: at + late, device: d, key });
      return { ...base.accept, by, acceptance: { at, device: d, key, signedNote: leaf }, leaf };
    };
  const inChat = (at: number): ShareCommand => {
    const leaf = formatEvent({ type: 'accepted', share: id, at, by: 'server', lines: [['evidence', hash(7)]] });
    return { ...base.accept, acceptance: { at, device: null, key: null, signedNote: null }, leaf };
  };
  const seal =
    (by: typeof alex.key, d: string, late: number) =>
    (at: number): ShareCommand => {
      const to = sealed ? keyOf(d) : mode.startsWith('link') ? 'link' : 'words';
      const leaf = formatSealed({
        share: id,
        at: at + late,
        for: to,
        capsule: hash(8),
        payload: hash(9),
        size: 4_500,
        ack: ACK_HASH,
        salt: mode.endsWith('words') ? encodeBase64(new Uint8Array(16)) : null,
        openers: proofs(mode),
        device: HERS,
      });
      return { ...base.seal, by, seal: { ...base.seal.seal, ackHash: ACK_HASH }, for: to, leaf };
    };
  const claim =
    (by: typeof alex.key | null, d: string, verdict: 'held' | 'failed', late: number) =>
    (at: number): ShareCommand => ({
      kind: 'claim',
      by,
      device: d,
      lease: LEASE,
      proofs: proofs(mode).map(({ proof }) => ({ proof, verdict, salt: '', note: '' })),
      leaf: formatClaimed({ share: id, at: at + late, device: d, lease: LEASE, proofs: proofs(mode) }),
    });
  const deliver =
    (d: string, late: number) =>
    (at: number): ShareCommand => ({
      kind: 'deliver',
      device: d,
      lease: LEASE,
      ackHash: ACK_HASH,
      leaf: formatDelivered({ share: id, at: at + late, device: d, ack: ACK }),
    });
  const verdict = fc.constantFrom('held' as const, 'held' as const, 'failed' as const);
  /** What the entitled do next, so that histories get to the end. */
  const onward =
    (late: number) =>
    (at: number, share: Share): ShareCommand => {
      const { status } = share.state;
      if (status === 'sealed') return inChat(at);
      if (status === 'offered' && sealed) return accept(casey.key, HIS, late)(at);
      if (status === 'offered' || status === 'accepted') return seal(alex.key, HIS, late)(at);
      return status === 'ready' ? claim(mode.startsWith('link') ? null : casey.key, HIS, 'held', late)(at) : deliver(HIS, late)(at);
    };
  return fc.oneof(
    { weight: 4, arbitrary: skew.map(onward) },
    fc.tuple(person, fc.nat(3)).map(([by, n]) => () => ({ ...base.enter, by, payload: { ...base.enter.payload, hash: hash(n) } })),
    fc.tuple(person, device, skew).map(([by, d, late]) => accept(by, d, late)),
    fc.constant(inChat),
    fc.tuple(person, device, skew).map(([by, d, late]) => seal(by, d, late)),
    fc.tuple(fc.option(person), device, verdict, skew).map(([by, d, held, late]) => claim(by, d, held, late)),
    fc.tuple(verdict, skew).map(([held, late]) => claim(casey.key, HIS, held, late)),
    fc.tuple(device, skew).map(([d, late]) => deliver(d, late)),
    fc
      .constantFrom<ShareCommand>(
        { kind: 'decline', by: casey.key },
        { kind: 'revoke', by: alex.key },
        { kind: 'report-broken', device: HIS, lease: LEASE },
        { kind: 'tick' },
        { kind: 'rollback' },
      )
      .chain((action) => fc.integer({ min: 0, max: 5 }).map((seldom) => (): ShareCommand => (seldom === 0 ? action : { kind: 'tick' }))),
    fc.tuple(fc.constantFrom(...SURFACES), fc.boolean(), fc.nat(9)).map(([surface, arrives, n]) => (): ShareCommand => {
      const message = { id: `m${n}`, kind: 'surface', surface } as const;
      return arrives ? { kind: 'sent', message, ref: `r${n}`, refHash: hash(n) } : { kind: 'unsent', message };
    }),
  );
}

const wait = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 90_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 20 * 60 * 60_000 }) },
);

describe('histories', () => {
  test.each(MODES)('of %s shares, whatever the core wrote of them, are possible; all of it, and the recipient’s half', (mode) => {
    const first = shareOf(mode);
    const ends: string[] = [];
    assertProperty(
      fc.property(fc.array(fc.tuple(anyAction(mode, first.id), wait), { maxLength: 40 }), (steps) => {
        let [share, now] = [first, NOW];
        const leaves = [first.created];
        for (const [make, pause] of steps) {
          now += pause;
          const { change } = decide(share, make(now, share), { now, storage: 'sqlite+wal' });
          if (change === null) continue;
          leaves.push(...change.leaves);
          ({ share } = change);
        }
        const events = leaves.map((leaf) => parseLeaf(leaf)?.facts as ParsedEvent);
        const all = replayEvents({ share: first.id, events, whole: true });
        expect(all, leaves.join('\n')).toMatchObject({ ok: true });
        expect(replayEvents({ share: first.id, events: events.filter(({ type }) => changesState(type)), whole: false })).toMatchObject({
          ok: true,
        });
        if (all.ok) ends.push(all.history.ended?.cause ?? 'none');
      }),
      { numRuns: RUNS },
    );
    // About one in ten gets there.
    expect(ends).toContain('delivered');
  });

  test('the words and numbers of an auditor are those of the core', () => {
    expect(CLOCK_TOLERANCE_MS).toBe(limits.clockToleranceMs);
    const says = (type: 'created' | 'ended' | 'notified', lines: readonly (readonly [string, string])[]) =>
      parseLeaf(formatEvent({ type, share: first.id, at: NOW, by: 'server', lines }))?.facts;
    const first = shareOf('sealed');
    for (const mode of MODES) expect(parseLeaf(shareOf(mode).created)?.facts).toMatchObject({ mode });
    for (const cause of CAUSES)
      expect(
        says('ended', [
          ['cause', cause],
          ['storage', 'x'],
        ]),
      ).toMatchObject({ cause });
    for (const surface of SURFACES)
      expect(
        says('notified', [
          ['surface', surface],
          ['message', 'refused'],
        ]),
      ).toMatchObject({ surface, message: null });
  });
});

/** One step of a history, as its leaf: each a minute after the one before. */
type Step = (id: string, at: number) => string;
const server =
  (type: 'created' | 'entered' | 'accepted' | 'refused' | 'ended' | 'notified', ...lines: (readonly [string, string])[]): Step =>
  (share, at) =>
    formatEvent({ type, share, at, by: 'server', lines });
const created = (mode: Mode, entry = 'page'): Step =>
  server(
    'created',
    ['mode', mode],
    ['entry', entry],
    ['via', 'chat'],
    ['expires', new Date(NOW + 3_600_000).toISOString()],
    ['parties', hash(6)],
  );
const entered = server('entered', ['payload', hash(9)], ['size', '1']);
const told = server('notified', ['surface', 'place'], ['message', 'refused']);
const pressed = server('accepted', ['evidence', hash(7)]);
const refused = (what: string, count = 1): Step => server('refused', ['what', what], ['count', String(count)]);
const ended = (cause: Cause): Step => server('ended', ['cause', cause], ['storage', 'x']);
const accepted =
  (device: string, key: string | null = keyOf(device)): Step =>
  (share, at) =>
    formatAccepted({ share, at, device, key });
const sealed =
  (mode: Mode, { by = HERS, to = keyOf(HIS) }: { by?: string | null; to?: string } = {}): Step =>
  (share, at) =>
    formatSealed({
      share,
      at,
      for: mode.startsWith('sealed') ? to : mode.startsWith('link') ? 'link' : 'words',
      capsule: hash(8),
      payload: hash(9),
      size: 1,
      ack: ACK_HASH,
      salt: mode.endsWith('words') ? encodeBase64(new Uint8Array(16)) : null,
      openers: proofs(mode),
      device: by,
    });
const claimed =
  (mode: Mode, device = HIS, lease: string | null = LEASE): Step =>
  (share, at) =>
    formatClaimed({ share, at, device, lease, proofs: proofs(mode) });
const delivered =
  (device = HIS, ack = ACK): Step =>
  (share, at) =>
    formatDelivered({ share, at, device, ack });

function judge(steps: readonly Step[], whole = true): string {
  const { id } = shareOf('sealed');
  const events = steps.map((step, n) => parseLeaf(step(id, NOW + n * 60_000))?.facts as ParsedEvent);
  const result = replayEvents({ share: id, events, whole });
  return result.ok ? 'ok' : `${result.code} ${result.event}`;
}

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
    ['link, revoked', [...link, ended('revoked')]],
  ] as [string, Step[]][])('possible: %s', (_, steps) => {
    expect(judge(steps)).toBe('ok');
  });

  test.each([
    ['nothing at all', []],
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
