// The real core on a real SQLite store behind one adapter, with a clock that the test turns and a log that the test reads.

import { generatePassphrase, passphraseStrength } from '../../src/crypto/passphrase/wordlist.ts';
import { encodeBase64, hashB64, randomBytes } from '../../src/crypto/bytes.ts';
import { formatAccepted } from '../../src/crypto/events/statements.ts';
import { prekeyHash } from '../../src/crypto/keys/prekey.ts';
import { newRequestSecret, requestGate } from '../../src/crypto/keys/request-link.ts';
import { deriveKeys, tenantTag } from '../../src/crypto/keys/root.ts';
import { createBot } from '../../src/bot/bot.ts';
import { createOutboxSender } from '../../src/bot/outbox-sender.ts';
import { everything } from '../../src/core/lists.ts';
import type { TenantTags } from '../../src/core/ports/tenant-tags.ts';
import type { Party, PersonKey, Share, TenantTag } from '../../src/core/share.ts';
import { createShares } from '../../src/core/shares.ts';
import { createOutboxDispatcher } from '../../src/jobs/outbox-dispatcher.ts';
import { createSweeper } from '../../src/jobs/sweeper.ts';
import { createDeviceCodes } from '../../src/core/device-codes.ts';
import { createSignInTokens } from '../../src/core/sign-in-tokens.ts';
import { openStore } from '../store/open.ts';
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
  type Browser,
} from '../support/actors.ts';
import type { Chat, OpenChat, Role, SeenCard } from './chat.ts';
import { noMachines } from '../support/machines.ts';
import { createRotations } from '../../src/core/rotations/rotations.ts';
import { noEnvelopes, noOffboardings } from '../support/rotations.ts';

const HOST = '127.0.0.1:8448';
export const PUBLIC_URL = `http://${HOST}`;
export const CANARY = 'CANARY-7f3d91-the-secret-itself';

export interface WorldOptions {
  readonly modalEntry?: boolean;
  readonly takesTerminals?: boolean;
}

/** What can be made slow: the check for repeated deliveries, the look at the share, the look right before the commit, or the work that words take. */
type Slow = 'first' | 'find' | 'load' | 'words';

/** Keys that a browser has left. */
interface LeftKeys {
  readonly browser: Browser;
  readonly made: Awaited<ReturnType<typeof makingPrekeys>>;
}

