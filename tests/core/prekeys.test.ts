// Prekeys as the use cases keep them: who may leave and take them, that each is spent once, and what becomes of a share that was sealed to one.

import { describe, expect, it } from 'vitest';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { prekeyHash } from '../../src/crypto/keys/prekey.ts';
import { erasePersonFromShares } from '../../src/core/shares/erase-person.ts';
import { limits } from '../../src/core/limits.ts';
import { accepting, claiming, credential, delivering, makingPrekeys, newBrowser, opening, sealing } from '../support/actors.ts';
import { alex, casey, HOST, mallory, TENANT } from '../support/world.ts';
import { code, must, openShares, SECRET } from './shares-world.ts';

describe('a share that is sealed to a prekey', () => {
  it('is done for the sender at once, accepted in chat, opened in the browser that left the key, and delivered', async () => {
    const { world, recipient, ahead } = await openShares();
    const { share, key, input } = await ahead();
    expect((await world.shares.find(share.id))?.state.status).toBe('sealed');
    // Nothing is released before the recipient accepts.
    expect(code(await world.shares.claim(share.id, casey.key, await claiming(recipient, share, world.now)))).toBe('share.not_yet');
    must(await world.shares.acceptInChat(share.id, casey.key, 'press'));
    const released = must(await world.shares.claim(share.id, casey.key, await claiming(recipient, share, world.now)));
    const opened = await opening(share, released, input.note, { accept: key });
    expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);
    const ended = must(await world.shares.deliver(share.id, await delivering(recipient, share, world.now, opened.ack)));
    expect(ended.state).toMatchObject({ status: 'ended', cause: 'delivered' });
  });

  it('is accepted by its browser with the key that it had left, and by another one with a key of its own, whereupon the sender seals anew', async () => {
    const { world, sender, recipient, ahead } = await openShares();
    const { share, taken, input } = await ahead();
    const phone = await newBrowser(HOST);
    const { input: accept, key } = await accepting(phone, share, world.now);
    expect(must(await world.shares.accept(share.id, casey.key, accept)).state.status).toBe('accepted');
    expect(code(await world.shares.seal(share.id, alex.key, input))).toBe('share.other_device');
    // The payload is still there, and what seals it anew is the capsule alone.
    const stored = await world.store.loadWithCiphertext(share.id);
    expect([stored?.capsule, stored?.payload?.length]).toEqual([null, input.payload?.length]);
    const anew = await sealing(sender, share, { at: world.now, items: credential(SECRET), recipient: key!.recipient });
    must(await world.shares.seal(share.id, alex.key, anew.input));
    expect(code(await world.shares.claim(share.id, casey.key, await claiming(recipient, share, world.now)))).toBe('share.other_device');
    expect(code(await world.shares.claim(share.id, casey.key, await claiming(phone, share, world.now)))).toBe('ok');
    expect(await world.store.takenPrekey(share.id, casey.key)).toEqual(taken);
  });

  it('ends when it is declined or taken back, and its key is spent all the same', async () => {
    const { world, ahead } = await openShares();
    const { share, taken } = await ahead();
    expect(must(await world.shares.decline(share.id, casey.key)).state).toMatchObject({ cause: 'declined' });
    const free = await world.store.freePrekeys(world.ids.tagOf(TENANT), casey.key, world.now);
    expect(free).toHaveLength(19);
    expect(free.map(({ key }) => key)).not.toContain(taken.key);
  });

  it('says nothing of the taking in the log, and there names device and note of the prekey, but no person', async () => {
    const { world, ahead } = await openShares();
    const { share, taken } = await ahead();
    const leaves = (await world.store.leaves(world.ids.tagOf(TENANT), 0, 50)).filter((leaf) => leaf.includes(share.id));
    expect(leaves.map((leaf) => /type (\w+)/.exec(leaf)?.[1])).toEqual(['created', 'sealed']);
    expect(leaves[1]).toContain(`\nprekey ${taken.device} ${prekeyHash(taken.note)}\n`);
    expect(leaves.join('\n')).not.toContain(hashB64(casey.key));
  });
});

