// nt2/client: one typed client for programs and pages. Secrets are encrypted and decrypted where it runs; keys never go to the server.
// How it is used: docs/client.md; why it is so: see docs/decisions/client.md.

import { generatePassphrase } from '../crypto/passphrase/wordlist.ts';
import { limits } from '../core/limits.ts';
import { ApiError, taken } from './api-error.ts';
import type { MinePage, MineRow } from './answers/mine-page.ts';
import type { ShareView } from './answers/share-view.ts';
import { createRuns, type CallOptions } from './call.ts';
import { fetchDevices, requestWithdrawal, type PersonDevices } from './calls/devices.ts';
import { sendReminder, waitLonger } from './calls/mine.ts';
import { fetchReceipt, type ReceiptFile } from './calls/receipts.ts';
import { createShareApi, fetchView } from './calls/share-api.ts';
import { createMemoryKeyStore } from './keys/key-store.ts';
import { dropKeys } from './keys/own-keys.ts';
import { again, type SharedAgain } from './methods/again.ts';
import { askFor, type Requested, type Addressee } from './methods/ask.ts';
import type { Opened } from './methods/claim-and-open.ts';
import { followChanges } from './methods/follow.ts';
import { giveByLink } from './methods/give.ts';
import { hasFiles, type FilesWish } from './methods/new-files.ts';
import { toItems, type NewItems } from './methods/new-items.ts';
import { lookAtLink, openByLink, type LinkNews } from './methods/open-link.ts';
import { openOwn } from './methods/open-own.ts';
import { findPersons, loadPage, loadRows, type PersonFound, type ListQuery } from './methods/own-shares.ts';
import { scryptOfPlatform } from './methods/passphrase.ts';
import { shareByLink } from './methods/share-link.ts';
import { resumeForPerson, sealForPerson, shareWithPeople } from './methods/share-people.ts';
import type {
  AgainOptions,
  ClientOptions,
  GiveOptions,
  OpenOptions,
  RequestOptions,
  ResumeOptions,
  Shared,
  ShareOptions,
} from './options.ts';

export { ApiError, type ApiErrorCode, type OwnErrorCode } from './api-error.ts';
export { createMemoryKeyStore, type DeviceKeyStore } from './keys/key-store.ts';
export type { CallOptions } from './call.ts';
export type {
  AgainOptions,
  ClientOptions,
  GiveOptions,
  OpenOptions,
  RequestOptions,
  ResumeOptions,
  Shared,
  ShareOptions,
} from './options.ts';
export type { SharedAgain } from './methods/again.ts';
export type { Requested, Addressee } from './methods/ask.ts';
export type { AcceptedHere, BeforeClaim, Opened, Secret } from './methods/claim-and-open.ts';
export type { OpenedFile, OpenedFiles, SaveOptions } from './methods/opened-files.ts';
export type { FilesWish } from './methods/new-files.ts';
export { sourceOfBlob, type FileSource } from './files/source.ts';
export type { FileSink } from './files/download.ts';
export type { NewField, NewItems } from './methods/new-items.ts';
export type { LinkNews } from './methods/open-link.ts';
export type { PersonFound, ListQuery } from './methods/own-shares.ts';
export type { SealingDevice, WaitingShare } from './methods/share-people.ts';
export type { MinePage, MineRow, MineState } from './answers/mine-page.ts';
export type { ShareView } from './answers/share-view.ts';
export type { PersonDevices } from './calls/devices.ts';
export type { ReceiptFile } from './calls/receipts.ts';
export type { Field, Item } from '../crypto/capsule/items.ts';

