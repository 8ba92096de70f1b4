// What each step writes into the log and sends, to the letter: the table of decide.test.ts says only which state follows.

import { describe, expect, it } from 'vitest';
import type { ShareCommand } from '../../src/core/lifecycle/command.ts';
import { decide, nextDeadline } from '../../src/core/lifecycle/decide.ts';
import type { OutboxMessage, Share } from '../../src/core/share.ts';
import { act, actions, alex, casey, HOUR, mallory, NOW, offered, shareIn } from './fixtures.ts';

const run = (share: Share, command: ShareCommand, now = NOW) => decide(share, command, { now, storage: 'test' });

/** `sender` for a card, `news>to` for a message of its own. */
const said = ({ outbox }: Share): string[] =>
  outbox.map((message) =>
    message.kind === 'surface'
      ? message.surface
      : message.kind === 'rotation' || message.kind === 'approval'
        ? message.kind
        : `${message.news}>${message.to}`,
  );

/** The share without what chat has yet to be told, so that only what a step adds is seen. */
const quiet = (share: Share | null): Share => ({ ...share!, outbox: [] });

const CARDS = ['place', 'recipient', 'sender'];
const { enter, accept, seal, decline, revoke } = actions('sealed');

describe('what a step writes and sends', () => {
  it.each([
    ['the secret is entered', quiet(shareIn('sealed', 'offered')), enter, /^nt2\/event\/v1\ntype entered\n/, ['sender']],
    ['the recipient accepts', quiet(shareIn('sealed', 'offered')), accept, /^accepted$/, [...CARDS, 'accepted>sender']],
    [
      'they accept in another browser',
      quiet(shareIn('sealed', 'accepted')),
      { ...accept, acceptance: { ...accept.acceptance, key: `age1${'z'.repeat(58)}` } },
      /^accepted$/,
      CARDS,
    ],
    ['the recipient accepts what is sealed with words', quiet(shareIn('words', 'sealed')), actions('words').accept, /^accepted$/, CARDS],
    ['the sender seals', quiet(shareIn('sealed', 'accepted')), seal, /^sealed$/, [...CARDS, 'ready>recipient']],
    ['the sender seals with words', quiet(shareIn('words', 'offered')), actions('words').seal, /^sealed$/, CARDS],
    ['the recipient declines', quiet(shareIn('sealed', 'offered')), decline, /\ncause declined\n/, [...CARDS, 'ended>sender']],
    ['the sender takes it back', quiet(shareIn('sealed', 'ready')), revoke, /\ncause revoked\n/, CARDS],
    [
      'the store lost commits',
      quiet(shareIn('sealed', 'ready')),
      { kind: 'rollback' },
      /\ncause rolled-back\n/,
      [...CARDS, 'ended>sender'],
    ],
  ] as const)('%s', (_when, share, command, leaf, messages) => {
    const { refusal, change } = run(share, command);
    expect(refusal).toBeNull();
    expect(change?.leaves).toHaveLength(1);
    expect(change?.leaves[0]).toMatch(leaf);
    expect(said(change!.share)).toEqual(messages);
  });

  it('what is accepted after it was sealed has no failed try', () => {
    const words = actions('words');
    for (const share of [act(shareIn('words', 'sealed')!, words.accept), act(shareIn('sealed', 'accepted')!, seal)]) {
      expect(share.state).toMatchObject({ status: 'ready', failures: 0 });
    }
  });

  it('what was entered before, with the same content, is no second entry', () => {
    const entered = act(shareIn('sealed', 'offered')!, enter);
    expect(run(entered, enter)).toMatchObject({ refusal: null, change: null });
    expect(run(entered, { ...enter, payload: { ...enter.payload, hash: 'Q'.repeat(44) } }).change?.leaves).toHaveLength(1);
  });
});

describe('what a step refuses', () => {
  it('an acceptance without a key, or without a device, where the mode needs both', () => {
    for (const part of ['device', 'key'] as const) {
      const { refusal, change } = run(offered(), { ...accept, acceptance: { ...accept.acceptance, [part]: null } });
      expect({ part, code: refusal?.code, change }).toEqual({ part, code: 'proof.missing', change: null });
    }
  });

  it('a second seal with another capsule, and one for a key that is no longer the accepted one', () => {
    const other = { ...seal, seal: { ...seal.seal, capsuleHash: 'Z'.repeat(44) } };
    expect(run(shareIn('sealed', 'ready')!, other).refusal?.code).toBe('share.already_sealed');
    expect(run(shareIn('sealed', 'accepted')!, { ...seal, for: `age1${'z'.repeat(58)}` }).refusal?.code).toBe('share.other_device');
  });

  it('a command that changes nothing by itself, once the clock has ended the share', () => {
    const share = shareIn('sealed', 'ready')!;
    const { refusal, change } = run(share, { kind: 'rollback' }, share.expiresAt);
    expect(refusal?.code).toBe('share.gone');
    expect(change?.share.state).toMatchObject({ status: 'ended', cause: 'expired' });
  });
});

