// Requests with a prekey of the asker: the other person is asked at once, the asker's browser is needed only to open, and what happens when
// that key, or its browser, is gone by then.

import { describe, expect, it } from 'vitest';
import { prekeyHash } from '../../src/crypto/keys/prekey.ts';
import { formatAccepted } from '../../src/crypto/events/statements.ts';
import { everything, listState } from '../../src/core/lists.ts';
import { limits } from '../../src/core/limits.ts';
import { createShares } from '../../src/core/shares.ts';
import type { Share } from '../../src/core/share.ts';
import {
  accepting,
  claiming,
  credential,
  delivering,
  makingPrekeys,
  newBrowser,
  opening,
  scryptNative,
  sealing,
} from '../support/actors.ts';
import { alex, casey, HOST, mallory, TENANT, type TestWorld } from '../support/world.ts';
import { openRequests, wish } from './asking-world.ts';
import { code, must, SECRET } from './shares-world.ts';

async function openAhead(count = 5) {
  const requests = await openRequests();
  const { world, giver, asker, asked, load } = requests;
  /** Alex has asked before, and the browser of that time has left prekeys. */
  const { share: first } = await asked();
  const made = await makingPrekeys(asker, first, { person: alex.key, at: world.now, count });
  must(await world.shares.leavePrekeys(first.id, alex.key, { device: asker.device.publicKey, notes: made.map(({ note }) => note) }));
  const free = async () => (await world.store.freePrekeys(world.ids.tagOf(TENANT), alex.key, world.now)).length;
  const ask = async (more: Parameters<typeof wish>[0] = {}) => must(await world.shares.ask(wish(more)));

  /** What Casey's browser seals to the key that the server hands out for this request. */
  async function given(share: Share, value = SECRET) {
    const taken = must(await world.shares.takePrekey(share.id, casey.key))!;
    const prekey = { device: taken.device, hash: prekeyHash(taken.note) };
    const { input } = await sealing(giver, share, { at: world.now, items: credential(value), recipient: taken.key, prekey });
    const key = made.find(({ pair }) => pair.recipient === taken.key)!.pair;
    return { input, key, taken };
  }

  async function upload(share: Share) {
    must(await world.shares.uploadPayload(share.id, casey.key, new Uint8Array(600)));
  }
  const news = async (share: Share) =>
    (await load(share)).outbox.flatMap((one) => (one.kind === 'news' ? [`${one.news} to ${one.to}`] : []));
  return { ...requests, first, made, free, ask, given, upload, news };
}

/** The same store, in a process that dies when it is about to commit. */
function dying(world: TestWorld) {
  const store = new Proxy(world.store, {
    get: (real, name) => (name === 'commit' ? () => Promise.reject(new Error('killed')) : Reflect.get(real, name)),
  });
  return createShares({
    store,
    clock: () => world.now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    tenantTags: world.ids,
    host: HOST,
    storage: 'test',
    modalEntry: false,
    retentionMs: limits.retentionMs,
    scrypt: scryptNative,
  });
}