/** Accepts with a key that was left before. */
async function acceptingWith(browser: Browser, { id }: Share, { at, key }: { readonly at: number; readonly key: string }) {
  const device = browser.device.publicKey;
  return { note: await browser.sign(formatAccepted({ share: id, at, device, key })), device };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld(openChat: OpenChat, { modalEntry = true, takesTerminals = true }: WorldOptions = {}) {
  let now = Date.parse('2026-11-20T16:00:00.000Z');
  const clock = (): number => now;
  const keys = deriveKeys(new Uint8Array(32).fill(7));
  const tenantTags: TenantTags = { tagOf: (tenant) => tenantTag(keys.tag, tenant) as TenantTag };
  const store = await openStore({ kind: 'sqlite', file: ':memory:' }, { clock });
  let slowly: { readonly what: Slow; readonly until: Promise<void> } | null = null;
  // The store is slow, not the bot: a late answer of anything it waits for must stop it.
  const delayed = <A extends unknown[], R>(what: Slow, call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      const result = await call(...args);
      if (slowly?.what === what) await slowly.until;
      return result;
    };
  };
  const core = {
    store,
    clock,
    random: randomBytes,
    tenantTags: tenantTags,
    host: HOST,
    storage: 'sqlite+test',
    modalEntry,
    retentionMs: 30 * 86_400_000,
    scrypt: delayed('words', scryptNative),
  };
  const shares = createShares({ ...core, store: { ...store, load: delayed('load', store.load) } });
  const tokens = createSignInTokens({ store, clock, random: randomBytes, tenantTags });
  const rotations = createRotations({ ...core, endpointIds: () => Promise.resolve([]) });
  const mac = (text: string): string => hashB64(`a key of its own\n${text}`);
  const deviceCodes = createDeviceCodes({ store, clock, random: randomBytes, tenantTags, mac, takesTerminals });
  const log: string[] = [];
  const known = new Set<PersonKey>();
  const chat: Chat = await openChat({ publicUrl: PUBLIC_URL, clock });
  const bot = createBot({
    shares: { ...shares, find: delayed('find', createShares(core).find) },
    deviceCodes,
    machines: noMachines,
    rotations,
    offboardings: noOffboardings,
    envelopes: noEnvelopes,
    tokens,
    isKnown: async (person) => known.has(person),
    clock,
    markOnce: delayed('first', async (tenant: string, key: string) => store.markOnce(tenantTags.tagOf(tenant), key, now + 86_400_000)),
    publicUrl: PUBLIC_URL,
    modalEntry,
    passphrase: { generate: generatePassphrase, good: (typed) => passphraseStrength(typed).ok },
    platform: chat.adapter,
    log: (event, facts) => log.push(JSON.stringify({ event, ...facts })),
  });
  const running: Promise<unknown>[] = [];
  await chat.adapter.start({
    ...bot,
    handle: (inbound, deadline) => {
      const answer = bot.handle(inbound, deadline);
      running.push(answer);
      return answer;
    },
  });
  const sender = createOutboxSender({
    adapters: new Map([[chat.adapter.platform, chat.adapter]]),
    publicUrl: PUBLIC_URL,
    isKnown: async (person) => known.has(person),
    blocked: (person) => shares.blocked(tenantOf(chat), person),
    waitsLongest: shares.waitsLongest,
    find: shares.find,
  });
  const outbox = createOutboxDispatcher({ store, shares, sender, clock });

  /** Says all that is to be said. */
  async function settle(): Promise<void> {
    while ((await outbox.dispatch()) > 0);
  }

  /** The card that stands in chat whose title or text says so; the newest one. */
  async function card(as: 'sender' | 'recipient' | 'other', where: SeenCard['where'], says: string | RegExp): Promise<SeenCard> {
    await settle();
    const all = await chat.cards(as);
    const found = all.findLast((seen) => seen.where === where && `${seen.title}\n${seen.text}`.match(says) !== null);
    if (!found)
      throw new Error(`no card says ${String(says)} to ${as}; there are: ${all.map((seen) => `${seen.where}: ${seen.title}`).join(' | ')}`);
    return found;
  }

  return {
    chat,
    shares,
    store,
    tokens,
    /** Where a browser ends that opens this address: the platform may have to sign it in first. */
    follow: async (as: Role, url: string): Promise<string> => {
      const [, to] = url.split(`${chat.adapter.capabilities.signsIn ?? ' '}?to=`);
      return to === undefined ? url : bot.signIn!({ tenant: tenantOf(chat), actor: { key: chat.keys[as], name: as, kind: 'member' }, to });
    },
    signIn: (as: Role, to: string) => bot.signIn!({ tenant: tenantOf(chat), actor: { key: chat.keys[as], name: as, kind: 'member' }, to }),
    deviceCodes,
    rotations,
    tags: tenantTags,
    log,
    clock,
    settle,
    card,
    /** From now on a browser of this person is known. */
    know: (role: 'sender' | 'recipient'): void => void known.add(chat.keys[role]),
    /** All shares that the sender has made, newest first. */
    made: async (): Promise<readonly Share[]> => (await shares.list(tenantOf(chat), chat.keys.sender, everything(20))).shares,
    async turn(ms: number): Promise<void> {
      now += ms;
      await createSweeper({ store, shares, clock })();
      await settle();
    },
    /** From now on this answer of the store comes only when the returned function is called. */
    slow(what: Slow): () => Promise<void> {
      let go = (): void => {};
      const until = new Promise<void>((resolve) => {
        go = resolve;
      });
      slowly = { what, until };
      chat.answerWithin(30);
      return async () => {
        slowly = null;
        chat.answerWithin(30_000);
        go();
        await Promise.allSettled(running);
      };
    },
    /** The recipient's browser accepts, the sender's seals: what the pages do. */
    async acceptAndSeal(share: Share) {
      const recipient = await newBrowser(HOST);
      const accepted = await accepting(recipient, share, now);
      must(await shares.accept(share.id, chat.keys.recipient, accepted.input));
      await settle();
      return {
        recipient,
        accepted,
        seal: async (): Promise<void> => {
          const key = accepted.key?.recipient;
          const sealed = await sealing(await newBrowser(HOST), share, {
            at: now,
            items: credential(CANARY),
            ...(key !== undefined && { recipient: key }),
          });
          must(await shares.seal(share.id, chat.keys.sender, sealed.input));
          await settle();
        },
        claim: async (): Promise<void> => {
          must(await shares.claim(share.id, chat.keys.recipient, await claiming(recipient, share, now)));
          await settle();
        },
        open: async (): Promise<void> => {
          const released = must(await shares.claim(share.id, chat.keys.recipient, await claiming(recipient, share, now)));
          await settle();
          const statement = 'seal' in released.share.state ? (released.share.state.seal?.statement ?? '') : '';
          const { ack } = await opening(share, released, statement, { accept: accepted.key });
          must(await shares.deliver(share.id, await delivering(recipient, share, now, ack)));
          await settle();
        },
      };
    },
    /** The asker's browser makes its key, and of a link the secret: what their page does with "Ask now". */
    async askNow(share: Share): Promise<Browser> {
      const browser = await newBrowser(HOST);
      const { input } = await accepting(browser, share, now);
      const gate = share.asked?.of === 'link' ? { gate: requestGate(encodeBase64(newRequestSecret()), share.id) } : {};
      must(await shares.accept(share.id, chat.keys.sender, { ...input, ...gate }));
      await settle();
      return browser;
    },
    /** What a page leaves behind that has accepted: keys of this browser for later. */
    async leaveKeys(as: Party, share: Share, { browser, count }: { readonly browser: Browser; readonly count: number }) {
      const made = await makingPrekeys(browser, share, { person: chat.keys[as], at: now, count });
      const notes = made.map(({ note }) => note);
      must(await shares.leavePrekeys(share.id, chat.keys[as], { device: browser.device.publicKey, notes }));
      return { browser, made };
    },
    /** The page of the person who enters takes such a key and seals to it at once; `open`: what the browser that left it then does. */
    async sealAhead(by: Party, share: Share, { browser, made }: LeftKeys) {
      const taken = must(await shares.takePrekey(share.id, chat.keys[by]));
      if (taken === null) throw new Error('no prekey');
      const prekey = { device: taken.device, hash: prekeyHash(taken.note) };
      const { input } = await sealing(await newBrowser(HOST), share, { at: now, items: credential(CANARY), recipient: taken.key, prekey });
      must(await shares.seal(share.id, chat.keys[by], input));
      await settle();
      const key = made.find(({ pair }) => pair.recipient === taken.key)?.pair ?? null;
      const reader = chat.keys[by === 'sender' ? 'recipient' : 'sender'];
      return {
        open: async (): Promise<void> => {
          const current = must(await shares.view(share.id, [reader]));
          if (current.status === 'sealed')
            must(await shares.accept(share.id, reader, await acceptingWith(browser, share, { at: now, key: taken.key })));
          const released = must(await shares.claim(share.id, reader, await claiming(browser, share, now)));
          const { ack } = await opening(share, released, input.note, { accept: key });
          must(await shares.deliver(share.id, await delivering(browser, share, now, ack)));
          await settle();
        },
      };
    },
    /** Someone else's browser, signed in as the recipient, tries to open. */
    async intrude(share: Share): Promise<void> {
      await shares.claim(share.id, chat.keys.other, await claiming(await newBrowser(HOST), share, now));
      await settle();
    },
    async close(): Promise<void> {
      await chat.close();
      await store.close();
    },
  };
}

export const tenantOf = (chat: Chat): string => chat.keys.sender.slice(0, chat.keys.sender.lastIndexOf(':'));

function must<T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string }): T {
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.value;
}
