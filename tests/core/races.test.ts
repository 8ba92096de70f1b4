// A share that changes between the load on which a request was verified and the commit: what was verified for one share opens no other.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimSecretHash, newClaimSecret } from '../../src/crypto/events/claim-secret.ts';
import { derivePassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { limits } from '../../src/core/limits.ts';
import type { Result } from '../../src/core/refusal.ts';
import type { Mode, Seal, Share, State } from '../../src/core/share.ts';
import { accepting, claiming, credential, newBrowser, scryptNative, sealing, type Browser } from '../support/actors.ts';
import { alex, casey, HOST, openWorld, TENANT, type TestWorld } from '../support/world.ts';

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
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : result.code);

async function create(mode: Mode): Promise<Share> {
  const wish = { sender: alex, recipient: casey, tenant: TENANT, mode, entry: 'page', via: 'chat', kind: 'credential' } as const;
  return must(await world.shares.create({ ...wish, label: '', note: '', place: null, expiresInMs: limits.expiry.initial }));
}

/** Accepted and sealed: the recipient's device may claim it. */
async function ready(mode: 'sealed' | 'words'): Promise<Share> {
  const share = await create(mode);
  const accepted = await accepting(recipient, share, world.now);
  if (mode === 'sealed') must(await world.shares.accept(share.id, casey.key, accepted.input));
  else must(await world.shares.acceptInChat(share.id, casey.key, 'press'));
  const { input } = await sealing(sender, share, {
    at: world.now,
    items: credential('sk_live_canary'),
    words: WORDS,
    ...(accepted.key && { recipient: accepted.key.recipient }),
  });
  return must(await world.shares.seal(share.id, alex.key, input));
}

const sealOf = ({ state }: Share): Seal => {
  if (!('seal' in state) || state.seal === null) throw new Error('not sealed');
  return state.seal;
};

async function opener(share: Share, words: string) {
  const keys = await derivePassphraseKeys({ words, salt: sealOf(share).scryptSalt!, share: share.id, scrypt: scryptNative });
  return keys.opener;
}

/** What happens right before the next commit, between the load and the write of another request. */
function beforeNextCommit(happens: () => Promise<unknown>): void {
  const { commit } = world.store;
  world.store.commit = async (what) => {
    world.store.commit = commit;
    await happens();
    return commit(what);
  };
}

/** The next look shows this state, one version ahead, as a store does that loses its last second right afterwards. */
function showOnce(share: Share, state: State): void {
  const { loadWithCiphertext } = world.store;
  world.store.loadWithCiphertext = async (id) => {
    world.store.loadWithCiphertext = loadWithCiphertext;
    const loaded = await loadWithCiphertext(id);
    return loaded && { ...loaded, share: { ...share, version: share.version + 1, state } };
  };
}