describe('a request with a prekey of the asker', () => {
  it('asks at once, in the commit that begins it; sealed to that key, it is opened in one press, and the log names the key', async () => {
    const { world, asker, ask, given, load, news } = await openAhead();
    const share = await ask();
    expect(share.outbox.map((message) => (message.kind === 'surface' ? message.surface : message.kind))).toEqual(['recipient', 'sender']);
    expect(must(await world.shares.view(share.id, [casey.key]))).toMatchObject({
      role: 'sender',
      status: 'offered',
      asked: { isSent: true },
    });
    const { input, key, taken } = await given(share);
    expect(must(await world.shares.view(share.id, [alex.key])).prekey).toEqual({ device: taken.device, key: taken.key });
    must(await world.shares.seal(share.id, casey.key, input));
    expect((await load(share)).state.status).toBe('sealed');
    expect(await news(share)).toEqual(['ready to recipient']);
    expect(input.note).toContain(`\nprekey ${taken.device} ${prekeyHash(taken.note)}\n`);

    const device = asker.device.publicKey;
    const note = await asker.sign(formatAccepted({ share: share.id, at: world.now, device, key: key.recipient }));
    must(await world.shares.accept(share.id, alex.key, { note, device }));
    const claimed = must(await world.shares.claim(share.id, alex.key, await claiming(asker, share, world.now)));
    const opened = await opening(share, claimed, input.note, { accept: key });
    expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);
    must(await world.shares.deliver(share.id, await delivering(asker, share, world.now, opened.ack)));
  });

  it('is listed, reminded of and declined like one whose key was made for it', async () => {
    const { world, ask, load, news } = await openAhead();
    const share = await ask();
    expect([listState(share, 'sender'), listState(share, 'recipient')]).toEqual(['mine', 'others']);
    expect((await world.shares.list(TENANT, casey.key, everything(10))).shares.map(({ id }) => id)).toContain(share.id);
    expect(code(await world.shares.remind(share.id, casey.key))).toBe('share.not_sender');
    must(await world.shares.remind(share.id, alex.key));
    expect(code(await world.shares.remind(share.id, alex.key))).toBe('rate.limited');
    expect(await news(share)).toEqual(['reminder to sender']);
    must(await world.shares.decline(share.id, casey.key, undefined, 'Ask Robin.'));
    expect(await load(share)).toMatchObject({ state: { cause: 'declined' }, asked: { reason: 'Ask Robin.' } });
  });

  it('two requests at once get two keys, also when both want the last one: the other goes the way without', async () => {
    const { world, ask, free } = await openAhead(1);
    const both = await Promise.all([ask(), ask({ giver: mallory })]);
    expect(new Set(both.map(({ asked }) => asked?.ahead))).toEqual(new Set(['taken', undefined]));
    expect(await free()).toBe(0);
    const other = both.find(({ asked }) => asked?.ahead === undefined)!;
    expect(code(await world.shares.view(other.id, [other.sender.key]))).toBe('share.gone');
  });

  it('a process that is killed between taking and committing has asked nobody, and no request ever gets that key', async () => {
    const { world, ask, free, given } = await openAhead(2);
    await expect(dying(world).ask(wish())).rejects.toThrow('killed');
    expect(await free()).toBe(1);
    expect((await world.shares.list(TENANT, casey.key, everything(10))).shares).toHaveLength(1);
    const next = await ask();
    expect(next.asked?.ahead).toBe('taken');
    must(await world.shares.seal(next.id, casey.key, (await given(next)).input));
    expect((await ask()).asked?.ahead).toBeUndefined();
  });

  it('takes none for a link, which the asker’s browser makes, none that ends before the request, and ten a day', async () => {
    const { world, ask, free, first } = await openAhead(20);
    expect((await ask({ giver: null })).asked?.ahead).toBeUndefined();
    world.now += limits.prekeys.lifeMs - limits.expiry.initial + 1_000;
    expect((await ask()).asked?.ahead).toBeUndefined();
    expect((await ask({ expiresInMs: limits.expiry.min })).asked?.ahead).toBe('taken');
    expect(await free()).toBe(19);
    expect(first.asked?.ahead).toBeUndefined();
    for (let n = 1; n < limits.prekeys.takes; n += 1) {
      const share = await ask({ expiresInMs: limits.expiry.min });
      expect(share.asked?.ahead).toBe('taken');
      must(await world.shares.revoke(share.id, alex.key));
    }
    expect((await ask({ expiresInMs: limits.expiry.min })).asked?.ahead).toBeUndefined();
  });

  it('the person who is asked seals to no other key than the one that was taken, and a stranger learns of none', async () => {
    const { world, giver, ask, given, made } = await openAhead();
    const [one, two] = [await ask(), await ask()];
    const other = await given(two);
    const { taken } = await given(one);
    expect(taken.key).not.toBe(other.taken.key);
    expect(code(await world.shares.takePrekey(one.id, mallory.key))).toBe('share.not_sender');
    for (const recipient of [other.taken.key, made[0]!.pair.recipient]) {
      const prekey = { device: taken.device, hash: prekeyHash(taken.note) };
      const { input } = await sealing(giver, one, { at: world.now, items: credential('x'), recipient, prekey });
      expect(code(await world.shares.seal(one.id, casey.key, input))).toBe('share.not_yet');
    }
    const { input: plain } = await sealing(giver, one, { at: world.now, items: credential('x'), recipient: taken.key });
    expect(code(await world.shares.seal(one.id, casey.key, plain))).toBe('share.not_yet');
  });
});

