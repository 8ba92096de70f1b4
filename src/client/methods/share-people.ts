// Shares with people of chat, one for each. To a prekey that a device of the recipient has left it is sealed at once; else it waits for the
// acceptance, whose signature must be that of the device and key that the server names.

import type { Items } from '../../crypto/capsule/items.ts';
import { prekeyHash, verifyPrekey } from '../../crypto/keys/prekey.ts';
import { safetyWords } from '../../crypto/passphrase/wordlist.ts';
import type { Kind } from '../../crypto/share-terms.ts';
import { ApiError, taken } from '../api-error.ts';
import type { AcceptanceView, ShareView } from '../answers/share-view.ts';
import type { ClientCall } from '../call.ts';
import { takeBack } from '../calls/mine.ts';
import type { MadeForPeople } from '../answers/made-share.ts';
import { beginForPeople } from '../calls/new-shares.ts';
import { askPrekey } from '../calls/prekeys.ts';
import { createShareApi, type ShareApi } from '../calls/share-api.ts';
import { encryptItems, sealBody, verifyAcceptance } from '../crypto/seal.ts';
import { dropKeys, loadPendingSeal, savePendingSeal, type PendingSeal } from '../keys/own-keys.ts';
import { newOnce } from '../calls/once.ts';
import { formatTo, type Addressee } from './ask.ts';
import { endedError, viewWhen } from './follow.ts';
import { createTurn, withFiles, type FilesWish, type Turn } from './new-files.ts';
import { deriveWords } from './passphrase.ts';

/** Whom a share is about to be sealed to. */
export interface SealingDevice {
  readonly share: string;
  readonly recipient: string | null;
  /** Six words, which the recipient's page shows too: where they are the same, nobody stands in between. */
  readonly words: string;
}

export interface SealWish extends FilesWish {
  /** Null: the key of the recipient alone opens it. */
  readonly words: string | null;
  /** Nothing waits for an acceptance: where no device has left a key, the share is taken back. */
  readonly prekeyOnly: boolean;
  /** False: it is not sealed, and taken back. Absent: it is sealed without comparing. */
  readonly compare: ((device: SealingDevice) => boolean | Promise<boolean>) | undefined;
  readonly onWaiting?: ((waiting: WaitingShare) => void) | undefined;
}

/** What was encrypted and is at the server, and waits for its recipient to accept. */
export interface WaitingShare {
  readonly share: string;
  readonly recipient: string | null;
}

export interface PeopleWish extends SealWish {
  readonly label: string;
  readonly note: string;
  readonly kind: Kind;
  readonly template: string | undefined;
  readonly expiresInMs: number;
  readonly to: readonly Addressee[];
  readonly rotates: string | undefined;
}

/** @throws ApiError when nobody could be reached, or one of them could not be sealed for: then all that still waits is taken back. */
export async function shareWithPeople(call: ClientCall, items: Items, wish: PeopleWish): Promise<MadeForPeople> {
  const { label, note, kind, template, expiresInMs, to, rotates, words } = wish;
  const mode = words === null ? 'sealed' : 'sealed+words';
  const more = { ...(template !== undefined && { template }), ...(rotates !== undefined && { rotates }) };
  const body = { mode, kind, label, note, ...more, expiresInMs, to: to.map(formatTo) };
  const begun = taken(await beginForPeople(call.connection, body, newOnce()));
  const turn = createTurn();
  const sent = begun.shares.map(() => 0);
  const ended = await Promise.allSettled(
    begun.shares.map(({ id }, at) => {
      const onProgress: FilesWish['onProgress'] = (done, of) => {
        sent[at] = done;
        wish.onProgress?.(
          sent.reduce((sum, one) => sum + one),
          of * sent.length,
        );
      };
      return sealForPerson(call, id, { items, wish: { ...wish, onProgress }, turn });
    }),
  );
  const failure = ended.find(({ status }) => status === 'rejected');
  if (failure === undefined) return begun;
  await Promise.all(
    begun.shares.map(async ({ id }) => {
      await call.undo((connection) => takeBack(connection, id));
      await dropKeys(call.keys, id);
    }),
  );
  throw (failure as PromiseRejectedResult).reason;
}

/** @throws ApiError when it ended, or nothing trustworthy was there to seal to; it then still waits. */
export async function sealForPerson(
  call: ClientCall,
  id: string,
  { items, wish, turn }: { items: Items; wish: SealWish; turn?: Turn },
): Promise<void> {
  const api = createShareApi(call.connection, id);
  const view = await viewOfSender(api, id);
  const ahead = view.status === 'offered' && view.asked === null ? await takePrekey(call, view) : null;
  if (ahead === null && wish.prekeyOnly && view.status === 'offered') throw new ApiError('no_prekey');
  await withFiles(call, { share: id, items, wish, turn }, (whole) => sealWhole(call, { api, view, items: whole, wish, ahead }));
}

