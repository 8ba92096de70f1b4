// Opening what a link leads to: claim, decrypt, confirm. The claim is the one release; asked again by the same keys within its lease, it is
// answered the same.

import type { Item } from '../../crypto/capsule/items.ts';
import { parseLink } from '../../crypto/keys/link.ts';
import { isLink, needsPassphrase, type Kind } from '../../crypto/share-terms.ts';
import type { PassphraseKeys } from '../../crypto/passphrase/passphrase.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ClientCall } from '../call.ts';
import { createShareApi, type ShareApi } from '../calls/share-api.ts';
import type { ShareView } from '../answers/share-view.ts';
import { claimBody, deliverBody, type LinkKey } from '../crypto/claim.ts';
import { openClaim, OpenError } from '../crypto/open.ts';
import { dropClaimSecret, loadOrMakeClaimSecret } from '../keys/own-keys.ts';
import { deriveWords } from './passphrase.ts';

export interface Opened {
  readonly items: readonly Item[];
  readonly label: string;
  readonly note: string;
  /** As the server names them. */
  readonly sender: string | null;
  readonly kind: Kind;
  /** The server has heard that it was decrypted, and has deleted it. False: its answer was lost; opening once more confirms it. */
  readonly isConfirmed: boolean;
}

interface ParsedLink {
  readonly id: string;
  readonly key: LinkKey;
}

/** @throws ApiError when it is damaged, or of another server. */
function parseOwnLink(text: string, host: string): ParsedLink {
  const named = /(?:^|[/\s])([^/\s]+)\/s\/[a-z2-7]{32}/i.exec(text)?.[1];
  if (named !== undefined && named.toLowerCase() !== host) throw new ApiError('link.host');
  const parsed = parseLink(text);
  if (!parsed.ok) throw new ApiError(`link.${parsed.reason}`);
  return parsed;
}

export async function openByLink(call: ClientCall, link: string, passphrase: string | undefined): Promise<Opened> {
  const { id, key } = parseOwnLink(link, call.url.host);
  const api = createShareApi(call.connection, id);
  const view = taken(await api.view());
  if (view.id !== id || !isLink(view.mode)) throw new ApiError('mismatch');
  const salt = needsPassphrase(view.mode) ? view.seal?.scryptSalt : null;
  if (salt !== null && passphrase === undefined) throw new ApiError('passphrase');
  const words =
    typeof salt === 'string' && passphrase !== undefined ? await deriveWords(passphrase, { share: id, salt, scrypt: call.scrypt }) : null;
  return claimAndOpen(call, { api, view, link: key, words });
}

interface Claiming {
  readonly api: ShareApi;
  readonly view: ShareView;
  readonly link: LinkKey | null;
  readonly words: PassphraseKeys | null;
}

async function claimAndOpen(call: ClientCall, { api, view, link, words }: Claiming): Promise<Opened> {
  const { id: share, now: at, kind } = view;
  const signing = await call.signing();
  const secret = await loadOrMakeClaimSecret(call.keys, share);
  const body = await claimBody({ share, at, link, words: words?.opener ?? null, secret, ...signing });
  const claimed = taken(await api.claim(body));
  const payload = claimed.payload ?? taken(await api.payload(secret));
  const opened = await openClaim({
    view,
    capsule: claimed.capsule,
    payload,
    link,
    words,
    host: signing.host,
    loadKey: () => Promise.resolve(null),
  }).catch(async (error: unknown) => {
    if (!(error instanceof OpenError)) throw error;
    const { fault } = error;
    if (fault !== 'no_key' && fault !== 'words') await api.broken({ device: signing.signer.publicKey, secret, reason: fault });
    throw new ApiError(fault);
  });
  // The secret is here: whatever becomes of the confirmation, it is given to the caller.
  const told = await api.deliver(await deliverBody({ share, at, ack: opened.ack, secret, ...signing }));
  if (told.ok) await dropClaimSecret(call.keys, share);
  const { label, note, sender } = claimed;
  return { items: opened.items.items, label, note, sender, kind, isConfirmed: told.ok };
}
