// Opening what is for the person of the token: a share from someone, or the answer to a request of theirs. It is accepted with a key of this
// device, and opened when it is sealed to that key.

import { safetyWords } from '../../crypto/passphrase/wordlist.ts';
import { isLink, isSealed, needsPassphrase } from '../../crypto/share-terms.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ShareView } from '../answers/share-view.ts';
import type { ClientCall } from '../call.ts';
import { createShareApi } from '../calls/share-api.ts';
import { acceptanceBody } from '../crypto/accept.ts';
import { loadOrMakeKey } from '../keys/own-keys.ts';
import { claimByKeptKeys, type Opened, type OpenWish } from './claim-and-open.ts';
import { deriveWords } from './passphrase.ts';
import { endedError, viewWhen } from './follow.ts';

export async function openOwn(call: ClientCall, id: string, { passphrase, handOver, beforeClaim, onAccepted }: OpenWish): Promise<Opened> {
  const api = createShareApi(call.connection, id);
  const found = taken(await api.view());
  // Of a link without its key.
  if (isLink(found.mode)) throw new ApiError('link.missing');
  if (found.id !== id) throw new ApiError('mismatch');
  if (found.role !== 'recipient') throw new ApiError('share.not_recipient', { detail: 'This is for someone else.' });
  if (needsPassphrase(found.mode) && passphrase === undefined) throw new ApiError('passphrase');
  if (found.status === 'ended') throw endedError(found);
  await acceptOrCheck(call, found, onAccepted);
  const view = await viewWhen(call, id, ({ status }) => status === 'ready' || status === 'claimed' || status === 'ended');
  if (view.status === 'ended') throw endedError(view);
  const salt = view.seal?.scryptSalt ?? null;
  const words = salt === null || passphrase === undefined ? null : await deriveWords(passphrase, { share: id, salt, scrypt: call.scrypt });
  return claimByKeptKeys(call, { api, view, link: null, words, handOver, beforeClaim });
}

/** What is sealed to another device of theirs, or is going to be, is not asked for: the server would tell its sender of a stranger. */
async function acceptOrCheck(call: ClientCall, found: ShareView, onAccepted: OpenWish['onAccepted']): Promise<void> {
  const { id, mode, status } = found;
  const isNew = status === 'offered';
  const { device, key } = isNew ? await acceptHere(call, found) : { device: null, key: null, ...(found.seal?.prekey ?? found.acceptance) };
  if (!isSealed(mode)) return;
  // A key that was left ahead lies in a browser: a program leaves none.
  const isOwn = device === (await call.signing()).signer.publicKey && status !== 'sealed';
  if (!isOwn || device === null || key === null) throw new ApiError('no_key');
  if (isNew || status === 'accepted') onAccepted?.({ share: id, words: safetyWords({ share: id, device, recipient: key }).join(' ') });
}

/** The key is kept before the server hears of it. `gate`: of a request by link. */
export async function acceptHere(
  call: ClientCall,
  { id, mode, now }: ShareView,
  gate?: string,
): Promise<{ device: string; key: string | null }> {
  const key = isSealed(mode) ? (await loadOrMakeKey(call.keys, id)).recipient : null;
  const body = await acceptanceBody({ share: id, at: now, key, ...(await call.signing()) });
  taken(await createShareApi(call.connection, id).accept({ ...body, ...(gate !== undefined && { gate }) }));
  return { device: body.device, key };
}