describe('the clock of a share', () => {
  it('is its expiry, and once it is claimed the lease', () => {
    const [ready, claimed] = [shareIn('sealed', 'ready')!, shareIn('sealed', 'claimed')!];
    expect(nextDeadline(ready)).toBe(ready.expiresAt);
    expect(nextDeadline(claimed)).toBe(claimed.state.status === 'claimed' ? claimed.state.claim.leaseUntil : null);
    expect(nextDeadline(claimed)).toBeLessThan(claimed.expiresAt);
  });

  it('a share that has ended is not ended again, by no rollback', () => {
    expect(run(shareIn('sealed', 'ended')!, { kind: 'rollback' })).toMatchObject({ refusal: null, change: null });
  });
});

describe('a person is erased', () => {
  const forget = (person: typeof alex): ShareCommand => ({ kind: 'erase-person', person: person.key, leaf: 'forgotten' });

  it('from what is over, as sender and as recipient, with one entry', () => {
    for (const person of [alex, casey]) {
      const { refusal, change } = run(shareIn('sealed', 'ended')!, forget(person));
      expect(refusal).toBeNull();
      expect(change?.leaves).toEqual(['forgotten']);
      expect(JSON.stringify([change?.share.sender, change?.share.recipient])).not.toContain(person.name);
    }
  });

  it('from nothing that waits, and a stranger from nothing at all', () => {
    expect(run(shareIn('sealed', 'ready')!, forget(casey))).toMatchObject({ refusal: { code: 'share.not_yet' }, change: null });
    for (const status of ['ready', 'ended'] as const) {
      expect(run(shareIn('sealed', status)!, forget(mallory))).toMatchObject({ refusal: null, change: null });
    }
  });
});

describe('what chat could not take', () => {
  const news: OutboxMessage = { id: 'n', kind: 'news', news: 'ready', to: 'recipient' };
  const card = (surface: 'place' | 'recipient' | 'sender'): OutboxMessage => ({ id: surface, kind: 'surface', surface });
  const waiting: Share = { ...shareIn('sealed', 'ready')!, outbox: [news, card('place'), card('recipient'), card('sender')] };
  const withoutPlace: Share = { ...waiting, unreachable: ['place'] };
  const unsent = (message: OutboxMessage, share = waiting) => run(share, { kind: 'mark-undeliverable', message });

  it('a card is noted, entered once, and told to the sender, while all cards are drawn again', () => {
    const { change } = unsent(card('recipient'));
    expect(change?.share.unreachable).toEqual(['recipient']);
    expect(change?.leaves).toHaveLength(1);
    expect(change?.leaves[0]).toMatch(/\nsurface recipient\nmessage refused\n/);
    expect(said(change!.share)).toEqual(['ready>recipient', 'place', 'sender', 'unreachable>sender']);
  });

  it.each([
    ['a message of its own', news, waiting],
    ['the card of the sender', card('sender'), waiting],
    ['a card that is known to be refused', card('place'), withoutPlace],
  ])('%s only leaves the outbox', (_what, message, share) => {
    const { change } = unsent(message, share);
    expect(change?.leaves).toEqual([]);
    expect(change?.share).toMatchObject({ unreachable: share.unreachable, outbox: share.outbox.filter(({ id }) => id !== message.id) });
  });

  it('what no longer waits changes nothing', () => {
    expect(unsent({ ...news, id: 'other' })).toMatchObject({ refusal: null, change: null });
  });

  it('what was sent, or could not be, is noted also when the clock has ended the share meanwhile', () => {
    const late = waiting.expiresAt + HOUR;
    for (const command of [
      { kind: 'mark-undeliverable', message: news },
      { kind: 'mark-sent', message: news, ref: 'r', refHash: 'h' },
    ] as ShareCommand[]) {
      const { refusal, change } = run(waiting, command, late);
      expect(refusal).toBeNull();
      expect(change?.share.state.status).toBe('ready');
    }
  });
});
