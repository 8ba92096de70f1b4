import { describe, expect, it } from 'vitest';
import { decide, nextDeadline } from '../../src/core/lifecycle/decide.ts';
import { limits } from '../../src/core/limits.ts';
import { MODES, type Mode, type PersonKey, type Share, type Status } from '../../src/core/share.ts';
import {
  act,
  ACK_HASH,
  actions,
  alex,
  casey,
  HOUR,
  mallory,
  NOW,
  offered,
  OTHER_DEVICE,
  outcome,
  shareIn,
  type ActionName,
} from './fixtures.ts';

const COLUMNS = ['enter', 'accept', 'seal', 'decline', 'revoke', 'claim', 'deliver', 'break', 'tick'] as const satisfies ActionName[];

// One row a state, one column an action: the state that follows, or the refusal. `same`: a repetition, which changes nothing.
const SEALED = `
          enter                 accept               seal                  decline               revoke                claim            deliver         break           tick
offered   offered               accepted             share.not_yet         ended                 ended                 share.not_yet    share.not_yet   share.not_yet   same
accepted  accepted              same                 ready                 ended                 ended                 share.not_yet    share.not_yet   share.not_yet   same
ready     share.already_sealed  same                 same                  ended                 ended                 claimed          share.not_yet   share.not_yet   same
claimed   share.already_sealed  same                 share.already_opened  share.already_opened  share.already_opened  same             ended           ended           same
ended     share.gone            share.gone           share.gone            share.gone            share.gone            share.gone       same            share.gone      same
`;
const WORDS = `
          enter                 accept               seal                  decline               revoke                claim            deliver         break           tick
offered   offered               accepted             sealed                ended                 ended                 share.not_yet    share.not_yet   share.not_yet   same
accepted  accepted              same                 ready                 ended                 ended                 share.not_yet    share.not_yet   share.not_yet   same
sealed    share.already_sealed  ready                same                  ended                 ended                 share.not_yet    share.not_yet   share.not_yet   same
ready     share.already_sealed  same                 same                  ended                 ended                 claimed          share.not_yet   share.not_yet   same
claimed   share.already_sealed  same                 share.already_opened  share.already_opened  share.already_opened  same             ended           ended           same
ended     share.gone            share.gone           share.gone            share.gone            share.gone            share.gone       same            share.gone      same
`;
const LINK = `
          enter                 accept               seal                  decline              revoke                claim            deliver         break           tick
offered   offered               share.not_recipient  ready                 share.not_recipient  ended                 share.not_yet    share.not_yet   share.not_yet   same
ready     share.already_sealed  share.not_recipient  same                  share.not_recipient  ended                 claimed          share.not_yet   share.not_yet   same
claimed   share.already_sealed  share.not_recipient  share.already_opened  share.not_recipient  share.already_opened  same             ended           ended           same
ended     share.gone            share.gone           share.gone            share.gone           share.gone            share.gone       same            share.gone      same
`;
const TABLES: Record<Mode, string> = { sealed: SEALED, 'sealed+words': SEALED, words: WORDS, link: LINK, 'link+words': LINK };

describe.each(MODES)('in mode %s', (mode) => {
  const rows = TABLES[mode]
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(/\s+/) as [Status, ...string[]]);

  it.each(rows)('a share that is %s answers every action as the table says', (status, ...expected) => {
    const share = shareIn(mode, status);
    expect(share).not.toBeNull();
    const all = actions(mode);
    const answers = COLUMNS.map((name) => outcome(share!, all[name]).answer);
    expect(answers).toEqual(expected);
  });

  it('the table names every state that the mode knows', () => {
    const known = (['offered', 'accepted', 'sealed', 'ready', 'claimed', 'ended'] as const).filter(
      (status) => shareIn(mode, status) !== null,
    );
    expect(rows.map(([status]) => status)).toEqual(known);
  });
});

