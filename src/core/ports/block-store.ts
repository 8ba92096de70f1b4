// Who refuses shares from whom.

import type { Person, PersonKey, TenantTag } from '../share.ts';

/** `person` refuses shares from `sender`. */
export interface Block<Sender> {
  readonly person: PersonKey;
  readonly sender: Sender;
}

export interface BlockStore {
  /** Kept until it is lifted. False: this person already has `max` blocks, and this is not one of them. */
  block(tag: TenantTag, block: Block<Person>, max: number): Promise<boolean>;
  /** False: there was no such block. */
  unblock(tag: TenantTag, person: PersonKey, sender: PersonKey): Promise<boolean>;
  /** The senders whom this person blocks. */
  blocks(tag: TenantTag, person: PersonKey): Promise<Person[]>;
  /** The people who block this sender. */
  blockedBy(tag: TenantTag, sender: PersonKey): Promise<PersonKey[]>;
  listAllBlocks(tag: TenantTag): Promise<Block<Person>[]>;
}
