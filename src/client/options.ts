// What a client is made with, and what its methods take and give.

import type { Scrypt } from '../crypto/age/scrypt.ts';
import type { Kind } from '../crypto/share-terms.ts';
import type { FailedPerson, PersonShare } from './answers/made-share.ts';
import type { CallOptions } from './call.ts';
import type { DeviceKeyStore } from './keys/key-store.ts';
import type { Addressee } from './methods/ask.ts';
import type { AcceptedHere, BeforeClaim, Secret } from './methods/claim-and-open.ts';
import type { FilesWish } from './methods/new-files.ts';
import type { SealingDevice, WaitingShare } from './methods/share-people.ts';

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

export interface ShareOptions extends FilesWish {
  /** One line, at most 80 characters: what it is. The server reads it. */
  readonly label: string;
  /** One line, at most 300 characters. The server reads it. */
  readonly note?: string | undefined;
  readonly kind?: Kind | undefined;
  /** Of the operator's policy. */
  readonly template?: string | undefined;
  /** 15 minutes to 7 days; a day unless it is given. */
  readonly expiresInMs?: number | undefined;
  /** A passphrase besides link or key: `true` draws one, which the answer holds. Tell it on another way than the link. */
  readonly words?: string | boolean | undefined;
  /** One person of chat or several, for each of whom there is a share of its own. Absent: a link, for the person who has it. */
  readonly to?: Addressee | readonly Addressee[] | undefined;
  /** To people: the rotation of which this is the new value. `to` may then name them by the share that brought them the old one. */
  readonly rotates?: string | undefined;
  /** To people: nothing waits for an acceptance. Where no device of theirs has left a key, the call fails with `no_prekey`. */
  readonly prekeyOnly?: boolean | undefined;
  /** To people: called with the six words of the device before anything is encrypted to it. False ends it with `compared`. */
  readonly compare?: ((device: SealingDevice) => boolean | Promise<boolean>) | undefined;
  /** To people: called for each who must accept first. From then on `resume` goes on with it, in any process with the same store of keys. */
  readonly onWaiting?: ((waiting: WaitingShare) => void) | undefined;
}

export type AgainOptions = FilesWish & Pick<ShareOptions, 'words' | 'prekeyOnly' | 'compare' | 'onWaiting'>;
export type GiveOptions = FilesWish & CallOptions;
export type ResumeOptions = Pick<ShareOptions, 'words' | 'compare' | 'onWaiting'>;

export interface RequestOptions extends Pick<ShareOptions, 'label' | 'note' | 'kind' | 'template' | 'expiresInMs'> {
  /** Names of the rows that are asked for. Absent: one value, which the label names. */
  readonly fields?: readonly string[] | undefined;
  /** A person of chat. Absent: the person who has the link. */
  readonly to?: Addressee | undefined;
}

export interface Shared {
  readonly id: string;
  /** What the recipient opens. Of a link it holds the key: a person who has it opens the secret. */
  readonly url: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** The one that was drawn. */
  readonly passphrase?: string;
  /** To several people: the share of each, and for whom there is none. */
  readonly shares?: readonly PersonShare[];
  readonly failed?: readonly FailedPerson[];
}

export interface OpenOptions extends CallOptions {
  readonly passphrase?: string | undefined;
  /** Called before the one view is used up, with what is known of it. If it throws, the call fails with that and the secret still waits. */
  readonly beforeClaim?: ((news: BeforeClaim) => Promise<void> | void) | undefined;
  /**
   * Takes the secret to where it is wanted, before the server hears that it arrived. If it throws, the call fails with that, nothing is
   * confirmed, and within its lease the same keys open it once more.
   */
  readonly handOver?: ((secret: Secret) => Promise<void>) | undefined;
  /** Of a share to the person of the token: called when it is accepted here and its sender has yet to encrypt it. */
  readonly onAccepted?: ((accepted: AcceptedHere) => void) | undefined;
}