describe('the browser that left the key', () => {
  it('is not the one the asker sits at: another one takes its place before the answer, or after it, and then it is sealed anew', async () => {
    const { world, giver, ask, given, load, news } = await openAhead();
    const phone = await newBrowser(HOST);
    const early = await ask();
    const { input: late } = await given(early);
    const { input, key } = await accepting(phone, early, world.now);
    must(await world.shares.accept(early.id, alex.key, input));
    // Nothing was entered yet, so the person who is asked is not called back.
    expect(await news(early)).toEqual([]);
    expect(code(await world.shares.seal(early.id, casey.key, late))).toBe('share.other_device');
    const fresh = await sealing(giver, early, { at: world.now, items: credential(SECRET), recipient: key!.recipient });
    must(await world.shares.seal(early.id, casey.key, fresh.input));

    const answered = await ask();
    must(await world.shares.seal(answered.id, casey.key, (await given(answered)).input));
    const away = await accepting(phone, answered, world.now);
    must(await world.shares.accept(answered.id, alex.key, away.input));
    expect((await load(answered)).state.status).toBe('accepted');
    expect(await news(answered)).toContain('accepted to sender');
    expect((await world.store.loadWithCiphertext(answered.id))?.capsule).toBeNull();
  });

  it('was withdrawn before the answer: another browser’s key stands in; without one the asker is told once, and makes one', async () => {
    const { world, asker, ask, upload, load, news, free } = await openAhead(2);
    const share = await ask();
    const withdrawn = () => world.shares.withdrawPrekeys(TENANT, alex.key, asker.device.publicKey);
    await withdrawn();
    expect(await free()).toBe(0);
    await upload(share);
    expect(must(await world.shares.takePrekey(share.id, casey.key))).toBeNull();
    expect(await load(share)).toMatchObject({ state: { status: 'offered' }, asked: { ahead: 'lost' } });
    expect(await news(share)).toEqual(['nudge to recipient']);
    expect([listState(await load(share), 'sender'), listState(await load(share), 'recipient')]).toEqual(['others', 'mine']);
    const { version } = await load(share);
    expect(must(await world.shares.takePrekey(share.id, casey.key))).toBeNull();
    expect((await load(share)).version).toBe(version);
    expect(code(await world.shares.remind(share.id, alex.key))).toBe('share.not_yet');
    must(await world.shares.accept(share.id, alex.key, (await accepting(await newBrowser(HOST), share, world.now)).input));
    // They have entered it, and their browser seals it now.
    expect(await news(share)).toContain('accepted to sender');
  });

  it('left a key whose month is over by now: it is not handed out, so nothing is sealed to it', async () => {
    const { world, ask, given, load } = await openAhead();
    world.now += limits.prekeys.lifeMs - limits.expiry.max;
    const share = await ask({ expiresInMs: limits.expiry.max });
    expect(share.asked?.ahead).toBe('taken');
    world.now += 3 * limits.expiry.initial;
    must(await world.shares.extend(share.id, alex.key, null));
    world.now += limits.expiry.max - 3 * limits.expiry.initial + 60_000;
    await expect(given(share)).rejects.toThrow();
    expect((await load(share)).asked?.ahead).toBe('lost');
  });
});