describe('sealing ahead', () => {
  it('P5: takes no other key than the one that was taken for this share: not one of another share, of no one, or under another note', async () => {
    const { world, sender, withPrekeys, create } = await openShares();
    const { made } = await withPrekeys(3);
    const [share, other] = [await create('sealed'), await create('sealed')];
    const taken = must(await world.shares.takePrekey(other.id, alex.key))!;
    const named = { device: taken.device, hash: prekeyHash(taken.note) };
    const trySeal = async (recipient: string, prekey = named) =>
      code(
        await world.shares.seal(
          share.id,
          alex.key,
          (await sealing(sender, share, { at: world.now, items: credential('x'), recipient, prekey })).input,
        ),
      );
    expect(await trySeal(taken.key)).toBe('share.not_yet');
    const mine = must(await world.shares.takePrekey(share.id, alex.key))!;
    expect(mine.key).not.toBe(taken.key);
    const right = { device: mine.device, hash: prekeyHash(mine.note) };
    for (const [key, prekey] of [
      [taken.key, right],
      [made[0]!.pair.recipient, right],
      [mine.key, { ...right, hash: prekeyHash(taken.note) }],
      [mine.key, { ...right, device: sender.device.publicKey }],
    ] as const)
      expect(await trySeal(key, prekey)).toBe('share.not_yet');
    expect(await trySeal(mine.key, right)).toBe('ok');
  });

  it('a withdrawn device: what was taken seals nothing any more, and none of its keys is handed out', async () => {
    const { world, sender, recipient, withPrekeys, create } = await openShares();
    await withPrekeys(3);
    const share = await create('sealed');
    const taken = must(await world.shares.takePrekey(share.id, alex.key))!;
    expect(await world.shares.withdrawPrekeys(TENANT, casey.key, recipient.device.publicKey)).toBe(3);
    const { input } = await sealing(sender, share, {
      at: world.now,
      items: credential('x'),
      recipient: taken.key,
      prekey: { device: taken.device, hash: prekeyHash(taken.note) },
    });
    expect(code(await world.shares.seal(share.id, alex.key, input))).toBe('share.not_yet');
    expect(must(await world.shares.takePrekey(share.id, alex.key))).toBeNull();
    // And the share goes the old way.
    must(await world.shares.accept(share.id, casey.key, (await accepting(recipient, share, world.now)).input));
  });
});

describe('taking one', () => {
  it('is for the sender, of a sealed share that waits, entered on the page; others learn nothing and spend none', async () => {
    const { world, ready, create, withPrekeys } = await openShares();
    await withPrekeys(5);
    const share = await create('sealed');
    for (const { key } of [casey, mallory]) expect(code(await world.shares.takePrekey(share.id, key))).toBe('share.not_sender');
    expect(code(await world.shares.takePrekey('nowhere', alex.key))).toBe('share.gone');
    for (const [mode, more] of [
      ['words', {}],
      ['link', {}],
      ['sealed', { entry: 'modal' }],
    ] as const)
      expect(must(await world.shares.takePrekey((await create(mode, more)).id, alex.key))).toBeNull();
    expect(must(await world.shares.takePrekey((await ready('sealed')).share.id, alex.key))).toBeNull();
    must(await world.shares.revoke(share.id, alex.key));
    expect(code(await world.shares.takePrekey(share.id, alex.key))).toBe('share.gone');
    expect(await world.store.freePrekeys(world.ids.tagOf(TENANT), casey.key, world.now)).toHaveLength(5);
  });

  it('gives a share the same one however often it asks, and two shares two', async () => {
    const { world, create, withPrekeys } = await openShares();
    await withPrekeys(5);
    const [one, two] = [await create('sealed'), await create('sealed')];
    const asked = await Promise.all([one, one, one, two].map(({ id }) => world.shares.takePrekey(id, alex.key)));
    const keys = asked.map((answer) => must(answer)?.key);
    expect([new Set(keys.slice(0, 3)).size, new Set(keys).size]).toEqual([1, 2]);
    expect(await world.store.freePrekeys(world.ids.tagOf(TENANT), casey.key, world.now)).toHaveLength(3);
  });

  it('one sender cannot drain a person: after so many in a day their shares go the old way, taken back or not', async () => {
    const { world, create, withPrekeys } = await openShares();
    await withPrekeys(20);
    const got: boolean[] = [];
    for (let n = 0; n < limits.prekeys.takes + 3; n += 1) {
      const share = await create('sealed');
      got.push(must(await world.shares.takePrekey(share.id, alex.key)) !== null);
      must(await world.shares.revoke(share.id, alex.key));
    }
    expect(got.filter(Boolean)).toHaveLength(limits.prekeys.takes);
    expect(await world.store.freePrekeys(world.ids.tagOf(TENANT), casey.key, world.now)).toHaveLength(20 - limits.prekeys.takes);
    world.now += limits.prekeys.takesMs;
    expect(must(await world.shares.takePrekey((await create('sealed')).id, alex.key))).not.toBeNull();
  });

  it('none whose month is over', async () => {
    const { world, create, withPrekeys } = await openShares();
    await withPrekeys(5);
    world.now += limits.prekeys.lifeMs + 1_000;
    expect(must(await world.shares.takePrekey((await create('sealed')).id, alex.key))).toBeNull();
  });
});