describe('who may do what (T11)', () => {
  const entitled = { enter: alex, seal: alex, revoke: alex, accept: casey, decline: casey } as const;
  for (const name of ['enter', 'seal', 'revoke', 'accept', 'decline'] as const) {
    for (const person of [alex, casey, mallory]) {
      if (person === entitled[name]) continue;
      it(`${person.name} may not ${name}, in no state, and nothing is written`, () => {
        for (const status of ['offered', 'accepted', 'ready', 'claimed', 'ended'] as const) {
          const { answer, change } = outcome(shareIn('sealed', status)!, { ...actions()[name], by: person.key });
          // What is over looks to a stranger as if it had never been.
          expect(answer).toMatch(status === 'ended' ? /^share\.gone$/ : /^share\.not_(sender|recipient)$/);
          expect(change).toBeNull();
        }
      });
    }
  }
});

describe('the clock', () => {
  it.each(['offered', 'accepted', 'ready'] as const)('ends a share that is still %s at its expiry, with its ciphertext (T15)', (status) => {
    const share = shareIn('sealed', status)!;
    expect(outcome(share, { kind: 'tick' }, share.expiresAt - 1).change).toBeNull();
    const { change } = outcome(share, { kind: 'tick' }, share.expiresAt);
    expect(change?.share.state).toMatchObject({ status: 'ended', cause: 'expired' });
    expect(change?.ciphertext).toEqual({ capsule: null, payload: null });
    expect(nextDeadline(change!.share)).toBeNull();
  });

  it('ends an opened share that never proved delivery when the lease is over, as unconfirmed', () => {
    const share = shareIn('sealed', 'claimed')!;
    const { change } = outcome(share, { kind: 'tick' }, NOW + limits.leaseMs);
    expect(change?.share.state).toMatchObject({ status: 'ended', cause: 'unconfirmed' });
  });

  it('answers every action on an overdue share as on an ended one, and remembers the end in the same commit', () => {
    for (const action of Object.values(actions()).filter(({ kind }) => kind !== 'tick')) {
      const share = shareIn('sealed', 'ready')!;
      const { answer, change } = outcome(share, action, share.expiresAt + HOUR);
      expect(answer).toBe('share.gone');
      expect(change?.share.state).toMatchObject({ status: 'ended', cause: 'expired' });
      expect(change?.releasesCapsule).toBe(false);
    }
  });

  it('gives a larger payload a longer lease', () => {
    const share = shareIn('sealed', 'ready')!;
    const big = { ...share, state: { ...share.state, seal: { ...actions().seal.seal, payloadSize: 320 * 1024 } } } as typeof share;
    const claimed = act(big, actions().claim);
    expect(nextDeadline(claimed)! - NOW).toBe(limits.leaseMs + 10_000);
  });
});