interface Giving {
  readonly api: ShareApi;
  readonly view: ShareView;
  readonly items: Items;
  readonly wish: SealWish;
  readonly ahead: Target | null;
}

async function sealWhole(call: ClientCall, { api, view, items, wish, ahead }: Giving): Promise<void> {
  const { id } = view;
  const { identity, hash, bytes, files } = await encryptItems(items);
  const locked: PendingSeal = { identity, hash, size: bytes.length, files };
  const sealing: Sealing = { api, view, locked, wish };
  taken(await api.putPayload(bytes));
  if (ahead !== null && (await seal(call, sealing, ahead))) return;
  if (wish.prekeyOnly && ahead !== null) throw new ApiError('no_prekey');
  // Before anyone is waited for: from here on another process can go on.
  await savePendingSeal(call.keys, id, locked);
  await sealWhenAccepted(call, sealing);
}

/** Goes on with what was begun with these keys, in this process or another. @throws ApiError `no_pending`: they have no part in it */
export async function resumeForPerson(call: ClientCall, id: string, wish: SealWish): Promise<void> {
  const api = createShareApi(call.connection, id);
  const locked = await loadPendingSeal(call.keys, id);
  if (locked === null) throw new ApiError('no_pending');
  const view = await viewOfSender(api, id);
  if (view.mode === 'sealed+words' && wish.words === null) throw new ApiError('passphrase');
  await sealWhenAccepted(call, { api, view, locked, wish });
}

async function viewOfSender(api: ShareApi, id: string): Promise<ShareView> {
  const view = taken(await api.view());
  if (view.id !== id || view.role !== 'sender' || (view.mode !== 'sealed' && view.mode !== 'sealed+words')) throw new ApiError('mismatch');
  return view;
}

async function sealWhenAccepted(call: ClientCall, sealing: Sealing): Promise<void> {
  const { id, recipient, status } = sealing.view;
  if (status === 'offered') sealing.wish.onWaiting?.({ share: id, recipient });
  const accepted = await viewWhen(call, id, (view) => view.status !== 'offered');
  const { acceptance } = accepted;
  if (accepted.status === 'ended') {
    await dropKeys(call.keys, id);
    throw endedError(accepted);
  }
  if (acceptance === null || !(await verifyAcceptance(call.url.host, id, acceptance))) throw new ApiError('acceptance');
  if (!(await seal(call, { ...sealing, view: accepted }, { acceptance, prekey: null }))) throw new ApiError('share.not_yet');
  await dropKeys(call.keys, id);
}

interface Sealing {
  readonly api: ShareApi;
  readonly view: ShareView;
  readonly locked: PendingSeal;
  readonly wish: SealWish;
}

/** What it is sealed to, after its signature was verified. */
interface Target {
  readonly acceptance: AcceptanceView;
  readonly prekey: { readonly device: string; readonly hash: string } | null;
}

/** Null: no device has left one. @throws ApiError when the one that is given is not signed for this person, tenant and time */
async function takePrekey({ connection, url }: ClientCall, { id, recipientRef, now }: ShareView): Promise<Target | null> {
  const { taken: given } = taken(await askPrekey(connection, id));
  if (given === null) return null;
  const { device, note } = given;
  const read = await verifyPrekey(note, { host: url.host, tag: id.slice(0, 6), person: recipientRef ?? '', device, now });
  if (read === null) throw new ApiError('acceptance');
  return { acceptance: { at: read.madeAt, device, key: read.key, note: null }, prekey: { device, hash: prekeyHash(note) } };
}

/** False: the device of the prekey was withdrawn meanwhile, and the recipient accepts first. */
async function seal(call: ClientCall, { api, view, locked, wish }: Sealing, { acceptance, prekey }: Target): Promise<boolean> {
  const { id } = view;
  const { device, key } = acceptance;
  if (wish.compare !== undefined) {
    const words = safetyWords({ share: id, device: device ?? '', recipient: key ?? '' }).join(' ');
    if (!(await wish.compare({ share: id, recipient: view.recipient, words }))) throw new ApiError('compared');
  }
  const body = await sealBody({
    ...(await call.signing()),
    view: { ...view, acceptance },
    at: view.now,
    locked,
    payload: null,
    prekey,
    link: null,
    words: wish.words === null ? null : await deriveWords(wish.words, { share: id, scrypt: call.scrypt }),
    says: null,
  });
  const answer = await api.seal(body);
  if (!answer.ok && answer.code === 'share.not_yet' && prekey !== null) return false;
  taken(answer);
  return true;
}
