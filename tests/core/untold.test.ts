// A share from a whole command: until its secret is entered, it is its sender's alone, and another one may take its place.

import { describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { everything } from '../../src/core/lists.ts';
import { limits } from '../../src/core/limits.ts';
import { tagOf, type Mode, type OutboxMessage, type Share } from '../../src/core/share.ts';
import { accepting, claiming, credential, newBrowser, sealing } from '../support/actors.ts';
import { openSignedLog } from '../support/signed-log.ts';
import { alex, casey, HOST, mallory, TENANT } from '../support/world.ts';
import { code, must, openShares, SECRET, WORDS } from './shares-world.ts';

const DAY_MS = 86_400_000;
const kinds = ({ outbox }: Share): string[] =>
  outbox.map((message: OutboxMessage) =>
    message.kind === 'surface'
      ? message.surface
      : message.kind === 'rotation' || message.kind === 'approval'
        ? message.kind
        : `${message.kind} ${message.news}`,
  );

async function begun(mode: Mode = 'sealed') {
  const all = await openShares();
  const { world } = all;
  const wish = { sender: alex, recipient: casey, tenant: TENANT, mode, entry: 'page', via: 'chat', kind: 'credential' } as const;
  const more = { label: 'Stripe webhook key', note: '', place: { ref: 'c1', name: '#c' }, expiresInMs: limits.expiry.initial };
  const create = (): ReturnType<typeof world.shares.create> => world.shares.create({ ...wish, ...more, isUntold: true });
  const share = must(await create());
  const load = async (): Promise<Share> => (await world.store.load(share.id))!;
  return { ...all, share, load, create };
}

describe('a share of which nobody is told yet', () => {
  it('exists for its sender alone: no message, no list, no view, nothing to accept, decline or open', async () => {
    const { world, share, load } = await begun();
    expect(kinds(share)).toEqual([]);
    expect(must(await world.shares.view(share.id, [alex.key])).status).toBe('offered');
    expect((await world.shares.list(TENANT, alex.key, everything(10))).shares).toHaveLength(1);
    expect((await world.shares.list(TENANT, casey.key, everything(10))).shares).toEqual([]);
    expect(code(await world.shares.view(share.id, [casey.key]))).toBe('share.gone');
    expect(code(await world.shares.decline(share.id, casey.key))).toBe('share.gone');
    const browser = await newBrowser(HOST);
    expect(code(await world.shares.accept(share.id, casey.key, (await accepting(browser, share, world.now)).input))).toBe('share.gone');
    expect(code(await world.shares.claim(share.id, casey.key, await claiming(browser, share, world.now)))).toBe('share.gone');
    expect((await load()).state).toEqual(share.state);
  });

  it.each(['sealed', 'words'] as const)(
    'its recipient with the id finds at no door more than of an id that never was, and changes nothing (%s)',
    async (mode) => {
      const { world, share, load } = await begun(mode);
      const { shares } = world;
      const by = casey.key;
      const browser = await newBrowser(HOST);
      const never = `${share.id.slice(0, 6)}${'a'.repeat(26)}`;
      const device = browser.device.publicKey;
      const { input } = await accepting(browser, share, world.now);
      const claim = await claiming(browser, share, world.now);
      const { key } = await accepting(browser, share, world.now);
      const to = key === null ? {} : { recipient: key.recipient };
      const sealed = await sealing(browser, share, { at: world.now, items: credential(SECRET), words: WORDS, ...to });
      const log = openSignedLog({ store: world.store, dir: world.dir, clock: () => world.now, host: HOST, seed: randomBytes(32) });
      await log.sign();
      const before = await load();
      const leaves = await world.store.leaves(tagOf(share.id), 0, 50);
      const doors = async (id: string): Promise<readonly string[]> => [
        code(await shares.view(id, [by])),
        code(await shares.accept(id, by, input)),
        code(await shares.accept(id, by, { ...input, note: 'nonsense' })),
        code(await shares.acceptInChat(id, by, 'press-1')),
        code(await shares.decline(id, by)),
        code(await shares.remind(id, by)),
        code(await shares.extend(id, by, null)),
        code(await shares.revoke(id, by)),
        code(await shares.withdrawUntold(id, by)),
        code(await shares.again(id, by)),
        code(await shares.tell(id, by)),
        code(await shares.uploadPayload(id, by, new Uint8Array(4_400))),
        code(await shares.seal(id, by, sealed.input)),
        code(await shares.takePrekey(id, by)),
        code(await shares.answerApproval(id, by, 'given')),
        code(await shares.answerApproval(id, by, 'refused', 'no')),
        code(await shares.claim(id, by, claim)),
        code(await shares.claim(id, by, { ...claim, note: 'nonsense' })),
        code(await shares.leavePrekeys(id, by, { device, notes: [] })),
        code(await shares.listPrekeys(id, by, device)),
        code(await log.receipts.halfFor(id, [by])),
        code(await log.receipts.build(id, [by])),
        code(await log.receipts.consistency(id, [by], { from: 0, to: 0 })),
      ];
      const answers = await doors(share.id);
      expect(new Set(answers)).toEqual(new Set(['share.gone']));
      expect(answers).toEqual(await doors(never));
      expect(await load()).toEqual(before);
      expect(await world.store.leaves(tagOf(share.id), 0, 50)).toEqual(leaves);
      // Who began it has their half all along, also in a browser that both of them use.
      expect(must(await log.receipts.halfFor(share.id, [by, alex.key]))).toBe('sender');
      must(await shares.revoke(share.id, alex.key));
      expect(await doors(share.id)).toEqual(answers);
      expect(code(await log.receipts.halfFor(share.id, [by]))).toBe('share.gone');
      expect((await shares.findParties(share.id))?.recipient).toBeNull();
      // Long after, its record is gone, and what is left of it says the same.
      expect(await world.store.loadEvidence(share.id)).toMatchObject({ isUntold: true, recipient: by });
      world.now += 30 * DAY_MS;
      expect(await load()).toBeNull();
      expect(code(await log.receipts.halfFor(share.id, [by]))).toBe('share.gone');
      expect(code(await log.receipts.build(share.id, [by]))).toBe('share.gone');
      expect(must(await log.receipts.halfFor(share.id, [alex.key]))).toBe('sender');
      expect((await shares.findParties(share.id))?.recipient).toBeNull();
    },
  );

  it('is told to everybody in the commit that takes the secret, once, and is like any other from then on', async () => {
    const { world, share, load, recipient } = await begun();
    must(await world.shares.uploadPayload(share.id, alex.key, new Uint8Array(4_400)));
    const told = await load();
    expect(told).not.toHaveProperty('isUntold');
    expect(kinds(told)).toEqual(['place', 'recipient', 'sender']);
    must(await world.shares.accept(share.id, casey.key, (await accepting(recipient, share, world.now)).input));
    expect((await load()).state.status).toBe('accepted');
  });

  it('P5: told while its secret is being entered, it asks for an acceptance, has nothing entered, and is not given away any more', async () => {
    const { world, share, load, recipient } = await begun();
    for (const stranger of [casey, mallory]) expect(code(await world.shares.tell(share.id, stranger.key))).toBe('share.gone');
    expect((await load()).isUntold).toBe(true);
    const leaves = await world.store.leaves(tagOf(share.id), 0, 50);
    must(await world.shares.tell(share.id, alex.key));
    const told = await load();
    expect(told).not.toHaveProperty('isUntold');
    expect([told.state, kinds(told)]).toEqual([share.state, ['place', 'recipient', 'sender']]);
    expect(await world.store.leaves(tagOf(share.id), 0, 50)).toEqual(leaves);
    // Once: a second tab, or a lost answer, says it again.
    must(await world.shares.tell(share.id, alex.key));
    expect(await load()).toEqual(told);
    expect(code(await world.shares.withdrawUntold(share.id, alex.key))).toBe('share.exists');
    must(await world.shares.accept(share.id, casey.key, (await accepting(recipient, share, world.now)).input));
    expect(await load()).toMatchObject({ state: { status: 'accepted', payload: null } });
    must(await world.shares.revoke(share.id, alex.key));
    expect(code(await world.shares.tell(share.id, alex.key))).toBe('share.gone');
  });

  it('with words it is told by the seal, which comes first there', async () => {
    const { world, share, load, sender } = await begun('words');
    const { input } = await sealing(sender, share, { at: world.now, items: credential(SECRET), words: WORDS });
    must(await world.shares.seal(share.id, alex.key, input));
    expect(kinds(await load())).toEqual(['place', 'recipient', 'sender']);
    expect((await load()).state.status).toBe('sealed');
  });

  it('ends without a word, taken back or out of time', async () => {
    const { world, share, load, create } = await begun();
    must(await world.shares.revoke(share.id, alex.key));
    expect(kinds(await load())).toEqual([]);
    const late = must(await create());
    world.now += DAY_MS + 1_000;
    await world.shares.expireIfDue(late.id);
    const over = (await world.store.load(late.id))!;
    expect([over.state, kinds(over)]).toMatchObject([{ status: 'ended', cause: 'expired' }, []]);
  });

  it('gives its place away once, and only while nobody knows of it and nothing is entered', async () => {
    const { world, share, load, create } = await begun();
    expect(code(await world.shares.withdrawUntold(share.id, mallory.key))).toBe('share.gone');
    expect(code(await world.shares.withdrawUntold(share.id, casey.key))).toBe('share.gone');
    must(await world.shares.withdrawUntold(share.id, alex.key));
    expect(await load()).toMatchObject({ state: { status: 'ended', cause: 'revoked' }, outbox: [] });
    expect(code(await world.shares.withdrawUntold(share.id, alex.key))).toBe('share.exists');
    const entered = must(await create());
    must(await world.shares.uploadPayload(entered.id, alex.key, new Uint8Array(4_400)));
    expect(code(await world.shares.withdrawUntold(entered.id, alex.key))).toBe('share.exists');
    expect((await world.store.load(entered.id))!.state.status).toBe('offered');
  });

  it('entered and replaced at the same moment, exactly one of the two happens', async () => {
    const { world, create } = await begun();
    for (let n = 0; n < 5; n += 1) {
      const { id } = must(await create());
      const [put, withdrawn] = await Promise.all([
        world.shares.uploadPayload(id, alex.key, new Uint8Array(4_400)),
        world.shares.withdrawUntold(id, alex.key),
      ]);
      expect([put.ok, withdrawn.ok].filter(Boolean)).toHaveLength(1);
      expect((await world.store.load(id))!.state.status).toBe(put.ok ? 'offered' : 'ended');
    }
  });

  it('is no way for links, which tell nobody, nor for what is typed in chat, which waits for the other', async () => {
    const { world } = await openShares();
    const wish = {
      sender: alex,
      tenant: TENANT,
      via: 'chat',
      kind: 'credential',
      label: 'key',
      note: '',
      place: null,
      isUntold: true,
    } as const;
    const more = { expiresInMs: limits.expiry.initial };
    expect(code(await world.shares.create({ ...wish, ...more, recipient: null, mode: 'link', entry: 'page' }))).toBe('input.invalid');
    expect(code(await world.shares.create({ ...wish, ...more, recipient: casey, mode: 'words', entry: 'modal' }))).toBe('input.invalid');
  });
});