describe('claims', () => {
  it('T6: a claim that was verified before the sender took the share back releases nothing', async () => {
    const share = await ready('words');
    const input = await claiming(recipient, share, world.now, { words: await opener(share, WORDS) });
    beforeNextCommit(async () => must(await world.shares.revoke(share.id, alex.key)));
    expect(code(await world.shares.claim(share.id, casey.key, input))).toBe('share.gone');
    const { share: after, capsule, payload } = (await world.store.loadWithCiphertext(share.id))!;
    expect({ state: after.state, capsule, payload }).toMatchObject({
      state: { cause: 'revoked', claim: null },
      capsule: null,
      payload: null,
    });
  });

  it('T6: a claim that was verified before another device of the same person claimed is refused', async () => {
    const share = await ready('words');
    const keys = { words: await opener(share, WORDS) };
    const input = await claiming(recipient, share, world.now, keys);
    const other = await newBrowser(HOST);
    const faster = await claiming(other, share, world.now, keys);
    beforeNextCommit(async () => must(await world.shares.claim(share.id, casey.key, faster)));
    expect(code(await world.shares.claim(share.id, casey.key, input))).toBe('share.taken');
    expect((await world.store.load(share.id))?.state).toMatchObject({ status: 'claimed', claim: { device: other.device.publicKey } });
  });

  it('P6: a claim meets no second acceptance: once a share is sealed to a browser, no other browser takes its place', async () => {
    const share = await ready('sealed');
    const second = await newBrowser(HOST);
    const acceptance = await accepting(second, share, world.now);
    const answers: string[] = [];
    beforeNextCommit(async () => answers.push(code(await world.shares.accept(share.id, casey.key, acceptance.input))));
    answers.push(code(await world.shares.claim(share.id, casey.key, await claiming(recipient, share, world.now))));
    answers.push(code(await world.shares.claim(share.id, casey.key, await claiming(second, share, world.now))));
    expect(answers).toEqual(['share.already_sealed', 'ok', 'share.taken']);
  });

  it('T21: a claim whose words were checked against another seal opens nothing and uses up no try', async () => {
    const share = await ready('words');
    const wrong = await opener(share, 'the words of another seal');
    const seal = { ...sealOf(share), statement: 'another seal', openers: [{ proof: 'words' as const, key: wrong.publicKey, salt: '' }] };
    const before = await world.store.load(share.id);
    const input = await claiming(recipient, share, world.now, { words: wrong });
    showOnce(share, { status: 'ready', seal, acceptance: null, failures: 0 });
    expect(await world.shares.claim(share.id, casey.key, input)).toMatchObject({ ok: false, code: 'store.busy' });
    expect(await world.store.load(share.id)).toEqual(before);
    // Claimed again, it is verified against the seal that is there.
    expect(await world.shares.claim(share.id, casey.key, input)).toMatchObject({ code: 'proof.failed', triesLeft: limits.tries.free - 1 });
    const right = await claiming(recipient, share, world.now, { words: await opener(share, WORDS) });
    expect(code(await world.shares.claim(share.id, casey.key, right))).toBe('ok');
  });

  it('P2: a claim that repeats a device’s note with another secret opens nothing, also when the store forgets the first claim meanwhile', async () => {
    const share = await ready('sealed');
    const honest = await claiming(recipient, share, world.now);
    const stolen = { ...honest, secret: newClaimSecret() };
    const before = await world.store.load(share.id);
    const claim = {
      at: world.now,
      device: recipient.device.publicKey,
      leaseUntil: world.now + 60_000,
      lease: claimSecretHash(honest.secret),
      proofs: [],
    };
    const { acceptance } = share.state as { acceptance: null };
    showOnce(share, { status: 'claimed', seal: sealOf(share), acceptance, claim });
    expect(code(await world.shares.claim(share.id, casey.key, stolen))).toBe('proof.failed');
    expect(await world.store.load(share.id)).toEqual(before);
    expect(code(await world.shares.claim(share.id, casey.key, honest))).toBe('ok');
  });
});

describe('seals', () => {
  it('P6: a seal that was verified before another browser accepted is refused', async () => {
    const share = await create('sealed');
    const first = await accepting(recipient, share, world.now);
    must(await world.shares.accept(share.id, casey.key, first.input));
    const items = credential('sk_live_canary');
    const { input } = await sealing(sender, share, { at: world.now, items, recipient: first.key!.recipient });
    const second = await accepting(await newBrowser(HOST), share, world.now);
    beforeNextCommit(async () => must(await world.shares.accept(share.id, casey.key, second.input)));
    expect(code(await world.shares.seal(share.id, alex.key, input))).toBe('share.other_device');
    expect((await world.store.load(share.id))?.state.status).toBe('accepted');
  });

  it('a seal is refused when another payload was uploaded since it was verified', async () => {
    const share = await create('words');
    const wanted = await sealing(sender, share, { at: world.now, items: credential('first'), words: WORDS });
    const other = await sealing(sender, share, { at: world.now, items: credential('second'), words: WORDS });
    must(await world.shares.uploadPayload(share.id, alex.key, wanted.input.payload!));
    beforeNextCommit(async () => must(await world.shares.uploadPayload(share.id, alex.key, other.input.payload!)));
    const answer = await world.shares.seal(share.id, alex.key, { ...wanted.input, payload: null });
    expect(answer).toMatchObject({ ok: false, code: 'input.invalid', field: 'payload' });
    expect((await world.store.load(share.id))?.state).toMatchObject({ status: 'offered', payload: { size: other.input.payload!.length } });
  });
});

describe('presses in chat', () => {
  it('T20: a press in chat changes nothing when its deadline passes while it begins again', async () => {
    const share = await create('words');
    const deadline = { aborted: false };
    beforeNextCommit(async () => {
      must(await world.shares.uploadPayload(share.id, alex.key, new Uint8Array(300)));
      deadline.aborted = true;
    });
    expect(code(await world.shares.decline(share.id, casey.key, deadline))).toBe('store.busy');
    expect((await world.store.load(share.id))?.state.status).toBe('offered');
  });
});
