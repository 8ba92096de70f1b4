// Which browsers and terminals are known to the server for which people. A bond lets a browser sign in by its device key, and a terminal by its token.

import type { PersonKey, TenantTag } from '../share.ts';

export interface Bond {
  /** 26 characters of base32. Names the bond on pages and in sessions, and reveals nothing. */
  readonly id: string;
  readonly person: PersonKey;
  /** base64 Ed25519 public key of the browser, or what `src/core/terminal-device.ts` makes of a terminal's token. */
  readonly device: string;
  /** base64, 32 bytes: salts what the log says of this bond. */
  readonly salt: string;
  /** Epoch ms: when it was made, when the browser last signed in by it, and when it ends if it is not used again. */
  readonly madeAt: number;
  readonly usedAt: number;
  readonly untilAt: number;
}

export interface BondStore {
  /**
   * Keeps a bond. A live one of the same person and device goes on with its id, salt and `madeAt`; of the others, those used longest ago end
   * until there are at most `max`. Answers the ids of those that ended.
   */
  putBond(tag: TenantTag, bond: Bond, max: number): Promise<string[]>;
  /** The live bond of these two, used now; null where there is none. One act: a bond that was dropped before is never answered. */
  useBond(tag: TenantTag, use: Pick<Bond, 'person' | 'device' | 'usedAt' | 'untilAt'>): Promise<Bond | null>;
  /** Live bonds of this person, the last used first. */
  bonds(tag: TenantTag, person: PersonKey, now: number): Promise<Bond[]>;
  /** False: there was no such bond. */
  dropBond(tag: TenantTag, person: PersonKey, id: string): Promise<boolean>;
}
