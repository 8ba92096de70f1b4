// What opens a share, and what a seal must name to be taken: proofs that fail, notes for something else, acceptances that were replaced.

import { describe, expect, it } from 'vitest';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { derivePassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { limits } from '../../src/core/limits.ts';
import { accepting, claiming, credential, newBrowser, scryptNative, sealing } from '../support/actors.ts';
import { alex, casey, HOST } from '../support/world.ts';
import { SECRET, WORDS, must, code, openShares } from './shares-world.ts';

describe('proofs', () => {
  it('T4: wrong words are counted and the right ones still open it', async () => {
    const { recipient, ready, claim } = await openShares();
    const it = await ready('words');
    const wrong = await derivePassphraseKeys({ words: 'wrong words', salt: it.wordsKey!.salt, share: it.share.id, scrypt: scryptNative });
    const answer = await claim(recipient, { ...it, wordsKey: wrong });
    expect(answer).toMatchObject({ ok: false, code: 'proof.failed', triesLeft: limits.tries.free - 1 });
    expect(code(await claim(recipient, it))).toBe('ok');
  });

  it('T5: no opener at all is a failed proof, not a missing check', async () => {
    const { recipient, ready, claim } = await openShares();
    const it = await ready('link+words');
    expect(code(await claim(recipient, { ...it, linkKey: null, wordsKey: null }))).toBe('proof.failed');
    expect(code(await claim(recipient, { ...it, wordsKey: null }))).toBe('proof.failed');
    expect(code(await claim(recipient, { ...it, linkKey: null }))).toBe('proof.failed');
  });

  it('an opener made for another device, another share or another time does not hold', async () => {
    const { world, recipient, ready, claim } = await openShares();
    const it = await ready('link');
    const other = await ready('link');
    const thief = await newBrowser(HOST);
    const keys = { link: await linkProofSigner(it.linkKey!, it.share.id) };
    const honest = await claiming(recipient, it.share, world.now, keys);
    const replayed = await claiming(thief, it.share, world.now, {});
    expect(code(await world.shares.claim(it.share.id, null, { ...replayed, openers: honest.openers }))).toBe('input.invalid');
    expect(code(await world.shares.claim(it.share.id, null, { ...honest, device: thief.device.publicKey }))).toBe('proof.failed');
    expect(code(await world.shares.claim(other.share.id, null, honest))).toBe('proof.failed');
    world.now += limits.clockToleranceMs + 1;
    expect(code(await world.shares.claim(it.share.id, null, honest))).toBe('proof.stale');
    expect(code(await claim(recipient, it))).toBe('ok');
  });

  it('a seal that names another capsule, payload, opener or salt than it brings is refused', async () => {
    const { world, sender, create } = await openShares();
    const share = await create('link+words');
    const { input } = await sealing(sender, share, { at: world.now, items: credential(SECRET), words: WORDS });
    const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, n) => (n === 300 ? byte ^ 1 : byte));
    const tries = {
      capsule: { ...input, capsule: flipped(input.capsule) },
      payload: { ...input, payload: flipped(input.payload!) },
      'no payload': { ...input, payload: null },
      'one opener': { ...input, openers: input.openers.slice(1) },
      'other salt': { ...input, openers: input.openers.map((opener) => ({ ...opener, salt: hashB64('x') })) },
      'bad salt': { ...input, openers: input.openers.map((opener) => ({ ...opener, salt: 'short' })) },
    };
    for (const [what, wrong] of Object.entries(tries))
      expect(`${what}: ${code(await world.shares.seal(share.id, alex.key, wrong))}`).toBe(`${what}: input.invalid`);
    expect(code(await world.shares.seal(share.id, alex.key, input))).toBe('ok');
    expect(code(await world.shares.seal(share.id, alex.key, input))).toBe('ok');
    expect(code(await world.shares.seal(share.id, alex.key, { ...input, payload: null }))).toBe('ok');
  });

  it('a seal that comes just after the end hears of the end, also when its payload was uploaded before', async () => {
    const { world, sender, create } = await openShares();
    const share = await create('words');
    const { input } = await sealing(sender, share, { at: world.now, items: credential(SECRET), words: WORDS });
    expect(code(await world.shares.uploadPayload(share.id, alex.key, input.payload!))).toBe('ok');
    world.now += limits.expiry.max;
    await world.shares.expireIfDue(share.id);
    expect(code(await world.shares.seal(share.id, alex.key, { ...input, payload: null }))).toBe('share.gone');
    expect(code(await world.shares.seal(share.id, alex.key, input))).toBe('share.gone');
  });

  it('a note signed under another host is refused: one public address', async () => {
    const { world, create } = await openShares();
    const share = await create('sealed');
    const elsewhere = await newBrowser('evil.example.com');
    const { input } = await accepting(elsewhere, share, world.now);
    expect(code(await world.shares.accept(share.id, casey.key, input))).toBe('proof.failed');
  });
});

describe('typing at once', () => {
  it('the payload waits for the acceptance, locked to a key that only the sender’s browser has', async () => {
    const { world, sender, recipient, create } = await openShares();
    const share = await create('sealed');
    const sealedEarly = await sealing(sender, share, {
      at: world.now,
      items: credential(SECRET),
      recipient: (await accepting(recipient, share, world.now)).key!.recipient,
    });
    must(await world.shares.uploadPayload(share.id, alex.key, sealedEarly.input.payload!));
    const accepted = await accepting(recipient, share, world.now);
    must(await world.shares.accept(share.id, casey.key, accepted.input));
    expect(must(await world.shares.view(share.id, [alex.key])).payload?.size).toBe(sealedEarly.input.payload!.length);
    // A seal to a key that nobody accepted with is refused, whatever it brings.
    expect(code(await world.shares.seal(share.id, alex.key, { ...sealedEarly.input, payload: null }))).toBe('share.other_device');
  });

  it('P6: a seal names the acceptance that it is for: where another browser has accepted meanwhile it is refused, and nothing changes', async () => {
    const { world, sender, recipient, create } = await openShares();
    const share = await create('sealed');
    const first = await accepting(recipient, share, world.now);
    must(await world.shares.accept(share.id, casey.key, first.input));
    const items = credential(SECRET);
    const forFirst = await sealing(sender, share, { at: world.now, items, recipient: first.key!.recipient });
    must(await world.shares.uploadPayload(share.id, alex.key, forFirst.input.payload!));
    const second = await accepting(await newBrowser(recipient.host), share, world.now);
    must(await world.shares.accept(share.id, casey.key, second.input));
    const before = await world.store.load(share.id);
    expect(code(await world.shares.seal(share.id, alex.key, { ...forFirst.input, payload: null }))).toBe('share.other_device');
    // Nor does it help to say that it is for the second one: that is not what was signed.
    const renamed = forFirst.input.note.replace(first.key!.recipient, second.key!.recipient);
    expect(code(await world.shares.seal(share.id, alex.key, { ...forFirst.input, note: renamed, payload: null }))).toBe('proof.failed');
    expect(await world.store.load(share.id)).toEqual(before);
  });
});
