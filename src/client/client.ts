// nt2/client: one typed client for programs and pages. Secrets are encrypted and decrypted where it runs; keys never go to the server.
// See docs/client.md.

import type { Scrypt } from '../crypto/age/scrypt.ts';
import { generatePassphrase } from '../crypto/passphrase/wordlist.ts';
import type { Kind } from '../crypto/share-terms.ts';
import { limits } from '../core/limits.ts';
import { taken } from './api-error.ts';
import type { ShareView } from './answers/share-view.ts';
import { createRun, type CallOptions } from './call.ts';
import { fetchReceipt, type ReceiptFile } from './calls/receipts.ts';
import { createShareApi, fetchView } from './calls/share-api.ts';
import { createMemoryKeyStore, type DeviceKeyStore } from './keys/key-store.ts';
import { toItems, type NewItems } from './methods/new-items.ts';
import { openByLink, type Opened } from './methods/open-link.ts';
import { scryptOfPlatform } from './methods/passphrase.ts';
import { shareByLink } from './methods/share-link.ts';

export { ApiError, type ApiErrorCode, type OwnErrorCode } from './api-error.ts';
export { createMemoryKeyStore, type DeviceKeyStore } from './keys/key-store.ts';
export type { CallOptions } from './call.ts';
export type { NewField, NewItems } from './methods/new-items.ts';
export type { Opened } from './methods/open-link.ts';
export type { ShareView } from './answers/share-view.ts';
export type { ReceiptFile } from './calls/receipts.ts';
export type { Field, Item } from '../crypto/capsule/items.ts';

export interface ClientOptions {
  /** The server: `https://nt2.example.com`. What is signed is bound to its host. */
  readonly url: string | URL;
  /** Of `nt2 token create` or `nt2 login`. Without one, a client opens links and answers requests, and does nothing else. */
  readonly token?: string | undefined;
  /** In a browser that is signed in for several people: the one who acts. */
  readonly as?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** The longest that a call may take, unless it says otherwise, in ms. 30 s. */
  readonly deadlineMs?: number | undefined;
  /** How often what may be sent twice is sent again, at most. 4. */
  readonly retries?: number | undefined;
  /** Where the keys of this device lie. In memory, unless it is given: then what was accepted is opened by this process or by none. */
  readonly keys?: DeviceKeyStore | undefined;
  /** Where words become keys: half a second of work and 128 MiB. In Node its own threads, else here in slices. */
  readonly scrypt?: Scrypt | undefined;
}

export interface ShareOptions {
  /** One line, at most 80 characters: what it is. The server reads it. */
  readonly label: string;
  /** One line, at most 300 characters. The server reads it. */
  readonly note?: string | undefined;
  readonly kind?: Kind | undefined;
  /** Of the operator's policy. */
  readonly template?: string | undefined;
  /** 15 minutes to 7 days; a day unless it is given. */
  readonly expiresInMs?: number | undefined;
  /** A passphrase besides the link: `true` draws one, which the answer holds. Tell it on another way than the link. */
  readonly words?: string | boolean | undefined;
}

export interface Shared {
  readonly id: string;
  /** What the recipient opens. Of a link it holds the key: anybody who has it opens the secret. */
  readonly url: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** The one that was drawn. */
  readonly passphrase?: string;
}

export interface OpenOptions extends CallOptions {
  readonly passphrase?: string | undefined;
}

export interface Client {
  /** Encrypts the items for the holder of a link. */
  share(items: NewItems, options: ShareOptions, call?: CallOptions): Promise<Shared>;
  /** Claims, decrypts and confirms. What is opened is gone from the server: keep what you need. */
  open(link: string, options?: OpenOptions): Promise<Opened>;
  /** How a share stands, as far as its sender or recipient may see it. */
  view(id: string, call?: CallOptions): Promise<ShareView>;
  /** Takes it back before it is opened. */
  revoke(id: string, call?: CallOptions): Promise<void>;
  /** The receipt, and the SSH signature over it. */
  receipt(id: string, call?: CallOptions): Promise<ReceiptFile>;
}

export function createClient(options: ClientOptions): Client {
  const { token, as, keys = createMemoryKeyStore(), deadlineMs = 30_000, retries = 4, scrypt = scryptOfPlatform } = options;
  const url = parseServer(options.url);
  const ask = options.fetch ?? ((input, init) => fetch(input, init));
  // Without a token a program comes as a page of this server would: it has nothing that a foreign page could use.
  const who = token === undefined ? { origin: url.origin } : { authorization: `Bearer ${token}` };
  const headers = { ...who, ...(as !== undefined && { 'x-nt2-as': as }) };
  const run = createRun({
    url,
    headers: () => headers,
    // The API leads nowhere else, and a token must not follow.
    fetch: (input, init) => ask(input, { ...init, redirect: 'error' }),
    deadlineMs,
    retries,
    keys,
    scrypt,
  });
  return {
    share: (items, { label, note = '', kind = 'credential', template, expiresInMs = limits.expiry.initial, words }, call) =>
      run(call, async (now) => {
        const drawn = words === true ? generatePassphrase() : null;
        const wish = { label, note, kind, template, expiresInMs, words: typeof words === 'string' ? words : drawn };
        const made = await shareByLink(now, toItems(items, { label, kind }), wish);
        return { ...made, ...(drawn !== null && { passphrase: drawn }) };
      }),
    open: (link, { passphrase, ...call } = {}) => run(call, (now) => openByLink(now, link, passphrase)),
    view: (id, call) => run(call, async ({ connection }) => taken(await fetchView(connection, id))),
    revoke: (id, call) => run(call, async ({ connection }) => void taken(await createShareApi(connection, id).revoke())),
    receipt: (id, call) => run(call, async ({ connection }) => taken(await fetchReceipt(connection, id))),
  };
}

/** @throws TypeError when it is no address, or a token would go over an open wire. */
function parseServer(given: string | URL): URL {
  const url = new URL(given);
  const isHere = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere))
    throw new TypeError('The address of a server begins with https://');
  return url;
}
