// A world with the browsers of a sender and a recipient in it, and shares as far as a test wants them.

import { onTestFinished } from 'vitest';
import { prekeyHash } from '../../src/crypto/keys/prekey.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { derivePassphraseKeys, type PassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { limits } from '../../src/core/limits.ts';
import type { Refusal, Result } from '../../src/core/refusal.ts';
import type { CreateInput } from '../../src/core/shares/create.ts';
import type { Mode, Share } from '../../src/core/share.ts';
import { accepting, claiming, credential, makingPrekeys, newBrowser, scryptNative, sealing, type Browser } from '../support/actors.ts';
import { alex, casey, HOST, openWorld, TENANT, type WorldOptions } from '../support/world.ts';

export const SECRET = 'sk_live_canary_5f1d0c';
export const WORDS = 'correct horse battery staple moon';

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.code} ${result.field ?? ''}`);
  return result.value;
}
export const code = (result: Result<unknown>): string => (result.ok ? 'ok' : (result satisfies Refusal).code);

/** Opens a world with two browsers, and closes it when the test ends. */
export async function openShares(options: WorldOptions = {}) {
  const world = await openWorld(options);
  onTestFinished(() => world.close());
  const [sender, recipient] = [await newBrowser(HOST), await newBrowser(HOST)];

  async function create(
    mode: Mode,
    more: Partial<Pick<CreateInput, 'entry' | 'isUntold' | 'expiresInMs' | 'template' | 'together' | 'rotates' | 'recipient'>> = {},
  ): Promise<Share> {
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
  async function ready(mode: Mode, more: Parameters<typeof create>[1] = {}) {
    const share = await create(mode, more);
    const by = mode.startsWith('link') ? null : (share.recipient ?? casey).key;
    const accepted = by && (await accepting(recipient, share, world.now));
    if (accepted && mode.startsWith('sealed')) must(await world.shares.accept(share.id, by ?? casey.key, accepted.input));
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

  /** The recipient has accepted one share, and has left prekeys beside it. */
  async function withPrekeys(count = 20, browser = recipient) {
    const first = await create('sealed');
    must(await world.shares.accept(first.id, casey.key, (await accepting(browser, first, world.now)).input));
    const made = await makingPrekeys(browser, first, { person: casey.key, at: world.now, count });
    must(await world.shares.leavePrekeys(first.id, casey.key, { device: browser.device.publicKey, notes: made.map(({ note }) => note) }));
    return { first, made };
  }

  /** Sealed to a prekey that was taken for it. */
  async function ahead(mode: 'sealed' | 'sealed+words' = 'sealed') {
    const { made } = await withPrekeys();
    const share = await create(mode);
    const taken = must(await world.shares.takePrekey(share.id, alex.key))!;
    const sealed = await sealing(sender, share, {
      at: world.now,
      items: credential(SECRET),
      words: WORDS,
      recipient: taken.key,
      prekey: { device: taken.device, hash: prekeyHash(taken.note) },
    });
    must(await world.shares.seal(share.id, alex.key, sealed.input));
    const key = made.find(({ pair }) => pair.recipient === taken.key)!.pair;
    return { share, key, taken, input: sealed.input };
  }

  type Ready = Awaited<ReturnType<typeof ready>>;

  async function claim(
    browser: Browser,
    { share, by, linkKey, wordsKey }: Pick<Ready, 'share' | 'by' | 'linkKey'> & { wordsKey: PassphraseKeys | null },
  ) {
    const keys = { ...(linkKey && { link: await linkProofSigner(linkKey, share.id) }), ...(wordsKey && { words: wordsKey.opener }) };
    return world.shares.claim(share.id, by, await claiming(browser, share, world.now, keys));
  }

  return { world, sender, recipient, create, ready, claim, withPrekeys, ahead };
}
