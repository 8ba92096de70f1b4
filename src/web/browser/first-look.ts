// What the first script of a share's page leaves for the page's own: what the address said, and the answer that is on its way meanwhile.

import type { PageAddress } from './address.ts';

export interface FirstLook {
  readonly address: PageAddress;
  /** Null: this is no address of a share. */
  readonly answer: Promise<Response> | null;
}

const shared = globalThis as { nt2First?: FirstLook };

export function leaveFirstLook(first: FirstLook): void {
  shared.nt2First = first;
}

/** Once: the key is in no variable of the whole page after that. */
export function takeFirstLook(): FirstLook | null {
  const first = shared.nt2First ?? null;
  delete shared.nt2First;
  return first;
}
