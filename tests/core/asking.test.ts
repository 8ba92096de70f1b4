// Requests to a person: who hears of one and when, and what each of the two may take back.

import { describe, expect, it } from 'vitest';
import { everything } from '../../src/core/lists.ts';
import { limits } from '../../src/core/limits.ts';
import { NO_DEADLINE } from '../../src/core/shares/deadline.ts';
import { tagOf, type Share } from '../../src/core/share.ts';
import { createShares } from '../../src/core/shares.ts';
import { accepting, claiming, credential, delivering, newBrowser, opening, scryptNative, sealing } from '../support/actors.ts';
import { alex, casey, HOST, mallory, openWorld, TENANT } from '../support/world.ts';
import { openRequests, wish } from './asking-world.ts';
import { code, must, SECRET } from './shares-world.ts';

describe('a request to a person', () => {
  it('is answered in one visit: sealed to the key that the asker made first, opened once in the asker’s browser', async () => {
    const { world, asker, asked, answer, load } = await openRequests();
    const { share, key } = await asked();
    const input = await answer(share, key.recipient);
    must(await world.shares.seal(share.id, casey.key, input));
    const claimed = must(await world.shares.claim(share.id, alex.key, await claiming(asker, share, world.now)));
    const opened = await opening(share, claimed, input.note, { accept: key });
    expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);
    must(await world.shares.deliver(share.id, await delivering(asker, share, world.now, opened.ack)));
    expect((await load(share)).state).toMatchObject({ status: 'ended', cause: 'delivered' });
    expect(share.created).toMatch(/^nt2\/event\/v2\ntype created\n[^]*\nasked person\n/);
  });

  it('does not exist for the person who is asked before the key is made: no card, no list, no view, nothing to decline or to give', async () => {
    const { world, answer, load } = await openRequests();
    const share = must(await world.shares.ask(wish()));
    expect(share.outbox.map((message) => message.kind === 'surface' && message.surface)).toEqual(['recipient']);
    expect(code(await world.shares.view(share.id, [casey.key]))).toBe('share.gone');
    expect((await world.shares.list(TENANT, casey.key, everything(10))).shares).toEqual([]);
    expect((await world.shares.list(TENANT, alex.key, everything(10))).shares).toHaveLength(1);
    expect(code(await world.shares.decline(share.id, casey.key))).toBe('share.gone');
    expect(code(await world.shares.uploadPayload(share.id, casey.key, new Uint8Array(10)))).toBe('share.not_yet');
    const { recipient } = (await accepting(await newBrowser(HOST), share, world.now)).key!;
    expect(code(await world.shares.seal(share.id, casey.key, await answer(share, recipient)))).toBe('share.not_yet');
    expect(code(await world.shares.takePrekey(share.id, casey.key))).toBe('share.gone');
    expect(await load(share)).toEqual(share);
  });

  it('sends the card of the person who is asked with the acceptance, and no news beside it', async () => {
    const { asked, load } = await openRequests();
    const { share } = await asked();
    const { outbox } = await load(share);
    expect(outbox.map((message) => (message.kind === 'surface' ? message.surface : message.kind))).toEqual(['recipient', 'sender']);
  });

  it('survives a kill between making it and the key: the same browser, or another instance, goes on', async () => {
    const { world, asker } = await openRequests();
    const share = must(await world.shares.ask(wish()));
    const again = createShares({
      store: world.store,
      clock: () => world.now,
      random: () => new Uint8Array(32),
      tenantTags: world.ids,
      host: HOST,
      storage: 'test',
      modalEntry: false,
      retentionMs: limits.retentionMs,
      scrypt: scryptNative,
    });
    expect(code(await again.view(share.id, [casey.key]))).toBe('share.gone');
    must(await again.accept(share.id, alex.key, (await accepting(asker, share, world.now)).input));
    expect(must(await again.view(share.id, [casey.key]))).toMatchObject({ role: 'sender', status: 'accepted' });
  });

  it('an acceptance of one request does not accept another, and nobody but the asker accepts', async () => {
    const { world, asker } = await openRequests();
    const [one, other] = [must(await world.shares.ask(wish())), must(await world.shares.ask(wish()))];
    const { input } = await accepting(asker, one, world.now);
    expect(code(await world.shares.accept(other.id, alex.key, input))).toBe('proof.failed');
    expect(code(await world.shares.accept(one.id, casey.key, input))).toBe('share.not_recipient');
    expect(code(await world.shares.accept(one.id, mallory.key, input))).toBe('share.not_recipient');
    must(await world.shares.accept(one.id, alex.key, input));
  });

  it('two who give at once: the second is refused, whichever it is', async () => {
    const { world, asked, answer } = await openRequests();
    const { share, key } = await asked();
    const [one, two] = [await answer(share, key.recipient, 'one'), await answer(share, key.recipient, 'two')];
    const codes = await Promise.all([one, two].map(async (input) => code(await world.shares.seal(share.id, casey.key, input))));
    expect(codes.toSorted()).toEqual(['ok', 'share.already_sealed']);
  });

  it('the asker’s browser is lost before the answer: another one takes its place, and what was sealed to the lost key is refused', async () => {
    const { world, asked, answer } = await openRequests();
    const { share, key } = await asked();
    const sealedToLost = await answer(share, key.recipient);
    const other = await newBrowser(HOST);
    const { input, key: fresh } = await accepting(other, share, world.now);
    must(await world.shares.accept(share.id, alex.key, input));
    expect(code(await world.shares.seal(share.id, casey.key, sealedToLost))).toBe('share.other_device');
    must(await world.shares.seal(share.id, casey.key, await answer(share, fresh!.recipient)));
    const claimed = must(await world.shares.claim(share.id, alex.key, await claiming(other, share, world.now)));
    expect(claimed.share.state.status).toBe('claimed');
  });

  it('is declined with a reason by the person who is asked alone, also after they gave; taken back by the asker alone', async () => {
    const { world, asked, answer, load } = await openRequests();
    const { share, key } = await asked();
    expect(code(await world.shares.revoke(share.id, casey.key))).toBe('share.not_sender');
    expect(code(await world.shares.decline(share.id, alex.key))).toBe('share.not_recipient');
    must(await world.shares.seal(share.id, casey.key, await answer(share, key.recipient)));
    must(await world.shares.decline(share.id, casey.key, NO_DEADLINE, 'Ask Robin, it is theirs.'));
    const ended = await load(share);
    expect(ended).toMatchObject({ state: { status: 'ended', cause: 'declined' }, asked: { reason: 'Ask Robin, it is theirs.' } });
    expect(must(await world.shares.view(share.id, [alex.key])).asked?.reason).toBe('Ask Robin, it is theirs.');
    expect((await world.store.loadWithCiphertext(share.id))?.capsule).toBeNull();
    const other = (await asked()).share;
    must(await world.shares.revoke(other.id, alex.key));
    expect(code(await world.shares.seal(other.id, casey.key, await answer(other, key.recipient)))).toBe('share.gone');
  });

  it('tells the asker of a no and of a time that ran out, and the person who gave of what became of it', async () => {
    const { world, asked, answer, load } = await openRequests();
    const news = async (share: Share) =>
      (await load(share)).outbox.flatMap((message) => (message.kind === 'news' && message.news === 'ended' ? [message.to] : []));
    const declined = (await asked()).share;
    must(await world.shares.decline(declined.id, casey.key));
    expect(await news(declined)).toEqual(['recipient']);
    const { share, key } = await asked();
    must(await world.shares.seal(share.id, casey.key, await answer(share, key.recipient)));
    must(await world.shares.rollBack([share.id]));
    expect(await news(share)).toEqual(['sender']);
  });

  it('is reminded of at most once an hour, by the asker alone, while it waits', async () => {
    const { world, asked, answer, load } = await openRequests();
    const { share, key } = await asked();
    const { version } = await load(share);
    expect(code(await world.shares.remind(share.id, casey.key))).toBe('share.not_sender');
    must(await world.shares.remind(share.id, alex.key));
    expect((await load(share)).outbox.at(-1)).toMatchObject({ kind: 'news', news: 'reminder', to: 'sender' });
    expect(code(await world.shares.remind(share.id, alex.key))).toBe('rate.limited');
    expect((await load(share)).version).toBe(version + 1);
    world.now += limits.remindEveryMs;
    must(await world.shares.remind(share.id, alex.key));
    must(await world.shares.seal(share.id, casey.key, await answer(share, key.recipient)));
    world.now += limits.remindEveryMs;
    expect(code(await world.shares.remind(share.id, alex.key))).toBe('share.already_sealed');
  });

  it('J3: a share’s recipient is reminded by its sender once an hour, when it is their turn, and not where they block them', async () => {
    const { world, load, asker } = await openRequests();
    const begin = async (more = {}): Promise<Share> =>
      must(
        await world.shares.create({
          sender: alex,
          recipient: casey,
          tenant: TENANT,
          mode: 'sealed',
          entry: 'page',
          via: 'chat',
          kind: 'note',
          label: 'Door code',
          note: '',
          place: null,
          expiresInMs: limits.expiry.max,
          ...more,
        }),
      );
    const nudges = async (share: Share) =>
      (await load(share)).outbox.filter((message) => message.kind === 'news' && message.news === 'nudge');
    const share = await begin();
    expect(code(await world.shares.remind(share.id, casey.key))).toBe('share.not_sender');
    must(await world.shares.remind(share.id, alex.key));
    expect(await nudges(share)).toMatchObject([{ to: 'recipient' }]);
    expect(code(await world.shares.remind(share.id, alex.key))).toBe('rate.limited');
    must(await world.shares.accept(share.id, casey.key, (await accepting(asker, share, world.now)).input));
    world.now += limits.remindEveryMs;
    // Now it is the sender's own turn.
    expect(code(await world.shares.remind(share.id, alex.key))).toBe('share.not_yet');
    expect(code(await world.shares.remind((await begin({ isUntold: true })).id, alex.key))).toBe('share.not_yet');
    expect(code(await world.shares.remind((await begin({ mode: 'link', recipient: null })).id, alex.key))).toBe('input.invalid');
    const other = await begin();
    // The block of a moment ago has not ended the share yet.
    await world.store.block(tagOf(other.id), { person: casey.key, sender: alex }, 10);
    must(await world.shares.remind(other.id, alex.key));
    expect(await nudges(other)).toEqual([]);
    expect(code(await world.shares.remind(other.id, alex.key))).toBe('rate.limited');
  });

  it('asks neither oneself, nor a person who blocks the asker, nor one whom the asker blocks', async () => {
    const { world } = await openRequests();
    expect(code(await world.shares.ask(wish({ giver: alex })))).toBe('person.refused');
    must(await world.shares.block(TENANT, { person: casey.key, sender: alex }, NO_DEADLINE));
    expect(code(await world.shares.ask(wish()))).toBe('person.unavailable');
    await world.shares.unblock(TENANT, casey.key, alex.key);
    must(await world.shares.block(TENANT, { person: alex.key, sender: casey }, NO_DEADLINE));
    expect(code(await world.shares.ask(wish()))).toBe('person.blocked');
  });

  it('a block ends what waits between the two: declined by the one who was asked, taken back by the one who asked', async () => {
    const { world, asked, load } = await openRequests();
    const first = (await asked()).share;
    must(await world.shares.block(TENANT, { person: casey.key, sender: alex }, NO_DEADLINE));
    expect((await load(first)).state).toMatchObject({ cause: 'declined' });
    await world.shares.unblock(TENANT, casey.key, alex.key);
    const second = (await asked()).share;
    must(await world.shares.block(TENANT, { person: alex.key, sender: casey }, NO_DEADLINE));
    expect((await load(second)).state).toMatchObject({ cause: 'revoked' });
  });

  it('counts for the asker: their quota is used up by requests, and the person who gives is never refused for it', async () => {
    const world = await openWorld({ quotas: { person: 1 } });
    try {
      const share = must(await world.shares.ask(wish()));
      expect(code(await world.shares.ask(wish({ giver: mallory })))).toBe('quota.person');
      const browser = await newBrowser(HOST);
      const { input, key } = await accepting(browser, share, world.now);
      must(await world.shares.accept(share.id, alex.key, input));
      must(await world.shares.ask(wish({ asker: casey, giver: mallory })));
      const sealed = await sealing(browser, share, { at: world.now, items: credential(SECRET), recipient: key!.recipient });
      must(await world.shares.seal(share.id, casey.key, sealed.input));
    } finally {
      await world.close();
    }
  });

  it('names each row once, in one line, and at most fifty', async () => {
    const { world } = await openRequests();
    const refused = [['A', 'A'], ['bell\u0007'], [''], ['x'.repeat(limits.fieldName + 1)], Array.from({ length: 51 }, (_, n) => `K${n}`)];
    for (const fields of refused)
      expect(await world.shares.ask(wish({ fields }))).toMatchObject({ code: 'input.invalid', field: 'fields' });
  });
});
