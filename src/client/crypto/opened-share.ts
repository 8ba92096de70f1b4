// What came out of a claim once everything agreed.

import type { Items } from '../../crypto/capsule/items.ts';

export interface OpenedShare {
  readonly items: Items;
  /** The acknowledgement's preimage: proof of having decrypted. */
  readonly ack: string;
}
