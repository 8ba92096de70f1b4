// The rules of a share: what each state answers to each action, who may do what, what the clock does, and what is told.
// Opening has files of its own: decide-opening.test.ts, and decide-strangers.test.ts for those who should not open it.

import { describe, expect, it } from 'vitest';
import { nextDeadline } from '../../src/core/lifecycle/decide.ts';
import { limits } from '../../src/core/limits.ts';
import { MODES, type Mode, type Status } from '../../src/core/share.ts';
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
    const said = share.outbox.flatMap((message) =>
      message.kind === 'surface' || message.kind === 'rotation' || message.kind === 'approval' ? [] : [`${message.kind} ${message.news}`],
    );
    // The sender had not been told of the acceptance yet when it was sealed: what is told then is drawn again right behind it.
    expect(said).toEqual(['news accepted', 'news ready', 'past accepted']);
    expect(new Set(share.outbox.map(({ id }) => id)).size).toBe(share.outbox.length);
  });

  it('notes once where a message stands, with a leaf, and takes a repeated report without one', () => {
    const share = shareIn('sealed', 'accepted')!;
    const message = share.outbox.find((one) => one.kind === 'surface' && one.surface === 'place')!;
    const { change } = outcome(share, { kind: 'mark-sent', message, ref: 'c1/m1', refHash: 'H'.repeat(43) + '=' });
    expect(change?.share.surfaces).toEqual({ place: 'c1/m1' });
    expect(change?.leaves[0]).toContain('type notified');
    expect(outcome(change!.share, { kind: 'mark-sent', message, ref: 'c1/m1', refHash: 'H' }).change).toBeNull();
  });

  it('T20: closed direct messages are remembered and told to the sender', () => {
    const share = shareIn('sealed', 'accepted')!;
    const message = share.outbox.find((one) => one.kind === 'surface' && one.surface === 'recipient')!;
    const { change } = outcome(share, { kind: 'mark-undeliverable', message });
    expect(change?.share.unreachable).toEqual(['recipient']);
    expect(change?.share.outbox.at(-1)).toMatchObject({ news: 'unreachable', to: 'sender' });
    expect(change?.share.outbox.filter((one) => one.kind === 'surface').map((one) => one.surface)).toEqual(['place', 'sender']);
  });
});
