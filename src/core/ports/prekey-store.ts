// Prekeys that people's browsers have left, until each is handed out, once.

import type { PersonKey, ShareId, TenantTag } from '../share.ts';

export interface StoredPrekey {
  /** `age1…` */
  readonly key: string;
  /** base64 of the device key that signed the note. */
  readonly device: string;
  /** Epoch ms. */
  readonly madeAt: number;
  readonly untilAt: number;
  /** The signed note. */
  readonly note: string;
}

export interface PrekeyStore {
  /** Adds these; of the free ones of this person, the newest `max` stay. One that has been taken is not added again. */
  putPrekeys(tag: TenantTag, person: PersonKey, prekeys: readonly StoredPrekey[], max: number): Promise<void>;
  /** Those that are free and good at `now`, the newest first. */
  freePrekeys(tag: TenantTag, person: PersonKey, now: number): Promise<StoredPrekey[]>;
  /**
   * Takes the newest free one for this share, in one atomic act: no other share ever gets it, and this share always gets the same one.
   * Kept until `untilAt` or its own end, whichever is later. Null: there is none, or the store is behind and must hand out none.
   */
  takePrekey(id: ShareId, person: PersonKey, now: number, untilAt: number): Promise<StoredPrekey | null>;
  /** The one that was taken for this share. */
  takenPrekey(id: ShareId, person: PersonKey): Promise<StoredPrekey | null>;
  /** Deletes this person's, taken ones too; `device` null: of all their devices. Answers how many. */
  dropPrekeys(tag: TenantTag, person: PersonKey, device: string | null): Promise<number>;
  /** Deletes those of everyone: after the store went back in time, spent ones may be among them. */
  clearPrekeys(tag: TenantTag): Promise<void>;
}
