// Random histories of one share: whatever anyone does, in any order, the promises of docs/protocol hold after every step.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShareCommand } from '../../src/core/lifecycle/command.ts';
import { decide, nextDeadline } from '../../src/core/lifecycle/decide.ts';
import { MODES, type Mode, type Share } from '../../src/core/share.ts';
import { viewOf } from '../../src/core/shares/share-view.ts';
import { ACK_HASH, actions, alex, casey, DEVICE, LEASE, mallory, NOW, offered, OTHER_DEVICE, requestAhead, requestIn } from './fixtures.ts';
import { assertProperty } from '../support/property.ts';

const RUNS = process.env['NT2_CAMPAIGN'] ? 20_000 : 1_500;

const person = fc.constantFrom(alex.key, casey.key, mallory.key);
const device = fc.constantFrom(DEVICE, OTHER_DEVICE, `Y${'D'.repeat(42)}=`);
const lease = fc.constantFrom(LEASE, `M${'L'.repeat(42)}=`);
const verdict = fc.constantFrom<'held' | 'failed' | 'missing'>('held', 'failed', 'missing');

function anyAction(mode: Mode): fc.Arbitrary<ShareCommand> {
  const base = actions(mode);
  const sealed = mode.startsWith('sealed');
  return fc.oneof(
    person.map((by): ShareCommand => ({ ...base.enter, by })),
    fc.tuple(person, device).map(([by, d]): ShareCommand => ({
      ...base.accept,
      by,
      acceptance: { at: NOW, device: d, key: sealed ? `age1${d}` : null, signedNote: '' },
    })),
    fc.tuple(person, device).map(([by, d]): ShareCommand => ({ ...base.seal, by, for: `age1${d}` })),
    // To a prekey, and a press in chat: in the other modes nothing ever seals so.
    fc
      .tuple(person, device)
      .map(([by, d]): ShareCommand =>
        sealed
          ? { ...base.seal, by, seal: { ...base.seal.seal, prekey: { device: d, key: `age1${d}` } }, for: `age1${d}` }
          : { kind: 'tick' },
      ),
    fc.constant<ShareCommand>({ ...base.accept, acceptance: { at: NOW, device: null, key: null, signedNote: null } }),
    person.map((by): ShareCommand => ({ kind: 'decline', by })),
    person.map((by): ShareCommand => ({ kind: 'revoke', by })),
    fc
      .tuple(
        fc.option(person),
        device,
        lease,
        fc.array(fc.tuple(fc.constantFrom('words' as const, 'link' as const), verdict), { maxLength: 2 }),
      )
      .map(([by, d, l, proofs]): ShareCommand => ({
        kind: 'claim',
        by,
        device: d,
        lease: l,
        leaf: 'claimed',
        proofs: proofs.map(([proof, v]) => ({ proof, verdict: v, salt: '', note: '' })),
      })),
    // What the entitled do, often enough that histories get to the end.
    fc.constantFrom<ShareCommand>(
      { ...base.accept, acceptance: { ...base.accept.acceptance, key: sealed ? `age1${DEVICE}` : null } },
      { ...base.seal, for: `age1${DEVICE}` },
      base.claim,
      base.claim,
      base.deliver,
    ),
    fc
      .tuple(device, lease, fc.constantFrom(ACK_HASH, 'wrong'))
      .map(([d, l, ackHash]): ShareCommand => ({ kind: 'deliver', device: d, lease: l, ackHash, leaf: 'delivered' })),
    fc.tuple(device, lease).map(([d, l]): ShareCommand => ({ kind: 'report-broken', device: d, lease: l })),
    fc.constant<ShareCommand>({ kind: 'tick' }),
  );
}

const wait = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 20 * 60 * 60_000 }) },
);

describe.each([...MODES, 'request', 'request ahead'] as const)('any history of a %s share', (kind) => {
  const mode = kind === 'request' || kind === 'request ahead' ? 'sealed' : kind;

  it('keeps the promises after every step', () => {
    assertProperty(
      fc.property(fc.array(fc.tuple(anyAction(mode), wait), { maxLength: 60 }), (history) => {
        let share: Share = kind === 'request' ? requestIn('offered')! : kind === 'request ahead' ? requestAhead('offered') : offered(mode);
        let now = NOW;
        let stored = { capsule: false };
        const opened = new Set<string>();
        for (const [action, pause] of history) {
          now += pause;
          const before = JSON.stringify(share);
          const view = viewOf(share, [alex.key, casey.key], { now });
          const { refusal, change } = decide(share, action, { now, storage: 'test' });
          expect(JSON.stringify(share)).toBe(before); // nothing is changed in place, looking least of all (promise 4)
          if (action.kind === 'claim' && refusal === null) {
            // Released: by this commit, or again to the one that has it (promises 3 and 6).
            expect(stored.capsule).toBe(true);
            opened.add(`${action.device} ${action.lease}`);
            expect(change === null || change.releasesCapsule).toBe(true);
            if (mode.endsWith('words'))
              expect(change === null || action.proofs.some(({ proof, verdict: v }) => proof === 'words' && v === 'held')).toBe(true);
            if (mode.startsWith('link'))
              expect(change === null || action.proofs.some(({ proof, verdict: v }) => proof === 'link' && v === 'held')).toBe(true);
            else expect(action.by).toBe(casey.key);
          }
          if (change === null) continue;
          expect(change.share.version).toBe(share.version + 1);
          expect(change.leaves.length).toBeGreaterThan(0); // no change without an event (promise 7)
          if (share.state.status === 'ended') expect(change.share.state).toEqual(share.state); // an end is an end
          const ended = change.share.state.status === 'ended';
          if (ended && share.state.status !== 'ended') {
            expect(change.leaves.filter((leaf) => leaf.includes('type ended'))).toHaveLength(1);
            expect(change.ciphertext).toEqual({ capsule: null, payload: null }); // gone with the end (promise 8)
            // Nothing that fails destroys (promise 5): no number of wrong words either.
            expect(refusal === null || share.state.status === 'claimed' || now >= share.expiresAt).toBe(true);
            expect(change.share.state).not.toMatchObject({ cause: 'locked' });
            if (change.share.state.status === 'ended' && change.share.state.cause === 'delivered') {
              const [by, secret] = ([...opened][0] ?? '').split(' ');
              expect(action).toMatchObject({ kind: 'deliver', ackHash: ACK_HASH, device: by, lease: secret });
            }
          }
          if (action.kind === 'seal' && refusal === null) stored = { capsule: true };
          if (change.ciphertext.capsule === null) stored = { capsule: false };
          // What a party was shown before the step is what the step started from, overdue shares as ended.
          if (view.ok && now < (nextDeadline(share) ?? Infinity)) expect(view.value.status).toBe(share.state.status);
          share = change.share;
        }
        expect(opened.size).toBeLessThanOrEqual(1); // at most one device, ever (promise 3)
        // Its own clock ends it, whatever happened before (promise 8).
        for (let ticks = 0; nextDeadline(share) !== null && ticks < 3; ticks += 1) {
          share = decide(share, { kind: 'tick' }, { now: nextDeadline(share)!, storage: 'test' }).change!.share;
        }
        expect(share.state.status).toBe('ended');
      }),
      { numRuns: RUNS },
    );
  });
});
