// The one release: claim, decrypt, hand over, confirm. Asked again by the same keys within its lease, it is answered the same.

import type { Item } from '../../crypto/capsule/items.ts';
import type { PassphraseKeys } from '../../crypto/passphrase/passphrase.ts';
import type { Kind } from '../../crypto/share-terms.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ShareView } from '../answers/share-view.ts';
import type { ClientCall } from '../call.ts';
import type { ShareApi } from '../calls/share-api.ts';
import { claimBody, deliverBody, type LinkKey } from '../crypto/claim.ts';
import { openClaim, OpenError, type OpeningKey } from '../crypto/open.ts';
import type { Signing } from '../crypto/signing.ts';
import { openedFiles, type Fetching, type OpenedFiles } from './opened-files.ts';
import { dropKeys, loadKeyOf, loadOrMakeClaimSecret } from '../keys/own-keys.ts';

export interface Opened extends OpenedFiles {
  readonly items: readonly Item[];
  readonly label: string;
  readonly note: string;
  /** As the server names them. */
  readonly sender: string | null;
  readonly kind: Kind;
  /** The server has heard that it was decrypted, and has deleted it. False: its answer was lost; opening once more confirms it. */
  readonly isConfirmed: boolean;
}

/** What was opened, while the server still waits to hear of it. */
export type Secret = Omit<Opened, 'isConfirmed'>;

/** What was accepted here, while its sender has yet to encrypt it. */
export interface AcceptedHere {
  readonly share: string;
  /** Six words, which the sender's page may show too: where they are the same, nobody stands in between. */
  readonly words: string;
}

/** What is known before anything is used up. */
export interface BeforeClaim {
  readonly share: string;
  /** How many files it has. */
  readonly files: number;
}

export interface OpenWish {
  readonly passphrase: string | undefined;
  readonly beforeClaim?: ((news: BeforeClaim) => Promise<void> | void) | undefined;
  readonly handOver: ((secret: Secret) => Promise<void>) | undefined;
  readonly onAccepted?: ((accepted: AcceptedHere) => void) | undefined;
}

interface Claiming {
  readonly api: ShareApi;
  readonly view: ShareView;
  readonly link: LinkKey | null;
  readonly words: PassphraseKeys | null;
  readonly handOver: OpenWish['handOver'];
  readonly beforeClaim: OpenWish['beforeClaim'];
}

/** What the claimer has: `secret` makes a second question theirs, `loadKey` opens the capsule. */
interface ClaimingKeys {
  readonly signing: Signing;
  readonly secret: string;
  readonly loadKey: () => Promise<OpeningKey | null>;
  /** How files are fetched. */
  readonly fetching: Fetching;
  /** Of a machine, which may show a second proof. Absent: as everyone claims. */
  readonly stateClaim?: typeof claimBody;
}

/** By the keys that the caller keeps, which are dropped when the server has confirmed. */
export async function claimByKeptKeys(call: ClientCall, claiming: Claiming): Promise<Opened> {
  const { id: share } = claiming.view;
  const secret = await loadOrMakeClaimSecret(call.keys, share);
  const loadKey = () => loadKeyOf(call.keys, share);
  const opened = await claimAndOpen({ ...claiming, signing: await call.signing(), secret, loadKey, fetching: call.later });
  if (opened.isConfirmed) await dropKeys(call.keys, share);
  return opened;
}

export async function claimAndOpen(claiming: Claiming & ClaimingKeys): Promise<Opened> {
  const { api, view, link, words, handOver, signing, secret, loadKey, fetching, stateClaim = claimBody } = claiming;
  const { id: share, now: at, kind } = view;
  await claiming.beforeClaim?.({ share, files: view.files });
  const body = await stateClaim({ share, at, link, words: words?.opener ?? null, secret, ...signing });
  const claimed = taken(await api.claim(body));
  const payload = claimed.payload ?? taken(await api.payload(secret));
  const opened = await openClaim({
    view,
    capsule: claimed.capsule,
    payload,
    link,
    words,
    host: signing.host,
    loadKey,
  }).catch(async (error: unknown) => {
    if (!(error instanceof OpenError)) throw error;
    const { fault } = error;
    if (fault !== 'no_key' && fault !== 'words') await api.broken({ device: signing.signer.publicKey, secret, reason: fault });
    throw new ApiError(fault);
  });
  const { label, note, sender } = claimed;
  const attached = { files: opened.items.files ?? [], until: claimed.files?.until, fetching };
  const given: Secret = { items: opened.items.items, label, note, sender, kind, ...openedFiles({ share, secret }, attached) };
  // Until it is where the caller wants it, nothing says that it arrived: the lease lets this device open it once more.
  await handOver?.(given);
  // The secret is here: whatever becomes of the confirmation, it is given to the caller.
  const told = await api.deliver(await deliverBody({ share, at, ack: opened.ack, secret, ...signing }));
  return { ...given, isConfirmed: told.ok };
}
