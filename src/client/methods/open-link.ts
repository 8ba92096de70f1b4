// What a link leads to: a look before anything is used up, and the opening.

import { parseLink } from '../../crypto/keys/link.ts';
import { isLink, needsPassphrase, type Kind } from '../../crypto/share-terms.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ClientCall } from '../call.ts';
import { createShareApi, type ShareApi } from '../calls/share-api.ts';
import type { ShareView } from '../answers/share-view.ts';
import type { LinkKey } from '../crypto/claim.ts';
import { openLinkCover } from '../crypto/cover.ts';
import { checkHost } from './check-host.ts';
import { claimByKeptKeys, type Opened, type OpenWish } from './claim-and-open.ts';
import { openOwn } from './open-own.ts';
import { deriveWords } from './passphrase.ts';

/** What the sender's page says of a link, before anything is opened. */
export interface LinkNews {
  readonly id: string;
  /** In the sender's words; empty where the link has no cover. */
  readonly label: string;
  readonly sender: string | null;
  readonly kind: Kind;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly needsPassphrase: boolean;
  /** How many files it has, beside its rows. */
  readonly files: number;
}

interface ParsedLink {
  readonly id: string;
  readonly key: LinkKey;
}

/** @throws ApiError when it is damaged, or of another server. */
function parseOwnLink(text: string, host: string): ParsedLink {
  checkHost(text, { host, path: 's' });
  const parsed = parseLink(text);
  if (!parsed.ok) throw new ApiError(`link.${parsed.reason}`);
  return parsed;
}

/** The page of a share that is for the person of the token, or its id: there is no key in it. Null: it is a link, whole or not. */
const ownShare = (text: string): string | null =>
  /^(?:(?:https?:\/\/)?[^/\s]+\/s\/)?([a-z2-7]{32})(?:\?[^#\s]*)?$/.exec(text.trim())?.[1] ?? null;

interface Found extends ParsedLink {
  readonly api: ShareApi;
  readonly view: ShareView;
}

async function findByLink(call: ClientCall, link: string): Promise<Found> {
  const { id, key } = parseOwnLink(link, call.url.host);
  const api = createShareApi(call.connection, id);
  const view = taken(await api.view());
  if (view.id !== id || !isLink(view.mode)) throw new ApiError('mismatch');
  return { id, key, api, view };
}

/** Looking changes nothing. */
export async function lookAtLink(call: ClientCall, link: string): Promise<LinkNews> {
  const { id, key, view } = await findByLink(call, link);
  const cover = view.cover === null ? null : openLinkCover({ link: key, share: id, cover: view.cover });
  const { label, sender } = cover ?? view;
  return { id, label, sender, kind: view.kind, expiresAt: view.expiresAt, needsPassphrase: needsPassphrase(view.mode), files: view.files };
}

export async function openByLink(
  call: ClientCall,
  link: string,
  { passphrase, handOver, beforeClaim, onAccepted }: OpenWish,
): Promise<Opened> {
  const own = ownShare(link);
  if (own !== null) {
    checkHost(link, { host: call.url.host, path: 's' });
    return openOwn(call, own, { passphrase, handOver, beforeClaim, onAccepted });
  }
  const { id, key, api, view } = await findByLink(call, link);
  const salt = needsPassphrase(view.mode) ? view.seal?.scryptSalt : null;
  if (salt !== null && passphrase === undefined) throw new ApiError('passphrase');
  const words =
    typeof salt === 'string' && passphrase !== undefined ? await deriveWords(passphrase, { share: id, salt, scrypt: call.scrypt }) : null;
  return claimByKeptKeys(call, { api, view, link: key, words, handOver, beforeClaim });
}