export interface Client {
  /** Encrypts the items for the holder of a link, or for people of chat. */
  share(items: NewItems, options: ShareOptions, call?: CallOptions): Promise<Shared>;
  /** Goes on with a share to a person that waits to be accepted, begun with the keys of this client's store. */
  resume(id: string, options?: ResumeOptions, call?: CallOptions): Promise<Pick<Shared, 'passphrase'>>;
  /** Asks for a secret. What comes back is encrypted to a key of this client's store. */
  request(options: RequestOptions, call?: CallOptions): Promise<Requested>;
  /** Waits for the answer to a request, then opens it. Without a deadline, unless one is given. */
  receive(request: string | Pick<Requested, 'id'>, options?: OpenOptions): Promise<Opened>;
  /** Answers a request: by its link, or by the id of one that asks the person of the token. */
  give(request: string, items: NewItems, options?: GiveOptions): Promise<void>;
  /** What a link holds, who sent it and until when it waits. Uses nothing up. */
  look(link: string, call?: CallOptions): Promise<LinkNews>;
  /**
   * Claims, decrypts and confirms. What is opened is gone from the server: keep what you need. Takes a link, or the address or id of a share
   * that is for the person of the token.
   */
  open(link: string, options?: OpenOptions): Promise<Opened>;
  /** How a share stands, as far as its sender or recipient may see it. */
  view(id: string, call?: CallOptions): Promise<ShareView>;
  /** The same at once, and after each change until its end. */
  watch(id: string, call?: CallOptions): AsyncIterable<ShareView>;
  /** What the person or program of the token sent and received, the newest first, fetched as it is read. */
  list(query?: ListQuery, call?: CallOptions): AsyncIterable<MineRow>;
  /** One page of it. `before`: the `next` of the page before. */
  listPage(query?: ListQuery & { readonly before?: string | null | undefined }, call?: CallOptions): Promise<MinePage>;
  /** Takes it back before it is opened. */
  revoke(id: string, call?: CallOptions): Promise<void>;
  /** Reminds the other person, at most once an hour. */
  remind(id: string, call?: CallOptions): Promise<void>;
  /** Lets it wait until then, epoch ms. */
  extend(id: string, untilAt: number, call?: CallOptions): Promise<void>;
  /** What has ended, once more: a share with new values, a request without. */
  again(id: string, items?: NewItems | null, options?: AgainOptions, call?: CallOptions): Promise<SharedAgain>;
  /** The receipt, and the SSH signature over it. */
  receipt(id: string, call?: CallOptions): Promise<ReceiptFile>;
  /** The browsers that are known for the person of the token. */
  devices(call?: CallOptions): Promise<readonly PersonDevices[]>;
  withdrawDevice(id: string, call?: CallOptions): Promise<void>;
  /** Whom they can name: people of their own shares by a part of the name, and anyone by an exact handle, such as `slack:@ann`. */
  persons(query?: { readonly text?: string | undefined }, call?: CallOptions): Promise<readonly PersonFound[]>;
}