describe('leaving them', () => {
  it('only the recipient does, from a browser that the log of that share names, with notes that fit', async () => {
    const { world, recipient, ready } = await openShares();
    const { share } = await ready('sealed');
    const device = recipient.device.publicKey;
    const notes = async (browser = recipient, person = casey.key as string, id = share.id as string, count = 2) =>
      (await makingPrekeys(browser, { id }, { person, at: world.now, count })).map(({ note }) => note);
    const leave = async (given: readonly string[], by = casey.key, of = device) =>
      code(await world.shares.leavePrekeys(share.id, by, { device: of, notes: given }));
    expect(await leave(await notes(), alex.key)).toBe('share.not_recipient');
    expect(await leave(await notes(recipient, mallory.key), mallory.key)).toBe('share.not_recipient');
    const phone = await newBrowser(HOST);
    expect(await leave(await notes(phone), casey.key, phone.device.publicKey)).toBe('share.other_device');
    expect(await leave(await notes(phone))).toBe('proof.failed');
    expect(await leave(await notes(recipient, mallory.key))).toBe('proof.failed');
    expect(await leave(await notes(recipient, casey.key, 'zzzzzz'.padEnd(32, 'a')))).toBe('proof.failed');
    expect(await leave([...(await notes()), ...(await notes(recipient, mallory.key))])).toBe('proof.failed');
    expect(await leave(await notes(recipient, casey.key, share.id, limits.prekeys.each + 1))).toBe('input.too_large');
    expect(must(await world.shares.listPrekeys(share.id, casey.key, device))).toEqual([]);
    expect(await leave(await notes())).toBe('ok');
    expect(must(await world.shares.listPrekeys(share.id, casey.key, device))).toHaveLength(2);
    expect(must(await world.shares.listPrekeys(share.id, casey.key, phone.device.publicKey))).toEqual([]);
    expect(code(await world.shares.listPrekeys(share.id, alex.key, device))).toBe('share.not_recipient');
  });

  it('a person who is erased leaves none behind', async () => {
    const { world, withPrekeys } = await openShares();
    const { first } = await withPrekeys(4);
    must(await world.shares.decline(first.id, casey.key));
    await erasePersonFromShares(
      {
        store: world.store,
        shares: world.shares,
        tenantTags: world.ids,
        clock: () => world.now,
        nameOf: async () => `${HOST}/nt2/log/aaaaaa`,
      },
      casey.key,
    );
    expect(await world.store.freePrekeys(world.ids.tagOf(TENANT), casey.key, world.now)).toEqual([]);
  });

  it('T21: after the store went back in time none is handed out, and what the operator accepts has none left', async () => {
    const { world, withPrekeys } = await openShares();
    await withPrekeys(4);
    const tag = world.ids.tagOf(TENANT);
    must(await world.shares.acceptRollback(tag));
    expect(await world.store.freePrekeys(tag, casey.key, world.now)).toEqual([]);
  });
});

describe('what the recipient sees before they accept', () => {
  it('is the prekey that was taken, in their own view alone, until someone accepts', async () => {
    const { world, recipient, create, withPrekeys } = await openShares();
    await withPrekeys(3);
    const share = await create('sealed');
    const seen = async (who: typeof casey) => must(await world.shares.view(share.id, [who.key])).prekey;
    expect(await seen(casey)).toBeNull();
    const taken = must(await world.shares.takePrekey(share.id, alex.key))!;
    expect(await seen(casey)).toEqual({ device: taken.device, key: taken.key });
    expect(await seen(alex)).toBeNull();
    must(await world.shares.accept(share.id, casey.key, (await accepting(recipient, share, world.now)).input));
    expect(await seen(casey)).toBeNull();
  });
});
