// The use cases with real keys, real notes and a real store: each mode from the first press to the end, and what others see of it.

import { describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { MODES } from '../../src/core/share.ts';
import { delivering, newBrowser, opening } from '../support/actors.ts';
import { alex, casey, HOST, mallory, TENANT } from '../support/world.ts';
import { SECRET, must, code, openShares } from './shares-world.ts';

describe.each(MODES)('a %s share', (mode) => {
  it('goes from the first press to delivered, once, to one device', async () => {
    const { world, recipient, ready, claim } = await openShares();
    const it = await ready(mode);
    const released = must(await claim(recipient, it));
    const opened = await opening(it.share, released, it.statement, {
      accept: it.key,
      linkKey: it.linkKey,
      ...(it.wordsKey && { words: it.wordsKey }),
    });
    expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);

    expect(code(await claim(recipient, it))).toBe('ok'); // a lost answer: the same device again
    expect(code(await claim(await newBrowser(HOST), it))).toBe('share.taken');

    const delivery = await delivering(recipient, it.share, world.now, opened.ack);
    must(await world.shares.deliver(it.share.id, delivery));
    expect(code(await world.shares.deliver(it.share.id, delivery))).toBe('ok');
    expect(code(await claim(recipient, it))).toBe('share.gone');
    expect(await world.store.loadWithCiphertext(it.share.id)).toMatchObject({ capsule: null, payload: null });

    const leaves = await world.store.leaves(world.ids.tagOf(TENANT), 0, 100);
    const types = leaves.map((leaf) => /^type (.*)$/m.exec(leaf)?.[1]);
    const accepted = mode.startsWith('link') ? [] : ['accepted'];
    const begun = mode === 'words' ? ['created', 'sealed', 'accepted'] : ['created', ...accepted, 'sealed'];
    // The second stranger's attempt came within a minute of the first: it left no leaf.
    expect(types).toEqual([...begun, 'claimed', 'refused', 'delivered', 'ended']);
    expect(leaves.join('')).not.toContain(SECRET);
  });
});

describe('the safety net of the store', () => {
  it('takes the ciphertext a minute after the lease of an opened share, not at its expiry', async () => {
    const { world, recipient, ready, claim } = await openShares();
    const it = await ready('link');
    must(await claim(recipient, it));
    const commits: number[] = [];
    const { commit } = world.store;
    world.store.commit = (what) => {
      commits.push(what.ciphertextUntil);
      return commit(what);
    };
    world.now += 1_000;
    expect(code(await claim(await newBrowser(HOST), it))).toBe('share.taken');
    expect(commits).toEqual([world.now - 1_000 + limits.leaseMs + limits.safetyNetMs]);
  });
});

describe('single-use tokens', () => {
  it('open one session, once, for ten minutes, and are not in the store', async () => {
    const { world, create } = await openShares();
    const share = await create('sealed');
    const token = await world.tokens.issue({ person: casey, share: share.id, tenant: TENANT });
    const answers = await Promise.all([world.tokens.redeem(token), world.tokens.redeem(token), world.tokens.redeem(token)]);
    expect(answers.filter((answer) => answer.ok)).toEqual([{ ok: true, value: { issuedAt: world.now, person: casey, share: share.id } }]);
    const late = await world.tokens.issue({ person: casey, share: null, tenant: TENANT });
    world.now += limits.tokenMs;
    expect(code(await world.tokens.redeem(late))).toBe('token.invalid');
    for (const odd of ['', 'x', `../${'a'.repeat(29)}`, 'a'.repeat(10_000)])
      expect(code(await world.tokens.redeem(odd))).toBe('token.invalid');
  });
});

describe('what a stranger sees', () => {
  it('without any session a share for a person is neither opened nor rung, and nothing is written', async () => {
    const { world, recipient, ready, claim } = await openShares();
    const it = await ready('sealed');
    const before = JSON.stringify(await world.store.loadWithCiphertext(it.share.id));
    expect(code(await claim(recipient, { ...it, by: null }))).toBe('session.required');
    expect(JSON.stringify(await world.store.loadWithCiphertext(it.share.id))).toBe(before);
    must(await world.shares.revoke(it.share.id, alex.key));
    expect(code(await claim(recipient, { ...it, by: null }))).toBe('share.gone');
  });

  it('opened, expired, revoked and never there look the same (T12)', async () => {
    const { world, recipient, create, ready, claim } = await openShares();
    const opened = await ready('link');
    must(await claim(recipient, opened));
    const revoked = await create('sealed');
    must(await world.shares.revoke(revoked.id, alex.key));
    const expired = await create('link');
    world.now += limits.expiry.initial;
    const answers = await Promise.all(
      [opened.share.id, revoked.id, expired.id, `abcdef${'b'.repeat(26)}`, 'not an id'].map((id) => world.shares.view(id, [mallory.key])),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify({ ok: false, code: 'share.gone' })]));
  });

  it('looking changes nothing (T1)', async () => {
    const { world, ready } = await openShares();
    const { share } = await ready('sealed');
    const before = JSON.stringify(await world.store.loadWithCiphertext(share.id));
    for (const who of [[], [alex.key], [casey.key], [mallory.key]]) await world.shares.view(share.id, who);
    expect(JSON.stringify(await world.store.loadWithCiphertext(share.id))).toBe(before);
  });
});

describe('a press whose deadline has passed', () => {
  it('T20: accepts, declines and takes back nothing: whoever pressed has seen an error already', async () => {
    const { world, create } = await openShares();
    const share = await create('words');
    const late = { aborted: true };
    const before = JSON.stringify(await world.shares.find(share.id));
    expect(code(await world.shares.acceptInChat(share.id, casey.key, 'press', late))).toBe('store.busy');
    expect(code(await world.shares.decline(share.id, casey.key, late))).toBe('store.busy');
    expect(code(await world.shares.revoke(share.id, alex.key, late))).toBe('store.busy');
    expect(JSON.stringify(await world.shares.find(share.id))).toBe(before);
  });
});
