// Whatever the rules of the core let happen, an auditor can follow; what they do not, he refuses (see verify.test.ts for each kind).

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ackHash } from '../../../src/crypto/capsule/ack.ts';
import { toRecipient } from '../../../src/crypto/capsule/age-keys.ts';
import { b64, b64u } from '../../../src/crypto/bytes.ts';
import { renderEvent } from '../../../src/crypto/notes/event.ts';
import { acceptedText, claimedText, deliveredText, sealedText } from '../../../src/crypto/notes/statements.ts';
import { readLeaf, type Facts } from '../../../src/crypto/receipt/facts.ts';
import { clockToleranceMs, readHistory } from '../../../src/crypto/receipt/history.ts';
import { belongsToRecipient } from '../../../src/crypto/receipt/receipt.ts';
import type { Action } from '../../../src/core/life/action.ts';
import { decide } from '../../../src/core/life/decide.ts';
import { limits } from '../../../src/core/limits.ts';
import { CAUSES, MODES, SURFACES, type Mode, type Share } from '../../../src/core/share.ts';
import { actions, alex, casey, mallory, NOW, offered } from '../../core/fixtures.ts';

const RUNS = process.env['NT2_CAMPAIGN'] === '1' ? 20_000 : 300;
const hash = (n: number): string => b64(new Uint8Array(32).fill(n));
const [HERS, HIS, OTHER] = [hash(1), hash(2), hash(3)];
const ACK = b64u(new Uint8Array(32).fill(4));
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
  return { ...share, created: renderEvent({ type: 'created', share: share.id, at: share.createdAt, by: 'server', lines }) };
}

/** What anybody might do, with the leaf that his browser would sign at that moment. */
function anyAction(mode: Mode, id: string): fc.Arbitrary<(at: number, share: Share) => Action> {
  const base = actions(mode);
  const person = fc.constantFrom(alex.key, casey.key, mallory.key);
  const device = fc.constantFrom(HIS, HIS, OTHER);
  const skew = fc.integer({ min: -clockToleranceMs, max: clockToleranceMs });
  const sealed = mode.startsWith('sealed');
  const accept =
    (by: typeof alex.key, d: string, late: number) =>
    (at: number): Action => {
      const key = sealed ? keyOf(d) : null;
      const leaf = acceptedText({ share: id, at: at + late, device: d, key });
      return { ...base.accept, by, acceptance: { at, device: d, key, signedNote: leaf }, leaf };
    };
  const inChat = (at: number): Action => {
    const leaf = renderEvent({ type: 'accepted', share: id, at, by: 'server', lines: [['evidence', hash(7)]] });
    return { ...base.accept, acceptance: { at, device: null, key: null, signedNote: null }, leaf };
  };
  const seal =
    (by: typeof alex.key, d: string, late: number) =>
    (at: number): Action => {
      const to = sealed ? keyOf(d) : mode.startsWith('link') ? 'link' : 'words';
      const leaf = sealedText({
        share: id,
        at: at + late,
        for: to,
        capsule: hash(8),
        payload: hash(9),
        size: 4_500,
        ack: ACK_HASH,
        salt: mode.endsWith('words') ? b64(new Uint8Array(16)) : null,
        openers: proofs(mode),
        device: HERS,
      });
      return { ...base.seal, by, seal: { ...base.seal.seal, ackHash: ACK_HASH }, for: to, leaf };
    };
  const claim =
    (by: typeof alex.key | null, d: string, verdict: 'held' | 'failed', late: number) =>
    (at: number): Action => ({
      type: 'claim',
      by,
      device: d,
      proofs: proofs(mode).map(({ proof }) => ({ proof, verdict, salt: '', note: '' })),
      leaf: claimedText({ share: id, at: at + late, device: d, proofs: proofs(mode) }),
    });
  const deliver =
    (d: string, late: number) =>
    (at: number): Action => ({
      type: 'deliver',
      device: d,
      ackHash: ACK_HASH,
      leaf: deliveredText({ share: id, at: at + late, device: d, ack: ACK }),
    });
  const verdict = fc.constantFrom('held' as const, 'held' as const, 'failed' as const);
  /** What the entitled do next, so that histories get to the end. */
  const onward =
    (late: number) =>
    (at: number, share: Share): Action => {
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
      .constantFrom<Action>(
        { type: 'decline', by: casey.key },
        { type: 'revoke', by: alex.key },
        { type: 'break', device: HIS },
        { type: 'tick' },
        { type: 'rollback' },
      )
      .chain((action) => fc.integer({ min: 0, max: 5 }).map((seldom) => (): Action => (seldom === 0 ? action : { type: 'tick' }))),
    fc.tuple(fc.constantFrom(...SURFACES), fc.boolean(), fc.nat(9)).map(([surface, arrives, n]) => (): Action => {
      const message = { id: `m${n}`, kind: 'surface', surface } as const;
      return arrives ? { type: 'sent', message, ref: `r${n}`, refHash: hash(n) } : { type: 'unsent', message };
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
    fc.assert(
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
        const events = leaves.map((leaf) => readLeaf(leaf)?.facts as Facts);
        const all = readHistory({ share: first.id, events, whole: true });
        expect(all, leaves.join('\n')).toMatchObject({ ok: true });
        expect(readHistory({ share: first.id, events: events.filter(belongsToRecipient), whole: false })).toMatchObject({ ok: true });
        if (all.ok) ends.push(all.history.ended?.cause ?? 'none');
      }),
      { numRuns: RUNS },
    );
    // About one in ten gets there.
    expect(ends).toContain('delivered');
  });

  test('the words and numbers of an auditor are those of the core', () => {
    expect(clockToleranceMs).toBe(limits.clockToleranceMs);
    const says = (type: 'created' | 'ended' | 'notified', lines: readonly (readonly [string, string])[]) =>
      readLeaf(renderEvent({ type, share: first.id, at: NOW, by: 'server', lines }))?.facts;
    const first = shareOf('sealed');
    for (const mode of MODES) expect(readLeaf(shareOf(mode).created)?.facts).toMatchObject({ mode });
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
