// How far opening has come: what the page shows, and what a press may do next.

import type { ClaimAnswer, ShareView } from '../../client/answers/share-view.ts';
import type { OpenedShare } from '../../client/crypto/opened-share.ts';

export type Delivery = 'sending' | 'sent' | 'unsent';

/** Of a link: the key, or what the address said, to be read before anything is asked. In one place, so that it can be let go of. */
export interface LinkBox {
  current: Uint8Array<ArrayBuffer> | string | null;
}

/** How often they can be wrong before words have to wait; or how long they have to, now. */
export type Wrong = { readonly kind: 'tries'; readonly left: number | null } | { readonly kind: 'wait'; readonly waitMs: number };

/** What the press that opened it copies too, and the browser's answer to that. */
interface Copied {
  readonly text: string;
  readonly what: string;
  readonly writing: Promise<void>;
}

export interface ShownStep {
  readonly status: 'shown';
  /** `copied`: only where the press was to copy; null: there were several ways to copy it, and nothing was. */
  readonly opened: OpenedShare & { readonly copied?: Copied | null };
  /** What is said of it beside the secret; capsule and payload have done their part. */
  readonly claimed: Pick<ClaimAnswer, 'label' | 'note' | 'sender' | 'files'>;
  /** The claim secret, which fetches its files. */
  readonly secret: string;
  readonly delivery: Delivery;
}

/** Nothing can be opened here any more, or not like this. */
export type EndStep =
  /** This browser has opened it before: when, epoch ms. */
  | { readonly status: 'opened'; readonly when: number }
  /** The sender has been told that it was another person. */
  | { readonly status: 'told' }
  | { readonly status: 'over' }
  | { readonly status: 'damaged' };

export type Step =
  | { readonly status: 'ask'; readonly wrong: Wrong | null }
  | { readonly status: 'words'; readonly done: number }
  | { readonly status: 'opening' }
  | ShownStep
  /** The page is looking into this browser's database, to say what happened. */
  | { readonly status: 'looking' }
  | EndStep
  | { readonly status: 'fault'; readonly code: string };

/** What a press does besides opening. It gets how opening ends, which is never rejected, and answers with what is shown. */
export type Around = (opening: Promise<Step>) => Promise<Step>;

export interface Opening {
  readonly step: Step;
  /** The share as the page knows it by now. */
  readonly view: ShareView | null;
  open(words: string, around?: Around): void;
  /** Shows the question again, after a fault. */
  back(): void;
  confirm(): void;
  /** Lets go of all that could show the secret again: values, acknowledgement, the link's key. */
  clear(): void;
  /** Another person opened it here: alerts the sender. Null where no one could be told. */
  readonly disown: (() => void) | null;
}
