// Keys in browsers that keep them badly: read back before anything relies on them, and said before anything is accepted, sealed or claimed.

import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TENANT } from '../../src/adapters/playground/config.ts';
import type { PersonKey, TenantTag } from '../../src/core/share.ts';
import { toRecipient } from '../../src/crypto/age/recipients.ts';
import { firstOf } from '../support/campaign.ts';
import { messages as senderSays } from '../support/sender-messages.ts';
import { messages } from '../support/page-messages.ts';
import { acceptHere } from './go.ts';
import { codeOf, enter, heading, idOf, reveal, seal, show } from './people.ts';
import { press } from './press.ts';
import { acceptQuietly, beginQuietly, openQuietly } from './quietly.ts';
import { isHere } from './scenes.ts';
import { ANY_STORE, openStage, PATIENCE_MS, type Cast, type Stage } from './stage.ts';
import { waitingLink } from './waiting.ts';

/** As WebKit does it: a value that holds such a key is written without an error, and read back as null. */
const givesBackNo = (curves: readonly string[]): string => `
  const curves = ${JSON.stringify(curves)};
  const result = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'result');
  const isLost = (value) => value instanceof CryptoKey
    ? curves.includes(value.algorithm.name)
    : typeof value === 'object' && value !== null && Object.values(value).some(isLost);
  Object.defineProperty(IDBRequest.prototype, 'result', { ...result, get() {
    const value = result.get.call(this);
    return isLost(value) ? null : value;
  } });`;

/** As Safari in Lockdown Mode is said to do it. */
const REFUSES_KEYS = `
  const holdsKey = (value) => value instanceof CryptoKey || (typeof value === 'object' && value !== null && Object.values(value).some(holdsKey));
  for (const method of ['put', 'add']) {
    const original = IDBObjectStore.prototype[method];
    IDBObjectStore.prototype[method] = function (value, ...rest) {
      if (holdsKey(value)) throw new DOMException('could not be cloned', 'DataCloneError');
      return original.call(this, value, ...rest);
    };
  }`;

/** Every CryptoKey in the drawer, by the name of what holds it. */
const KEYS_KEPT = `(async () => {
  const db = await new Promise((done) => { const asked = indexedDB.open('nt2', 1); asked.onsuccess = () => done(asked.result); });
  const store = db.transaction('drawer').objectStore('drawer');
  const all = await new Promise((done) => {
    const found = [];
    store.openCursor().onsuccess = ({ target: { result } }) => {
      if (!result) return done(found);
      found.push([result.key, result.value]);
      result.continue();
    };
  });
  db.close();
  const keysIn = (value) => value instanceof CryptoKey ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(keysIn) : [];
  return all.map(([name, value]) => ({ name, keys: keysIn(value).map(({ algorithm, extractable }) => ({ algorithm: algorithm.name, extractable })) }));
})()`;

