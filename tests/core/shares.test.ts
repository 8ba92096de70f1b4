// The use cases with real keys, real notes and a real store: each mode from the first press to the end.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { derivePassphraseKeys, type PassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { limits } from '../../src/core/limits.ts';
import type { Refusal, Result } from '../../src/core/refusal.ts';
import { MODES, type Mode, type Share } from '../../src/core/share.ts';
import {
  accepting,
  claiming,
  credential,
  delivering,
  newBrowser,
  opening,
  programShare,
  scryptNative,
  sealing,
  type Browser,
} from '../support/actors.ts';
import { alex, casey, HOST, mallory, openWorld, TENANT, type TestWorld } from '../support/world.ts';

const SECRET = 'sk_live_canary_5f1d0c';
const WORDS = 'correct horse battery staple moon';

let world: TestWorld;
let sender: Browser;
let recipient: Browser;
beforeEach(async () => {
  world = await openWorld();
  sender = await newBrowser(HOST);
  recipient = await newBrowser(HOST);
});
afterEach(() => world.close());

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.code} ${result.field ?? ''}`);
  return result.value;
}
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : (result satisfies Refusal).code);

async function create(mode: Mode, more: { entry?: 'page' | 'modal' } = {}): Promise<Share> {
  return must(
    await world.shares.create({
      sender: alex,
      recipient: mode.startsWith('link') ? null : casey,
      tenant: TENANT,
      mode,
      entry: 'page',
      via: 'chat',
      kind: 'credential',
      label: 'Stripe webhook key',
      note: '',
      place: null,
      expiresInMs: limits.expiry.initial,
      ...more,
    }),
  );
}

/** As far as ready: everything the recipient needs to open it. */
async function ready(mode: Mode) {
  const share = await create(mode);
  const by = mode.startsWith('link') ? null : casey.key;
  const accepted = by && (await accepting(recipient, share, world.now));
  if (accepted && mode.startsWith('sealed')) must(await world.shares.accept(share.id, casey.key, accepted.input));
  const key = accepted?.key ?? null;
  const sealed = await sealing(sender, share, {
    at: world.now,
    items: credential(SECRET),
    words: WORDS,
    ...(key && { recipient: key.recipient }),
  });
  must(await world.shares.seal(share.id, alex.key, sealed.input));
  if (mode === 'words') must(await world.shares.acceptInChat(share.id, casey.key, 'press-1'));
  const view = must(await world.shares.view(share.id, by ? [by] : []));
  const wordsKey = mode.endsWith('words')
    ? await derivePassphraseKeys({
        words: ` ${WORDS.replace(' ', '   ')}`,
        salt: view.seal!.scryptSalt!,
        share: share.id,
        scrypt: scryptNative,
      })
    : null;
  return { share, by, key, linkKey: sealed.linkKey, wordsKey, statement: view.seal!.statement };
}

type Ready = Awaited<ReturnType<typeof ready>>;

async function claim(
  browser: Browser,
  { share, by, linkKey, wordsKey }: Pick<Ready, 'share' | 'by' | 'linkKey'> & { wordsKey: PassphraseKeys | null },
) {
  const keys = { ...(linkKey && { link: await linkProofSigner(linkKey, share.id) }), ...(wordsKey && { words: wordsKey.opener }) };
  return world.shares.claim(share.id, by, await claiming(browser, share, world.now, keys));
}

describe.each(MODES)('a %s share', (mode) => {
  it('goes from the first press to delivered, once, to one device', async () => {
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

describe('proofs', () => {
  it('T4: wrong words are counted and the right ones still open it', async () => {
    const it = await ready('words');
    const wrong = await derivePassphraseKeys({ words: 'wrong words', salt: it.wordsKey!.salt, share: it.share.id, scrypt: scryptNative });
    const answer = await claim(recipient, { ...it, wordsKey: wrong });
    expect(answer).toMatchObject({ ok: false, code: 'proof.failed', triesLeft: limits.tries.free - 1 });
    expect(code(await claim(recipient, it))).toBe('ok');
  });

  it('T5: no opener at all is a failed proof, not a missing check', async () => {
    const it = await ready('link+words');
    expect(code(await claim(recipient, { ...it, linkKey: null, wordsKey: null }))).toBe('proof.failed');
    expect(code(await claim(recipient, { ...it, wordsKey: null }))).toBe('proof.failed');
    expect(code(await claim(recipient, { ...it, linkKey: null }))).toBe('proof.failed');
  });

  it('an opener made for another device, another share or another time does not hold', async () => {
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
    const share = await create('words');
    const { input } = await sealing(sender, share, { at: world.now, items: credential(SECRET), words: WORDS });
    expect(code(await world.shares.uploadPayload(share.id, alex.key, input.payload!))).toBe('ok');
    world.now += limits.expiry.max;
    await world.shares.expireIfDue(share.id);
    expect(code(await world.shares.seal(share.id, alex.key, { ...input, payload: null }))).toBe('share.gone');
    expect(code(await world.shares.seal(share.id, alex.key, input))).toBe('share.gone');
  });

  it('a note signed under another host is refused: one public address', async () => {
    const share = await create('sealed');
    const elsewhere = await newBrowser('evil.example.com');
    const { input } = await accepting(elsewhere, share, world.now);
    expect(code(await world.shares.accept(share.id, casey.key, input))).toBe('proof.failed');
  });
});

describe('typing at once', () => {
  it('the payload waits for the acceptance, locked to a key that only the sender’s browser has', async () => {
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

describe('modal entry', () => {
  it.each(['sealed', 'words', 'sealed+words'] as const)(
    'in %s mode the server seals, says so in the log, and the recipient opens',
    async (mode) => {
      const share = await create(mode, { entry: 'modal' });
      const accepted = await accepting(recipient, share, world.now);
      if (mode.startsWith('sealed')) {
        expect(code(await world.shares.sealInChat(share.id, alex.key, { secret: SECRET, words: WORDS }))).toBe('share.not_yet');
        must(await world.shares.accept(share.id, casey.key, accepted.input));
      } else must(await world.shares.acceptInChat(share.id, casey.key, 'press'));
      must(await world.shares.sealInChat(share.id, alex.key, { secret: SECRET, words: WORDS }));
      const { seal } = must(await world.shares.view(share.id, [casey.key]));
      expect(seal!.statement).toContain('by server');
      const wordsKey = seal!.scryptSalt
        ? await derivePassphraseKeys({ words: WORDS, salt: seal!.scryptSalt, share: share.id, scrypt: scryptNative })
        : null;
      const released = must(await claim(recipient, { share, by: casey.key, linkKey: null, wordsKey }));
      const opened = await opening(share, released, seal!.statement, { accept: accepted.key, ...(wordsKey && { words: wordsKey }) });
      expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);
    },
  );

  it('is refused when the operator switched it off, and on a share that was not begun for it', async () => {
    const off = await openWorld({ modalEntry: false });
    try {
      const input = {
        sender: alex,
        recipient: casey,
        tenant: TENANT,
        mode: 'words',
        entry: 'modal',
        via: 'chat',
        kind: 'note',
        label: '',
        note: '',
        place: null,
        expiresInMs: limits.expiry.initial,
      } as const;
      expect(code(await off.shares.create(input))).toBe('entry.off');
    } finally {
      await off.close();
    }
    const share = await create('words');
    expect(code(await world.shares.sealInChat(share.id, alex.key, { secret: SECRET, words: WORDS }))).toBe('entry.off');
  });
});

describe('a program', () => {
  it('makes a link share in one request, and its reader opens it', async () => {
    const known = programShare({
      tag: world.ids.tagOf('local:local'),
      sender: alex.key,
      platform: 'local:local',
      label: 'CI key',
      mode: 'link',
      at: world.now,
      forMs: limits.expiry.initial,
    });
    const { input, linkKey } = await sealing(sender, known, { at: world.now, items: credential(SECRET) });
    const request = { ...known, sender: alex, tenant: 'local:local', kind: 'credential', note: '', mode: 'link', seal: input } as const;
    const share = must(await world.shares.createSealed(request));
    expect(share.created).toBe(known.created);
    // The same request again is a lost answer; other contents, or another sender, do not learn or change anything.
    expect(must(await world.shares.createSealed(request)).version).toBe(1);
    const other = await sealing(sender, known, { at: world.now, items: credential('other') });
    expect(code(await world.shares.createSealed({ ...request, seal: other.input }))).toBe('share.exists');
    expect(await world.shares.createSealed({ ...request, sender: mallory })).toMatchObject({ code: 'input.invalid', field: 'id' });
    const released = must(await claim(recipient, { share, by: null, linkKey, wordsKey: null }));
    const { items } = await opening(known, released, input.note, { linkKey });
    expect(items.items[0]?.fields[0]?.value).toBe(SECRET);
  });

  it.each([
    ['another tenant’s tag', { id: `zzzzzz${'a'.repeat(26)}` }],
    ['an id that is none', { id: 'x' }],
    ['a time that is not now', { createdAt: 0 }],
    ['a negative wait', { expiresAt: 0 }],
    ['a huge wait', { expiresAt: Number.MAX_SAFE_INTEGER }],
    ['a wait that is no number', { expiresAt: Number.NaN }],
    ['a salt that is none', { partiesSalt: 'x' }],
    ['control characters in the label', { label: 'a\u0000b' }],
  ])('is refused with %s', async (_, wrong) => {
    const known = programShare({
      tag: world.ids.tagOf('local:local'),
      sender: alex.key,
      platform: 'local:local',
      label: '',
      mode: 'link',
      at: world.now,
      forMs: limits.expiry.initial,
    });
    const { input } = await sealing(sender, known, { at: world.now, items: credential(SECRET) });
    const answer = await world.shares.createSealed({
      ...known,
      sender: alex,
      tenant: 'local:local',
      kind: 'credential',
      note: '',
      mode: 'link',
      seal: input,
      ...wrong,
    });
    expect(code(answer)).toMatch(/^(input\.(invalid|expiry)|proof\.stale)$/);
  });
});

describe('the safety net of the store', () => {
  it('takes the ciphertext a minute after the lease of an opened share, not at its expiry', async () => {
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
    const it = await ready('sealed');
    const before = JSON.stringify(await world.store.loadWithCiphertext(it.share.id));
    expect(code(await claim(recipient, { ...it, by: null }))).toBe('session.required');
    expect(JSON.stringify(await world.store.loadWithCiphertext(it.share.id))).toBe(before);
    must(await world.shares.revoke(it.share.id, alex.key));
    expect(code(await claim(recipient, { ...it, by: null }))).toBe('share.gone');
  });

  it('opened, expired, revoked and never there look the same (T12)', async () => {
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
    const { share } = await ready('sealed');
    const before = JSON.stringify(await world.store.loadWithCiphertext(share.id));
    for (const who of [[], [alex.key], [casey.key], [mallory.key]]) await world.shares.view(share.id, who);
    expect(JSON.stringify(await world.store.loadWithCiphertext(share.id))).toBe(before);
  });
});

describe('a press whose deadline has passed', () => {
  it('T20: accepts, declines and takes back nothing: whoever pressed has seen an error already', async () => {
    const share = await create('words');
    const late = { aborted: true };
    const before = JSON.stringify(await world.shares.find(share.id));
    expect(code(await world.shares.acceptInChat(share.id, casey.key, 'press', late))).toBe('store.busy');
    expect(code(await world.shares.decline(share.id, casey.key, late))).toBe('store.busy');
    expect(code(await world.shares.revoke(share.id, alex.key, late))).toBe('store.busy');
    expect(JSON.stringify(await world.shares.find(share.id))).toBe(before);
  });
});
