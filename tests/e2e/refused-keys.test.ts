// Browsers that refuse some private keys, as WebKitGTK refuses those that begin with a zero byte: a browser that draws one draws again, and what is
// derived from a link opens all the same. Staged in Chromium, and with true bytes in WebKitGTK.

import { hkdfSync, randomBytes } from 'node:crypto';
import { x25519 } from '@noble/curves/ed25519.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Share } from '../../src/core/share.ts';
import { toIdentity, toRecipient } from '../../src/crypto/age/recipients.ts';
import { firstOf } from '../support/campaign.ts';
import { messages } from '../support/page-messages.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { enter, heading, idOf, reveal, seal, show } from './people.ts';
import { acceptQuietly, beginQuietly } from './quietly.ts';
import { isHere } from './scenes.ts';
import { ANY_STORE, openStage, type Stage } from './stage.ts';
import { waitingLink } from './waiting.ts';

/** `generateKey` fails once for each curve in each document; `importKey` of a private key as `refuses` says, a function of its 32 bytes. */
const refusing = (refuses: string): string => `if (crypto.subtle) {
  const { generateKey, importKey } = crypto.subtle;
  const left = { X25519: 1, Ed25519: 1 };
  const refuses = ${refuses};
  // Counted over all documents of the tab: keys are made at /go as well.
  globalThis.refused = JSON.parse(sessionStorage.getItem('refused') ?? '{ "generateKey": 0, "importKey": 0, "unheard": 0 }');
  const count = (what) => {
    refused[what] += 1;
    sessionStorage.setItem('refused', JSON.stringify(refused));
  };
  addEventListener('unhandledrejection', () => count('unheard'));
  crypto.subtle.generateKey = async function (algorithm, ...rest) {
    if (left[algorithm.name]-- > 0) {
      count('generateKey');
      throw new DOMException('The operation failed.', 'OperationError');
    }
    return generateKey.call(this, algorithm, ...rest);
  };
  crypto.subtle.importKey = async function (format, data, algorithm, ...rest) {
    if (format === 'pkcs8' && refuses(algorithm.name, new Uint8Array(data).slice(-32))) {
      count('importKey');
      throw new DOMException('Data provided to an operation does not meet requirements', 'DataError');
    }
    return importKey.call(this, format, data, algorithm, ...rest);
  };
}`;

/** Keys of a share of which all that a recipient derives or is given begin with a zero byte. */
function beginningWithZero({ id }: Share): { linkKey: Uint8Array; lock: { identity: string; recipient: string } } {
  const first = (linkKey: Uint8Array, what: string): number =>
    new Uint8Array(hkdfSync('sha256', linkKey, id, `nt2/v1/link/${what}`, 32))[0]!;
  let linkKey = randomBytes(32);
  while (first(linkKey, 'opener') !== 0 || first(linkKey, 'age') !== 0) linkKey = randomBytes(32);
  const scalar = Uint8Array.of(0, ...randomBytes(31));
  return { linkKey, lock: { identity: toIdentity(scalar), recipient: toRecipient(x25519.getPublicKey(scalar)) } };
}

describe.each(ANY_STORE)('refused keys, on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());
  afterEach(async () => {
    await stage.check();
    stage.play({ sender: 'chromium', recipient: 'chromium' });
  });

  it('B1: browsers that refuse to make a key the first time, or to take the first of an age file, draw another: sealed, compared, opened', async () => {
    const [ours, their] = await Promise.all([stage.profile({}, 'sender'), stage.profile({}, 'recipient')]);
    // The first private key that each document brings along.
    for (const profile of [ours, their]) await profile.addInitScript(refusing('((left) => () => left-- > 0)(1)'));
    const secret = stage.secret();
    const mine = await beginQuietly(stage, { profile: ours });
    await enter(mine, secret);
    const theirs = await acceptQuietly(stage, idOf(mine), their);
    await heading(mine, senderSays.compare.title).waitFor();
    await seal(mine);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await stage.until(idOf(mine), 'ended');
    // The sender makes D and brings F; the recipient makes D and E, and brings F. What they leave for later shares is one more on another page.
    expect(await mine.evaluate('refused')).toEqual({ generateKey: 1, importKey: 1, unheard: 0 });
    const { generateKey, ...others } = await theirs.evaluate<Record<string, number>>('refused');
    expect(others).toEqual({ importKey: 1, unheard: 0 });
    expect([2, 3]).toContain(generateKey);
  });

  it('B1: a browser that refuses every Ed25519 key it is given opens a link all the same, and fetches what it needs for it only then', async () => {
    const asked: string[] = [];
    const walk = async (script: string | null) => {
      asked.length = 0;
      const { link, secret, id } = await waitingLink(stage);
      const profile = await stage.profile();
      if (script !== null) await profile.addInitScript(script);
      const page = await profile.newPage();
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(link);
      await show(page);
      expect(await reveal(page)).toBe(secret);
      await stage.until(id, 'ended');
      return page;
    };
    const ofNoble = (): string[] => asked.filter((path) => path.startsWith('/assets/ed25519-plain-'));
    await walk(null);
    expect(ofNoble()).toEqual([]);
    // And of X25519 every other spelling.
    const page = await walk(refusing(`(curve, [first]) => curve === 'Ed25519' || first % 2 === 0`));
    expect(ofNoble()).toHaveLength(1);
    expect(await page.evaluate('refused.unheard')).toBe(0);
  });

  it('B1: a browser that takes no key at all is told that it is too old, and the share is neither claimed nor called broken', async () => {
    const { link, secret, id } = await waitingLink(stage);
    const profile = await stage.profile();
    await profile.addInitScript(refusing('() => true').replace('1, Ed25519: 1', 'Infinity, Ed25519: Infinity'));
    const page = await profile.newPage();
    await page.goto(link);
    await show(page);
    await heading(page, messages.errors.old[0]).waitFor();
    expect(await page.evaluate('refused.unheard')).toBe(0);
    expect((await stage.share(id)).state.status).toBe('ready');
    const other = await (await stage.profile()).newPage();
    await other.goto(link);
    await show(other);
    expect(await reveal(other)).toBe(secret);
  });

  it('B1: a browser that takes no age identity is told so, and what it has claimed is not deleted as broken', async () => {
    const { link, id } = await waitingLink(stage);
    const profile = await stage.profile();
    await profile.addInitScript(refusing(`(curve) => curve === 'X25519'`));
    const page = await profile.newPage();
    await page.goto(link);
    await show(page);
    await heading(page, messages.errors.old[0]).waitFor();
    expect(await page.evaluate('refused.unheard')).toBe(0);
    expect((await stage.share(id)).state.status).toBe('claimed');
  });

  const zeros = (['chromium', 'webkit'] as const).filter((engine) => isHere({ sender: engine, recipient: engine }));
  it.each(firstOf(zeros, 0, 'keys that begin with a zero byte'))(
    'B1: a link opens in %s when its two keys and that of its payload begin with a zero byte',
    async (engine) => {
      stage.play({ sender: engine, recipient: engine });
      const { link, secret, id } = await waitingLink(stage, { choose: beginningWithZero });
      const page = await (await stage.profile()).newPage();
      await page.goto(link);
      await show(page);
      expect(await reveal(page)).toBe(secret);
      expect((await stage.until(id, 'ended')).state).toMatchObject({ cause: 'delivered' });
    },
  );
});