export function createClient(options: ClientOptions): Client {
  const { token, as, keys = createMemoryKeyStore(), deadlineMs = 30_000, retries = 4, scrypt = scryptOfPlatform } = options;
  const url = parseServer(options.url);
  const send = options.fetch ?? ((input, init) => fetch(input, init));
  // Without a token a program comes as a page of this server would: it has nothing that a foreign page could use.
  const who = token === undefined ? { origin: url.origin } : { authorization: `Bearer ${token}` };
  const headers = { ...who, ...(as !== undefined && { 'x-nt2-as': as }) };
  const { run, runStream } = createRuns({
    url,
    headers: () => headers,
    // The API leads nowhere else, and a token must not follow.
    fetch: (input, init) => send(input, { ...init, redirect: 'error' }),
    deadlineMs,
    retries,
    keys,
    scrypt,
  });
  return {
    share: (items, wish, call) =>
      run(unhurried(wish, call), async (now) => {
        const {
          label,
          note = '',
          kind = 'credential',
          template,
          expiresInMs = limits.expiry.initial,
          to,
          rotates,
          prekeyOnly = false,
          compare,
          onWaiting,
          files,
          onProgress,
        } = wish;
        const { words, drawn } = wordsOf(wish.words);
        const about = { label, note, kind, template, expiresInMs, words, files, onProgress };
        const given = toItems(items, about);
        if (to === undefined) return { ...(await shareByLink(now, given, about)), ...drawn };
        const people = isList(to) ? to : [to];
        const { shares, failed } = await shareWithPeople(now, given, { ...about, to: people, rotates, prekeyOnly, compare, onWaiting });
        const [first] = shares;
        if (first === undefined) throw new RangeError('nobody to share with');
        const { id, url: page, expiresAt } = first;
        return { id, url: page, expiresAt, ...drawn, ...(isList(to) && { shares, failed }) };
      }),
    resume: (id, { words: asked, compare, onWaiting } = {}, call) =>
      run(call, async (now) => {
        const { words, drawn } = wordsOf(asked);
        await resumeForPerson(now, id, { words, prekeyOnly: false, compare, onWaiting });
        return drawn;
      }),
    request: ({ label, note = '', kind = 'credential', template, fields = [], expiresInMs = limits.expiry.initial, to }, call) =>
      run(call, (now) => askFor(now, { label, note, kind, template, fields, expiresInMs, to })),
    receive: (request, { passphrase, handOver, beforeClaim, onAccepted, ...call } = {}) =>
      run({ deadlineMs: Infinity, ...call }, (now) =>
        openOwn(now, typeof request === 'string' ? request : request.id, { passphrase, handOver, beforeClaim, onAccepted }),
      ),
    give: (request, items, { files, onProgress, ...call } = {}) =>
      run(unhurried({ files }, call), async (now) => {
        if (!/^[a-z2-7]{32}$/.test(request)) {
          if (hasFiles({ files })) throw new ApiError('input.invalid', { field: 'files', detail: NO_FILES_BY_LINK });
          return giveByLink(now, request, items);
        }
        const view = taken(await fetchView(now.connection, request));
        const wish = { words: null, prekeyOnly: false, compare: undefined, files, onProgress };
        return sealForPerson(now, request, { items: toItems(items, view), wish });
      }),
    look: (link, call) => run(call, (now) => lookAtLink(now, link)),
    open: (link, { passphrase, handOver, beforeClaim, onAccepted, ...call } = {}) =>
      run(call, (now) => openByLink(now, link, { passphrase, handOver, beforeClaim, onAccepted })),
    view: (id, call) => run(call, async ({ connection }) => taken(await fetchView(connection, id))),
    watch: (id, call) => runStream(call, (now) => followChanges(now, id)),
    list: (query = {}, call) => runStream(call, (now) => loadRows(now, query)),
    listPage: ({ before = null, ...query } = {}, call) => run(call, (now) => loadPage(now, query, before)),
    revoke: (id, call) =>
      run(call, async ({ connection, keys: kept }) => {
        taken(await createShareApi(connection, id).revoke());
        await dropKeys(kept, id);
      }),
    remind: (id, call) => run(call, async ({ connection }) => void taken(await sendReminder(connection, id))),
    extend: (id, untilAt, call) => run(call, async ({ connection }) => void taken(await waitLonger(connection, id, untilAt))),
    again: (id, items = null, { words: asked, prekeyOnly = false, compare, onWaiting, files, onProgress } = {}, call) =>
      run(unhurried({ files }, call), async (now) => {
        const { words, drawn } = wordsOf(asked);
        return { ...(await again(now, id, { items, wish: { words, prekeyOnly, compare, onWaiting, files, onProgress } })), ...drawn };
      }),
    receipt: (id, call) => run(call, async ({ connection }) => taken(await fetchReceipt(connection, id))),
    devices: (call) => run(call, async ({ connection }) => taken(await fetchDevices(connection))),
    withdrawDevice: (id, call) => run(call, async ({ connection }) => void taken(await requestWithdrawal(connection, id))),
    persons: ({ text = '' } = {}, call) => run(call, (now) => findPersons(now, text)),
  };
}

const NO_FILES_BY_LINK = 'The link of a request takes no files: they come in a share, or from a person of chat who is asked by name.';

/** Files take as long as they take. */
const unhurried = (wish: FilesWish, call: CallOptions = {}): CallOptions =>
  hasFiles(wish) ? { ...call, deadlineMs: call.deadlineMs ?? Infinity } : call;

const isList = (to: Addressee | readonly Addressee[]): to is readonly Addressee[] => Array.isArray(to);

/** `true`: drawn here, and handed to the caller. */
function wordsOf(asked: ShareOptions['words']): { readonly words: string | null; readonly drawn: { readonly passphrase?: string } } {
  if (asked !== true) return { words: typeof asked === 'string' ? asked : null, drawn: {} };
  const passphrase = generatePassphrase();
  return { words: passphrase, drawn: { passphrase } };
}

/** @throws TypeError when it is no address, or a token would go over an open wire. */
function parseServer(given: string | URL): URL {
  const url = new URL(given);
  const isHere = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere))
    throw new TypeError('The address of a server begins with https://');
  return url;
}
