// How far opening has come: what the page shows, and what a press may do next.

import type { ClaimAnswer, ShareView } from '../api/view.ts';
import type { OpenedShare } from '../crypto/open.ts';

export type Delivery = 'sending' | 'sent' | 'unsent';

/** Of a link: the key, or what the address said, to be read before anything is asked. In one place, so that it can be let go of. */
export interface LinkBox {
  current: Uint8Array<ArrayBuffer> | string | null;
}

/** How often they can be wrong before words have to wait; or how long they have to, now. */
export type Wrong = { readonly kind: 'tries'; readonly left: number | null } | { readonly kind: 'wait'; readonly waitMs: number };

export interface ShownStep {
  readonly status: 'shown';
  readonly opened: OpenedShare;
  /** What is said of it beside the secret; capsule and payload have done their part. */
  readonly claimed: Pick<ClaimAnswer, 'label' | 'note' | 'sender'>;
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

export interface Opening {
  readonly step: Step;
  /** The share as the page knows it by now. */
  readonly view: ShareView | null;
  open(words: string): void;
  /** Shows the question again, after a fault. */
  back(): void;
  confirm(): void;
  /** Lets go of all that could show the secret again: values, acknowledgement, the link's key. */
  clear(): void;
  /** Another person opened it here: alerts the sender. Null where no one could be told. */
  readonly disown: (() => void) | null;
}
