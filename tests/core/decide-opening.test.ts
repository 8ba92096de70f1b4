// Who opens a share: the device that claims it, with the proofs of its mode. Wrong proofs are counted and cost time, never the secret.

import { describe, expect, it } from 'vitest';
import { decide } from '../../src/core/lifecycle/decide.ts';
import { limits } from '../../src/core/limits.ts';
import { MODES, type Share } from '../../src/core/share.ts';
import { actions, NOW, OTHER_DEVICE, outcome, shareIn } from './fixtures.ts';

describe('opening', () => {
  it('the same device gets it again within the lease, another is told that it is taken and the sender is rung (T7)', () => {
    const share = shareIn('sealed', 'claimed')!;
    expect(outcome(share, actions().claim).answer).toBe('same');
    const { answer, change } = outcome(share, { ...actions().claim, device: OTHER_DEVICE });
    expect(answer).toBe('share.taken');
    expect(change?.share.outbox.at(-1)).toMatchObject({ kind: 'news', news: 'intruder', to: 'sender' });
    expect(change?.leaves[0]).toContain('what device');
  });

  it('another browser of the recipient is told so, before any words are looked at, and uses up no try', () => {
    const wrong = {
      ...actions('sealed+words').claim,
      device: OTHER_DEVICE,
      proofs: [{ proof: 'words', verdict: 'failed', salt: '', note: '' }],
    } as const;
    const { answer, change } = outcome(shareIn('sealed+words', 'ready')!, wrong);
    expect(answer).toBe('share.other_device');
    expect(change?.share.state).toMatchObject({ status: 'ready', failures: 0 });
  });

  it.each([
    ['failed', [{ proof: 'words', verdict: 'failed', salt: '', note: '' }] as const],
    ['absent (T5)', [] as const],
  ])('T4, T8, R8: words that are %s count, tell, and wait after the tenth time; they never open, end or delete anything', (_, proofs) => {
    const { tell, free, everyMs } = limits.tries;
    let share: Share = { ...shareIn('words', 'ready')!, createdAt: NOW, expiresAt: NOW + limits.expiry.max };
    const wrong = (at: number) => outcome(share, { ...actions('words').claim, proofs }, at);
    for (let tries = 1; tries <= free; tries += 1) {
      const { answer, change } = wrong(NOW);
      expect(answer).toBe('proof.failed');
      expect(change?.ciphertext).toEqual({});
      expect(change?.leaves[0]).toContain(`what words\ncount ${tries}\n`);
      expect(change?.share.outbox.some((message) => message.kind === 'news' && message.news === 'failing')).toBe(tries >= tell);
      share = change!.share;
    }
    // From here on words wait, right ones like wrong ones, and nothing is written.
    for (const action of [{ ...actions('words').claim, proofs }, actions('words').claim]) {
      expect(outcome(share, action, NOW + everyMs - 1)).toMatchObject({ answer: 'proof.wait', change: null });
    }
    expect(decide(share, actions('words').claim, { now: NOW + 1_000, storage: 's' }).refusal).toMatchObject({
      retryAfterMs: everyMs - 1_000,
    });
    expect(outcome(share, actions('words').claim, NOW + everyMs).answer).toBe('claimed');
    share = wrong(NOW + everyMs).change!.share;
    expect(wrong(NOW + everyMs).answer).toBe('proof.wait');
    expect(outcome(share, actions('words').claim, NOW + 2 * everyMs).answer).toBe('claimed');
  });

  it('T8: a person who tries wrong words for a whole life gets about two thousand, and the right ones still open', () => {
    const { free, everyMs } = limits.tries;
    let share: Share = { ...shareIn('words', 'ready')!, createdAt: NOW, expiresAt: NOW + limits.expiry.max };
    const proofs = [{ proof: 'words', verdict: 'failed', salt: '', note: '' }] as const;
    let counted = 0;
    for (let at = NOW; at < NOW + limits.expiry.max - everyMs; at += everyMs / 2) {
      for (let n = 0; n < 12; n += 1) {
        const { answer, change } = outcome(share, { ...actions('words').claim, proofs }, at);
        if (answer === 'proof.failed') counted += 1;
        share = change?.share ?? share;
      }
    }
    expect(counted).toBeLessThanOrEqual(free + limits.expiry.max / everyMs);
    expect(counted).toBeGreaterThan(2_000);
    expect(outcome(share, actions('words').claim, NOW + limits.expiry.max - 1).answer).toBe('claimed');
  });

  it.each([
    [[]],
    [[{ proof: 'link', verdict: 'failed', salt: '', note: '' }]],
    [[{ proof: 'words', verdict: 'held', salt: '', note: '' }]],
  ] as const)('T2: a link share opens for nobody who does not prove the link key, and counts nothing: %j', (proofs) => {
    const { answer, change } = outcome(shareIn('link+words', 'ready')!, { ...actions('link+words').claim, proofs });
    expect(answer).toBe('proof.failed');
    expect(change?.share.state).toMatchObject({ status: 'ready', failures: 0 });
  });

  it('P2: the name of the device that claimed is no proof: without its secret it is taken, rings, confirms and breaks nothing', () => {
    for (const mode of MODES) {
      const claimed = shareIn(mode, 'claimed')!;
      const replayed = { ...actions(mode).claim, lease: 'M'.repeat(43) + '=' };
      const { answer, change } = outcome(claimed, replayed);
      expect([mode, answer, change?.share.state]).toEqual([mode, 'share.taken', claimed.state]);
      expect(change?.share.outbox.at(-1)).toMatchObject({ news: 'intruder' });
      for (const lease of [null, replayed.lease]) {
        expect(outcome(claimed, { ...actions(mode).deliver, lease })).toEqual({ answer: 'share.taken', change: null });
        expect(outcome(claimed, { ...actions(mode).break, lease })).toEqual({ answer: 'share.taken', change: null });
      }
      const after = outcome(shareIn(mode, 'ended')!, replayed);
      expect([after.answer, after.change?.share.outbox.at(-1)]).toMatchObject(['share.gone', { news: 'intruder' }]);
    }
  });

  it('P2: what was claimed before there were claim secrets can be confirmed by its device, and is handed out to nobody again', () => {
    const share = shareIn('sealed', 'claimed')!;
    if (share.state.status !== 'claimed') throw new Error('not claimed');
    const old = { ...share, state: { ...share.state, claim: { ...share.state.claim, lease: null } } };
    expect(outcome(old, actions().claim).answer).toBe('share.taken');
    expect(outcome(old, actions().break).answer).toBe('share.taken');
    expect(outcome(old, { ...actions().deliver, lease: null }).answer).toBe('ended');
  });

  it('U1: the device that claimed rings nobody when it asks again after the end, because an answer was lost', () => {
    for (const mode of MODES) expect(outcome(shareIn(mode, 'ended')!, actions(mode).claim)).toEqual({ answer: 'share.gone', change: null });
  });
});
