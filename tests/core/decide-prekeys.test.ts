// The rules of a share that is sealed to a prekey, before anyone has accepted: its browser goes on with it, and another one has it sealed anew.

import { describe, expect, it } from 'vitest';
import { act, aheadActions, casey, DEVICE, NOW, offered, OTHER_DEVICE, outcome, shareAhead } from './fixtures.ts';

const MODES = ['sealed', 'sealed+words'] as const;
const COLUMNS = ['enter', 'accept', 'press', 'elsewhere', 'seal', 'decline', 'revoke', 'claim', 'deliver', 'break', 'tick'] as const;

// As in decide.test.ts. `press`: in chat.
const TABLE = `
          enter                 accept      press          elsewhere             seal                  decline               revoke                claim            deliver         break           tick
offered   offered               accepted    proof.missing  accepted              sealed                ended                 ended                 share.not_yet    share.not_yet   share.not_yet   same
sealed    share.already_sealed  ready       ready          accepted              same                  ended                 ended                 share.not_yet    share.not_yet   share.not_yet   same
ready     share.already_sealed  same        same           accepted              same                  ended                 ended                 claimed          share.not_yet   share.not_yet   same
claimed   share.already_sealed  same        same           share.already_sealed  share.already_opened  share.already_opened  share.already_opened  same             ended           ended           same
ended     share.gone            share.gone  share.gone     share.gone            share.gone            share.gone            share.gone            share.gone       same            share.gone      same
`;

describe.each(MODES)('sealed to a prekey, in mode %s', (mode) => {
  const rows = TABLE.trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(/\s+/) as [Parameters<typeof shareAhead>[1], ...string[]]);

  it.each(rows)('a share that is %s answers every action as the table says', (status, ...expected) => {
    const all = aheadActions(mode);
    expect(COLUMNS.map((name) => outcome(shareAhead(mode, status), all[name]).answer)).toEqual(expected);
  });

  it('opens in the browser that left the prekey and in no other, whoever pressed Accept in chat', () => {
    const { claim } = aheadActions(mode);
    const ready = shareAhead(mode, 'ready');
    expect(outcome(ready, { ...claim, device: OTHER_DEVICE }).answer).toBe('share.other_device');
    expect(outcome(ready, claim).answer).toBe('claimed');
  });

  it('accepted in another browser, the capsule goes, the payload stays, the sender is told, and the new seal opens there alone', () => {
    const all = aheadActions(mode);
    for (const status of ['sealed', 'ready'] as const) {
      const { change } = outcome(shareAhead(mode, status), all.elsewhere);
      expect(change?.ciphertext).toEqual({ capsule: null });
      expect(change?.share.state).toEqual({
        status: 'accepted',
        payload: { hash: all.seal.seal.payloadHash, size: all.seal.seal.payloadSize, at: NOW },
        acceptance: all.elsewhere.acceptance,
      });
      expect(change?.share.outbox).toContainEqual(expect.objectContaining({ kind: 'news', news: 'accepted', to: 'sender' }));
      // What the sender's page still has in hand for the prekey counts no more.
      expect(outcome(change!.share, all.seal).answer).toBe('share.other_device');
      const { prekey: _, ...anew } = all.seal.seal;
      const again = act(change!.share, { ...all.seal, seal: anew, for: all.elsewhere.acceptance.key });
      expect(outcome(again, all.claim).answer).toBe('share.other_device');
      expect(outcome(again, { ...all.claim, device: OTHER_DEVICE }).answer).toBe('claimed');
      // And that one is not replaced: it was made for this share.
      expect(outcome(again, { ...all.elsewhere, acceptance: { ...all.accept.acceptance } }).answer).toBe('share.already_sealed');
    }
  });

  it('a press and a seal that cross each other end in the same: sealed to the key that its browser accepted with', () => {
    const all = aheadActions(mode);
    const accepted = act(offered(mode), all.accept);
    expect(outcome(accepted, all.seal).answer).toBe('ready');
    // Another browser that signs over the same key is another browser.
    const stolen = act(offered(mode), { ...all.accept, acceptance: { ...all.accept.acceptance, device: OTHER_DEVICE } });
    expect(outcome(stolen, all.seal).answer).toBe('share.other_device');
  });
});

describe('who may do what with it', () => {
  it('without a prekey nothing is sealed ahead', () => {
    const { seal } = aheadActions();
    const { prekey: _, ...plain } = seal.seal;
    expect(outcome(offered('sealed'), { ...seal, seal: plain }).answer).toBe('share.not_yet');
  });

  it('wrong words are not forgotten by accepting in another browser', () => {
    const all = aheadActions('sealed+words');
    const wrong = { ...all.claim, proofs: [{ proof: 'words', verdict: 'failed', salt: '', note: '' }] } as const;
    const { change } = outcome(shareAhead('sealed+words', 'ready'), wrong);
    expect(outcome(change!.share, all.elsewhere)).toEqual({ answer: 'share.already_sealed', change: null });
  });

  it('the one device is that of the prekey, whatever device pressed', () => {
    const accepted = act(shareAhead('sealed', 'sealed'), aheadActions().accept);
    expect(accepted.state).toMatchObject({ status: 'ready', acceptance: { device: DEVICE } });
    expect(outcome(accepted, { ...aheadActions().claim, by: casey.key, device: OTHER_DEVICE }).answer).toBe('share.other_device');
  });
});