describe.each(ANY_STORE)('keys kept by browsers, on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(kind);
  });
  afterAll(() => stage.close());
  afterEach(async () => {
    await stage.check();
    stage.play({ sender: 'chromium', recipient: 'chromium' });
  });

  async function both(prepare: { alex?: string; contractor?: string }) {
    const [mine, theirs]: BrowserContext[] = await Promise.all([stage.profile({}, 'sender'), stage.profile({}, 'recipient')]);
    if (prepare.alex !== undefined) await mine!.addInitScript(prepare.alex);
    if (prepare.contractor !== undefined) await theirs!.addInitScript(prepare.contractor);
    return { alex: mine!, contractor: theirs! };
  }
  const prekeysOf = async (id: string): Promise<number> =>
    (await stage.app.store.freePrekeys(id.slice(0, 6) as TenantTag, `${TENANT}:contractor` as PersonKey, Date.now())).length;

  it('B1: a browser that gives back null for an X25519 key accepts, compares and opens all the same, also after a reload', async () => {
    const { alex, contractor } = await both({ contractor: givesBackNo(['X25519']) });
    const secret = stage.secret();
    const mine = await beginQuietly(stage, { profile: alex });
    await enter(mine, secret);
    const theirs = await acceptQuietly(stage, idOf(mine), contractor);
    await theirs.reload();
    await heading(theirs, messages.waiting.title('Alex')).waitFor();
    await expect.poll(() => codeOf(theirs)).toHaveLength(6);
    await heading(mine, senderSays.compare.title).waitFor();
    await expect.poll(() => codeOf(mine)).toEqual(await codeOf(theirs));
    await seal(mine);
    await heading(theirs, messages.ready.title).waitFor();
    await theirs.reload();
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    await stage.until(idOf(mine), 'ended');
  });

  it.each(firstOf(([{ sender: 'firefox', recipient: 'webkit' }] satisfies Cast[]).filter(isHere), 0, 'keys kept by other engines'))(
    'B1: from $sender to $recipient: accepted, loaded again, compared, opened; and the second time it seals by itself',
    async (cast) => {
      stage.play(cast);
      const { alex, contractor } = await both({});
      for (const label of ['First key', 'Second key']) {
        const secret = stage.secret();
        const mine = await beginQuietly(stage, { label, profile: alex });
        await enter(mine, secret);
        if (label === 'First key') {
          await heading(mine, senderSays.wait.title('Contractor')).waitFor();
          const theirs = await openQuietly(stage, idOf(mine), contractor);
          await acceptHere(theirs);
          await heading(theirs, messages.waiting.title('Alex')).waitFor({ timeout: 2 * PATIENCE_MS });
          await theirs.reload();
          await heading(mine, senderSays.compare.title).waitFor();
          await expect.poll(() => codeOf(theirs), { timeout: PATIENCE_MS }).toHaveLength(6);
          expect(await codeOf(mine)).toEqual(await codeOf(theirs));
          await seal(mine);
          await show(theirs);
          expect(await reveal(theirs, label)).toBe(secret);
          // What that browser has left is given back by it too.
          await expect.poll(() => prekeysOf(idOf(mine)), { timeout: PATIENCE_MS }).toBeGreaterThan(0);
        } else {
          await mine.getByText(/^Sent to Contractor without asking you/).waitFor({ timeout: 2 * PATIENCE_MS });
          const theirs = await openQuietly(stage, idOf(mine), contractor);
          await press(theirs, messages.accept.show);
          expect(await reveal(theirs, label)).toBe(secret);
        }
        await stage.until(idOf(mine), 'ended');
      }
    },
  );

  it.each([
    ['gives back no key at all', givesBackNo(['X25519', 'Ed25519', 'AES-GCM'])],
    ['refuses to store a key', REFUSES_KEYS],
  ])('B1, B5: a browser that %s is told so before anything is accepted, and the share still waits', async (_, prepare) => {
    const { alex, contractor } = await both({ contractor: prepare });
    const mine = await beginQuietly(stage, { profile: alex });
    await enter(mine, stage.secret());
    const theirs = await openQuietly(stage, idOf(mine), contractor);
    await acceptHere(theirs);
    await theirs.getByText(messages.errors.storage[1]).waitFor();
    expect((await stage.share(idOf(mine))).state.status).toBe('offered');
    await heading(mine, senderSays.wait.title('Contractor')).waitFor();
  });

  it('B5: where a browser refuses keys, the sender is told so, nothing is uploaded, and what was typed stays', async () => {
    const { alex } = await both({ alex: REFUSES_KEYS });
    const secret = stage.secret();
    const mine = await beginQuietly(stage, { profile: alex });
    await enter(mine, secret);
    await mine.getByText(messages.errors.storage[1]).waitFor();
    expect(await mine.getByLabel(senderSays.enter.value, { exact: true }).inputValue()).toBe(secret);
    expect((await stage.share(idOf(mine))).state).toMatchObject({ status: 'offered', payload: null });
  });

  it('B5: and so is a person who opens a link there: it is not claimed, and another browser opens it', async () => {
    const { link, secret, id } = await waitingLink(stage);
    const profile = await stage.profile();
    await profile.addInitScript(REFUSES_KEYS);
    const refused = await profile.newPage();
    await refused.goto(link);
    await show(refused);
    await heading(refused, messages.errors.storage[0]).waitFor();
    expect((await stage.share(id)).state.status).toBe('ready');
    const page = await (await stage.profile()).newPage();
    await page.goto(link);
    await show(page);
    expect(await reveal(page)).toBe(secret);
  });

  it('B1: no key lies there that a script could read out, and after the delivery E is gone with what wrapped it', async () => {
    const { alex, contractor } = await both({});
    const secret = stage.secret();
    const mine = await beginQuietly(stage, { profile: alex });
    await enter(mine, secret);
    const theirs = await acceptQuietly(stage, idOf(mine), contractor);
    const kept = await theirs.evaluate<{ name: string; keys: { extractable: boolean }[] }[]>(KEYS_KEPT);
    // What it leaves for later, it leaves meanwhile.
    const isPrekey = ({ name }: { name: string }) => name.startsWith('prekey:');
    expect(
      kept
        .filter((one) => !isPrekey(one))
        .map(({ name }) => name)
        .sort(),
    ).toEqual([`accept:${idOf(mine)}`, 'device']);
    for (const { keys } of kept) expect(keys).toEqual([{ algorithm: 'AES-GCM', extractable: false }]);
    await seal(mine);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
    const held = async () => (await theirs.evaluate<{ name: string; keys: unknown[] }[]>(KEYS_KEPT)).filter(({ keys }) => keys.length > 0);
    await expect.poll(async () => (await held()).filter((one) => !isPrekey(one))).toMatchObject([{ name: 'device' }]);
    // The next share takes one of those that were left; after its delivery that one is gone as well.
    await expect.poll(async () => (await held()).filter(isPrekey).length, { timeout: PATIENCE_MS }).toBe(20);
    await expect.poll(() => prekeysOf(idOf(mine)), { timeout: PATIENCE_MS }).toBe(20);
    const next = await beginQuietly(stage, { profile: alex });
    await enter(next, stage.secret());
    await next.getByText(/^Sent to Contractor without asking you/).waitFor();
    const page = await openQuietly(stage, idOf(next), contractor);
    await press(page, messages.accept.show);
    await reveal(page);
    await expect.poll(async () => (await held()).filter(isPrekey).length).toBe(19);
  });

  it('B1: keys that an earlier nt2 has kept as they are still sign and open', async () => {
    const { alex, contractor } = await both({});
    const secret = stage.secret();
    const mine = await beginQuietly(stage, { profile: alex });
    await enter(mine, secret);
    const id = idOf(mine);
    // As it was written before keys were wrapped: not extractable, whole, beside their public halves.
    const before = await contractor.newPage();
    await before.goto(`${stage.url}/robots.txt`);
    const made = await before.evaluate<{ device: string; recipient: number[] }>(`(async () => {
      const pair = (name, usages) => crypto.subtle.generateKey({ name }, false, usages);
      const raw = async ({ publicKey }) => new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
      globalThis.old = { D: await pair('Ed25519', ['sign', 'verify']), E: await pair('X25519', ['deriveBits']) };
      return { device: btoa(String.fromCharCode(...(await raw(old.D)))), recipient: [...(await raw(old.E))] };
    })()`);
    const recipient = toRecipient(Uint8Array.from(made.recipient));
    await before.evaluate(`(async () => {
      const db = await new Promise((done) => {
        const asked = indexedDB.open('nt2', 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore('drawer');
        asked.onsuccess = () => done(asked.result);
      });
      const transaction = db.transaction('drawer', 'readwrite');
      transaction.objectStore('drawer').put({ privateKey: old.D.privateKey, publicKey: ${JSON.stringify(made.device)} }, 'device');
      transaction.objectStore('drawer').put({ privateKey: old.E.privateKey, recipient: '${recipient}' }, 'accept:${id}');
      await new Promise((done) => { transaction.oncomplete = done; });
      db.close();
    })()`);
    const theirs = await openQuietly(stage, idOf(mine), contractor);
    await acceptHere(theirs);
    await heading(theirs, messages.waiting.title('Alex')).waitFor();
    expect((await stage.share(id)).state).toMatchObject({ acceptance: { device: made.device, key: recipient } });
    await theirs.reload();
    await seal(mine);
    await show(theirs);
    expect(await reveal(theirs)).toBe(secret);
  });
});