describe('opening', () => {
  it('the same device gets it again within the lease, another is told that it is taken and the sender is rung (T7)', () => {
    const share = shareIn('sealed', 'claimed')!;
    expect(outcome(share, actions().claim).answer).toBe('same');
    const { answer, change } = outcome(share, { ...actions().claim, device: OTHER_DEVICE });
    expect(answer).toBe('share.taken');
    expect(change?.share.outbox.at(-1)).toMatchObject({ kind: 'news', news: 'intruder', to: 'sender' });
    expect(change?.leaves[0]).toContain('what device');
  });

  it('strangers are logged and rung at most once a minute, and write nothing in between', () => {
    const claim = { ...actions().claim, by: mallory.key };
    const first = outcome(shareIn('sealed', 'ready')!, claim);
    expect(first.answer).toBe('share.not_recipient');
    const rung = first.change!.share;
    expect(outcome(rung, claim, NOW + limits.alertIntervalMs - 1).change).toBeNull();
    expect(outcome(rung, claim, NOW + limits.alertIntervalMs).change).not.toBeNull();
  });

  it('a quiet attempt never hides a loud one', () => {
    const elsewhere = { ...actions().claim, device: OTHER_DEVICE };
    const knocked = outcome(shareIn('sealed', 'ready')!, elsewhere).change!.share;
    expect(knocked.outbox.some((message) => message.kind === 'news' && message.news === 'intruder')).toBe(false);
    const claimed = act(knocked, actions().claim);
    expect(outcome(claimed, elsewhere).change?.share.outbox.at(-1)).toMatchObject({ news: 'intruder' });
  });

  it('T8: a stranger who knows the id can use up nothing, however often they try', () => {
    let share = shareIn('sealed+words', 'ready')!;
    for (let n = 0; n < 500; n += 1) {
      const wrong = { ...actions('sealed+words').claim, by: mallory.key, proofs: [] };
      share = outcome(share, wrong, NOW + n * limits.alertIntervalMs).change?.share ?? share;
    }
    expect(share.state).toMatchObject({ status: 'ready', failures: 0 });
    share = { ...share, expiresAt: NOW + 1_000 * HOUR };
    expect(outcome(share, actions('sealed+words').claim, NOW + 500 * limits.alertIntervalMs).answer).toBe('claimed');
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

  it('T8: whoever tries wrong words for a whole life gets about two thousand, and the right ones still open', () => {
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

  it('after the end an attempt from any other device is refused and rings the sender, the recipient’s own too', () => {
    const { answer, change } = outcome(shareIn('sealed', 'ended')!, { ...actions().claim, device: OTHER_DEVICE });
    expect(answer).toBe('share.gone');
    expect(change?.leaves[0]).toContain('what after-end');
    expect(change?.share.outbox.at(-1)).toMatchObject({ news: 'intruder' });
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

  it('P8: a person or a program of another tenant rings nobody and writes no leaf, whatever the state', () => {
    const strangers = ['local:local:ci', 'playground:other:casey', 'slack:demo:casey'] as PersonKey[];
    for (const mode of MODES)
      for (const status of ['offered', 'accepted', 'ready', 'claimed', 'ended'] as const) {
        const share = shareIn(mode, status);
        if (share === null) continue;
        for (const by of strangers) {
          const { answer, change } = outcome(share, { ...actions(mode).claim, by, device: OTHER_DEVICE, proofs: [] });
          expect([mode, status, change]).toEqual([mode, status, null]);
          expect(answer).not.toBe('claimed');
        }
      }
  });

  it('P8: somebody of the same tenant who is no party is told of once after the end, and never again', () => {
    const eve = { ...actions().claim, by: mallory.key, device: OTHER_DEVICE };
    let share = shareIn('sealed', 'ended')!;
    let rings = 0;
    for (let minute = 1; minute <= 30 * 24 * 60; minute += 1) {
      const { change } = outcome(share, eve, NOW + minute * limits.alertIntervalMs);
      if (change !== null) rings += 1;
      share = change?.share ?? share;
    }
    expect(rings).toBe(1);
    // And it hides nothing of what the sender must hear.
    const late = { ...actions().claim, device: OTHER_DEVICE };
    expect(outcome(share, late, NOW + 60 * 24 * 60 * limits.alertIntervalMs).change?.share.outbox.at(-1)).toMatchObject({
      news: 'intruder',
    });
  });
});

describe('two kinds of bells', () => {
  it('P17: whoever has nothing but the id hides no attempt with the account of the recipient, before or after the end, and is not hidden', () => {
    const eve = { ...actions().claim, by: mallory.key, device: OTHER_DEVICE };
    const thief = { ...actions().claim, device: OTHER_DEVICE };
    for (const [status, what] of [
      ['claimed', ['person', 'device']],
      ['ended', ['after-end', 'after-end']],
    ] as const)
      for (const [first, second] of [
        [eve, thief],
        [thief, eve],
      ] as const) {
        const share = { ...shareIn('sealed', status)!, outbox: [] };
        const one = outcome(share, first, NOW + 1_000).change!;
        // Chat has said it; the next one has to be said again.
        const two = outcome({ ...one.share, outbox: [] }, second, NOW + 2_000).change;
        const said = [one, two].map((change) => /what (\S+)/.exec(change?.leaves[0] ?? '')?.[1]);
        expect([status, first === eve ? said : said.toReversed()]).toEqual([status, what]);
        expect(two?.share.outbox.at(-1)).toMatchObject({ news: 'intruder' });
        // Each has its own minute.
        for (const again of [first, second]) expect(outcome(two!.share, again, NOW + 3_000).change).toBeNull();
      }
  });
});

describe('accepting', () => {
  it('may be done again in another browser until the sender has sealed', () => {
    const again = { ...actions().accept, acceptance: { at: NOW, device: OTHER_DEVICE, key: `age1${'z'.repeat(58)}`, signedNote: 'again' } };
    expect(outcome(shareIn('sealed', 'accepted')!, again).answer).toBe('accepted');
    expect(outcome(shareIn('sealed', 'ready')!, again).answer).toBe('share.already_sealed');
  });

  it('a seal for a key that has been replaced meanwhile is refused', () => {
    expect(outcome(shareIn('sealed', 'accepted')!, { ...actions().seal, for: 'age1old' }).answer).toBe('share.other_device');
  });

  it('in sealed modes needs a browser key: a press in chat is not enough', () => {
    const inChat = { ...actions().accept, acceptance: { at: NOW, device: null, key: null, signedNote: null } };
    expect(outcome(offered('sealed'), inChat).answer).toBe('proof.missing');
    expect(outcome(offered('words'), inChat).answer).toBe('accepted');
  });
});

describe('delivering', () => {
  it('needs the acknowledgement that lies in the capsule; a wrong one changes nothing', () => {
    const { answer, change } = outcome(shareIn('sealed', 'claimed')!, { ...actions().deliver, ackHash: 'wrong' });
    expect([answer, change]).toEqual(['ack.mismatch', null]);
  });

  it('may be said twice by the same device, and by no other', () => {
    const share = shareIn('sealed', 'ended')!;
    expect(outcome(share, actions().deliver).answer).toBe('same');
    expect(outcome(share, { ...actions().deliver, device: OTHER_DEVICE, ackHash: ACK_HASH, leaf: '' }).answer).toBe('share.gone');
    expect(outcome(shareIn('sealed', 'claimed')!, { ...actions().deliver, device: OTHER_DEVICE, ackHash: ACK_HASH, leaf: '' }).answer).toBe(
      'share.taken',
    );
  });

  it('a capsule that cannot be decrypted ends the share as broken and tells the sender', () => {
    const { change } = outcome(shareIn('sealed', 'claimed')!, actions().break);
    expect(change?.share.state).toMatchObject({ status: 'ended', cause: 'broken' });
    expect(change?.share.outbox.at(-1)).toMatchObject({ news: 'ended', to: 'sender' });
  });
});

describe('the outbox', () => {
  it('replaces an unsent edit of the same surface by the newer one, and keeps news', () => {
    const share = shareIn('sealed', 'ready')!;
    const surfaces = share.outbox.filter((message) => message.kind === 'surface').map((message) => message.surface);
    expect(surfaces).toEqual(['place', 'recipient', 'sender']);
    const said = share.outbox.flatMap((message) => (message.kind === 'surface' ? [] : [`${message.kind} ${message.news}`]));
    // The sender had not been told of the acceptance yet when it was sealed: what is told then is drawn again right behind it.
    expect(said).toEqual(['news accepted', 'news ready', 'past accepted']);
    expect(new Set(share.outbox.map(({ id }) => id)).size).toBe(share.outbox.length);
  });

  it('notes once where a message stands, with a leaf, and takes a repeated report without one', () => {
    const share = shareIn('sealed', 'accepted')!;
    const message = share.outbox.find((one) => one.kind === 'surface' && one.surface === 'place')!;
    const { change } = outcome(share, { kind: 'sent', message, ref: 'c1/m1', refHash: 'H'.repeat(43) + '=' });
    expect(change?.share.surfaces).toEqual({ place: 'c1/m1' });
    expect(change?.leaves[0]).toContain('type notified');
    expect(outcome(change!.share, { kind: 'sent', message, ref: 'c1/m1', refHash: 'H' }).change).toBeNull();
  });

  it('T20: closed direct messages are remembered and told to the sender', () => {
    const share = shareIn('sealed', 'accepted')!;
    const message = share.outbox.find((one) => one.kind === 'surface' && one.surface === 'recipient')!;
    const { change } = outcome(share, { kind: 'unsent', message });
    expect(change?.share.unreachable).toEqual(['recipient']);
    expect(change?.share.outbox.at(-1)).toMatchObject({ news: 'unreachable', to: 'sender' });
    expect(change?.share.outbox.filter((one) => one.kind === 'surface').map((one) => one.surface)).toEqual(['place', 'sender']);
  });
});
