// An auditor can follow whatever the rules of the core let happen: random commands, replayed from the leaves that they left.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../../src/crypto/bytes.ts';
import { formatEvent } from '../../../src/crypto/events/event.ts';
import { formatAccepted, formatClaimed, formatDelivered, formatSealed } from '../../../src/crypto/events/statements.ts';
import { parseLeaf, type ParsedEvent } from '../../../src/crypto/receipt/parsed-event.ts';
import { replayEvents } from '../../../src/crypto/receipt/replay.ts';
import { CLOCK_TOLERANCE_MS } from '../../../src/crypto/share-terms.ts';
import { changesState } from '../../../src/crypto/receipt/receipt.ts';
import type { ShareCommand } from '../../../src/core/lifecycle/command.ts';
import { decide } from '../../../src/core/lifecycle/decide.ts';
import { limits } from '../../../src/core/limits.ts';
import { CAUSES, MODES, SURFACES, type Mode, type Share } from '../../../src/core/share.ts';
import { actions, alex, casey, mallory, NOW } from '../../core/fixtures.ts';
import { assertProperty } from '../../support/property.ts';
import { hash, HERS, HIS, OTHER, LEASE, ACK, ACK_HASH, keyOf, proofs, shareOf } from './history.ts';

const RUNS = process.env['NT2_CAMPAIGN'] === '1' ? 20_000 : 300;

/** What anybody might do, with the leaf that their browser would sign at that moment. */
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
    (by: typeof alex.key, d: string, late: number, isAhead = false) =>
    (at: number): ShareCommand => {
      const to = sealed ? keyOf(d) : mode.startsWith('link') ? 'link' : 'words';
      const leaf = formatSealed({
        share: id,
        at: at + late,
        for: to,
        prekey: isAhead ? { device: d, hash: hash(4) } : null,
        capsule: hash(8),
        payload: hash(9),
        size: 4_500,
        ack: ACK_HASH,
        salt: mode.endsWith('words') ? encodeBase64(new Uint8Array(16)) : null,
        openers: proofs(mode),
        device: HERS,
      });
      const prekey = isAhead ? { prekey: { device: d, key: to } } : {};
      return { ...base.seal, by, seal: { ...base.seal.seal, ackHash: ACK_HASH, ...prekey }, for: to, leaf };
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
    fc.tuple(person, device, skew, fc.boolean()).map(([by, d, late, isAhead]) => seal(by, d, late, sealed && isAhead)),
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
      return arrives ? { kind: 'mark-sent', message, ref: `r${n}`, refHash: hash(n) } : { kind: 'mark-undeliverable', message };
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
