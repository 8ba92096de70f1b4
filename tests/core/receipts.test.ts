// Receipts of real shares, from a real store and a signed log, as those get them whom they concern.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { parseReceipt } from '../../src/crypto/receipt/receipt.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { derivePassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { limits } from '../../src/core/limits.ts';
import type { Result } from '../../src/core/refusal.ts';
import type { Mode, Share, ShareId } from '../../src/core/share.ts';
import { accepting, claiming, credential, delivering, newBrowser, opening, scryptNative, sealing } from '../support/actors.ts';
import { openSignedLog, type SignedLog } from '../support/signed-log.ts';
import { alex, casey, HOST, mallory, openWorld, TENANT, type TestWorld } from '../support/world.ts';

const SECRET = 'sk_live_canary_77aa10';
const WORDS = 'ribbon canal frozen pilot orchard';

let world: TestWorld;
let log: SignedLog;
let paused: () => Promise<void>;
beforeEach(async () => {
  world = await openWorld();
  paused = () => Promise.resolve();
  const { store, dir } = world;
  log = openSignedLog({ store, dir, clock: () => world.now, host: HOST, seed: randomBytes(32), pause: () => paused() });
});
afterEach(() => world.close());

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.code} ${result.field ?? ''}`);
  return result.value;
}

const begin = async (mode: Mode, entry: 'page' | 'modal' = 'page'): Promise<Share> =>
  must(
    await world.shares.create({
      sender: alex,
      recipient: mode.startsWith('link') ? null : casey,
      tenant: TENANT,
      mode,
      entry,
      via: 'chat',
      kind: 'credential',
      label: 'Stripe webhook key',
      note: '',
      place: null,
      expiresInMs: limits.expiry.initial,
    }),
  );

/** From the first press up to the claim, or to the confirmed delivery. */
async function walk(mode: Mode, upTo: 'accepted' | 'ready' | 'claimed' | 'delivered' = 'delivered'): Promise<ShareId> {
  const share = await begin(mode);
  const [sender, recipient] = [await newBrowser(HOST), await newBrowser(HOST)];
  const by = mode.startsWith('link') ? null : casey.key;
  const accepted = by && (await accepting(recipient, share, world.now));
  if (accepted) must(await world.shares.accept(share.id, casey.key, accepted.input));
  if (upTo === 'accepted') return share.id;
  const key = accepted?.key ?? null;
  const more = { words: WORDS, ...(key && { recipient: key.recipient }) };
  const sealed = await sealing(sender, share, { at: world.now, items: credential(SECRET), ...more });
  must(await world.shares.seal(share.id, alex.key, sealed.input));
  if (upTo === 'ready') return share.id;
  const salt = /^salt (.+)$/m.exec(sealed.input.note)?.[1];
  const words = salt === undefined ? null : await derivePassphraseKeys({ words: WORDS, salt, share: share.id, scrypt: scryptNative });
  const keys = { ...(sealed.linkKey && { link: await linkProofSigner(sealed.linkKey, share.id) }), ...(words && { words: words.opener }) };
  const released = must(await world.shares.claim(share.id, by, await claiming(recipient, share, world.now, keys)));
  if (upTo === 'claimed') return share.id;
  const opened = await opening(share, released, sealed.input.note, { accept: key, linkKey: sealed.linkKey, ...(words && { words }) });
  must(await world.shares.deliver(share.id, await delivering(recipient, share, world.now, opened.ack)));
  return share.id;
}

async function checked(id: string, text: string) {
  const result = await verifyReceipt({ text, keys: [await log.keyOf(id.slice(0, 6))] });
  if (!result.ok) throw new Error(`${result.code} at ${result.event}`);
  return result.story;
}

describe('a receipt', () => {
  // The words cost seconds, and the vectors have all modes.
  it.each(['sealed', 'link'] as const)(
    'of a delivered %s share holds for sender, recipient and auditor, and has no secret in it',
    async (mode) => {
      const id = await walk(mode);
      await log.sign();
      const mine = must(await log.receipts.build(id, [mallory.key, alex.key]));
      const story = await checked(id, mine.text);
      expect([story.for, story.mode, story.cause, mine.waiting]).toEqual(['sender', mode, 'delivered', []]);
      const other = mode === 'link' ? null : casey.key;
      expect(story.parties).toEqual({ sender: alex.key, recipient: other, platform: TENANT, label: 'Stripe webhook key' });
      expect(must(await log.receipts.build(id, 'auditor')).text).toBe(mine.text);
      for (const secret of [SECRET, WORDS, 'AGE-SECRET-KEY']) expect(mine.text).not.toContain(secret);
      if (mode.startsWith('link')) return;
      const his = must(await log.receipts.build(id, [casey.key]));
      expect((await checked(id, his.text)).events.map(({ facts }) => facts.type)).toEqual([
      'created', 'accepted', 'sealed', 'claimed', 'delivered', 'ended',
    ]); // prettier-ignore
    },
  );

  it('is nobody else’s: who is no party hears what they would hear of a share that never was', async () => {
    const id = await walk('sealed');
    await log.sign();
    const never = `${id.slice(0, 6)}${'q'.repeat(26)}`;
    for (const [one, who] of [
      [id, [mallory.key]],
      [id, []],
      [never, [alex.key]],
      [never, 'auditor'],
      ['x', 'auditor'],
    ] as const) {
      expect(await log.receipts.build(one, who)).toEqual({ ok: false, code: 'share.gone' });
      expect(await log.receipts.consistency(one, who, { from: 0, to: 0 })).toEqual({ ok: false, code: 'share.gone' });
    }
  });

  it.each([
    ['offered', async () => (await begin('sealed')).id],
    ['accepted', () => walk('sealed', 'accepted')],
    ['ready', () => walk('sealed', 'ready')],
    ['claimed', () => walk('sealed', 'claimed')],
    [
      'declined',
      async () => {
        const { id } = await begin('words');
        must(await world.shares.decline(id, casey.key));
        return id;
      },
    ],
    [
      'expired',
      async () => {
        const { id } = await begin('sealed+words');
        world.now += limits.expiry.initial;
        await world.shares.expireIfDue(id);
        return id;
      },
    ],
    [
      'unconfirmed',
      async () => {
        const id = await walk('link', 'claimed');
        world.now += 10 * limits.leaseMs;
        await world.shares.expireIfDue(id);
        return id;
      },
    ],
    [
      'typed in chat',
      async () => {
        const { id } = await begin('words', 'modal');
        must(await world.shares.sealInChat(id, alex.key, { secret: SECRET, words: WORDS }));
        must(await world.shares.acceptInChat(id, casey.key, 'press-1'));
        return id;
      },
    ],
  ])('can be had in every state: %s', async (_name, make) => {
    const id = await make();
    const isLink = (await world.shares.find(id))?.recipient === null;
    must(await world.shares.markSent(id, { id: 'm', kind: 'surface', surface: 'sender' }, 'ref'));
    await log.sign();
    for (const reader of [[alex.key], 'auditor', [casey.key]] as const) {
      const made = await log.receipts.build(id, reader);
      if (isLink && reader[0] === casey.key) {
        expect(made).toEqual({ ok: false, code: 'share.gone' });
        continue;
      }
      const { text } = must(made);
      const types = (await checked(id, text)).events.map(({ facts }) => facts.type);
      expect(types[0]).toBe('created');
      expect(types.includes('notified')).toBe(reader[0] !== casey.key);
      expect(text).not.toContain(SECRET);
    }
  });

  it('waits a moment for the log, and otherwise says which events are still missing', async () => {
    const { id } = await begin('words');
    expect(await log.receipts.build(id, [alex.key])).toMatchObject({ ok: false, code: 'share.not_yet' });
    await log.sign();
    must(await world.shares.revoke(id, alex.key));
    const early = must(await log.receipts.build(id, [alex.key]));
    expect([early.waiting, (await checked(id, early.text)).cause]).toEqual([['ended'], null]);
    paused = () => log.sign();
    const whole = must(await log.receipts.build(id, [alex.key]));
    expect([whole.waiting, (await checked(id, whole.text)).cause]).toEqual([[], 'revoked']);
  });

  it('says nothing to the recipient of what others tried, not even that it waits for the log', async () => {
    const id = await walk('sealed', 'ready');
    await log.sign();
    const share = (await world.shares.find(id)) as Share;
    expect((await world.shares.claim(id, mallory.key, await claiming(await newBrowser(HOST), share, world.now))).ok).toBe(false);
    expect((await world.shares.claim(id, casey.key, await claiming(await newBrowser(HOST), share, world.now))).ok).toBe(false);
    expect(must(await log.receipts.build(id, [alex.key])).waiting).toContain('refused');
    expect(must(await log.receipts.build(id, [casey.key])).waiting).toEqual([]);
    await log.sign();
    const mine = must(await log.receipts.build(id, [alex.key])).text;
    const his = must(await log.receipts.build(id, [casey.key])).text;
    expect([mine.includes('\ntype refused\n'), his.includes('\ntype refused\n')]).toEqual([true, false]);
  });

  it('still holds when the openings have been erased, and says so', async () => {
    const id = await walk('link');
    const share = (await world.shares.find(id)) as Share;
    const blank = { ...share, version: share.version + 1, parties: { ...share.parties, opening: '' } };
    const until = world.now + 1_000_000;
    const rest = {
      leaves: [],
      ciphertext: {},
      dueAt: null,
      at: world.now,
      outboxAt: null,
      ciphertextUntil: until,
      shareUntil: until,
      boardUntil: until,
    };
    await world.store.commit({
      ...rest,
      share: blank,
      bytes: [],
      unlessBlocked: null,
      quotaSets: { add: [], remove: [] },
      listFor: [],
      deliveries: null,
      evidence: null,
      releasesCapsule: false,
    });
    await log.sign();
    const { text } = must(await log.receipts.build(id, 'auditor'));
    expect(text).toContain('\nparties erased\n');
    expect((await checked(id, text)).parties).toBeNull();
    expect(text).not.toContain('Stripe webhook key');
  });

  it('of an older checkpoint is tied to the log of today, for those who have the receipt', async () => {
    const id = await walk('sealed');
    await log.sign();
    const before = parseReceipt(must(await log.receipts.build(id, [alex.key])).text)!.checkpoint;
    await walk('link');
    await log.sign();
    const { text } = must(await log.receipts.build(id, [casey.key]));
    const sizes = [before, parseReceipt(text)!.checkpoint].map((note) => Number(note.split('\n')[1]));
    const hashes = must(await log.receipts.consistency(id, [casey.key], { from: sizes[0]!, to: sizes[1]! }));
    const known = { checkpoint: before, proof: hashes.map((hash) => new Uint8Array(Buffer.from(hash, 'base64'))) };
    const result = await verifyReceipt({ text, keys: [await log.keyOf(id.slice(0, 6))], known });
    expect(result.ok && result.story.log.isConsistent).toBe(true);
    for (const [from, to] of [
      [5, 4],
      [0, 1_000],
      [-1, 4],
      [1.5, 4],
    ] as const)
      // prettier-ignore
      expect(await log.receipts.consistency(id, [casey.key], { from, to })).toMatchObject({ ok: false, code: 'input.invalid' });
  });
});
