// Every key of the Redis store. All keys of one tenant carry one hash tag, so they share a slot and one script may touch them.

import type { BoardState } from '../../core/ports/board-store.ts';
import { tagOf, type FileId, type PersonKey, type ShareId, type TenantTag } from '../../core/share.ts';
import type { Part } from '../listing.ts';

/**
 * Rows of so much time lie in one key, in ms. It goes with the first of its shares, and of the others the record is read from then on: so a short
 * one. A search names the keys of all the time it looks through: so no shorter one.
 */
export const SPAN_MS = 21_600_000;
export const spanOf = (at: number): number => Math.floor(at / SPAN_MS);

const of = (tag: TenantTag): string => `nt2:{${tag}}:`;

export const keys = {
  /** String: a head `<version> <has due><has outbox><is open> <end of ciphertext> <how it stands for whom>` and what people find it by, a newline, the share as JSON; `record.ts`. */
  share: (id: ShareId) => `${of(tagOf(id))}s:${id}`,
  /** String: evidence of a share that has ended, as JSON. */
  evidence: (id: ShareId) => `${of(tagOf(id))}e:${id}`,
  /** Sorted set: ids of shares with evidence, by when that goes. */
  evidenceEnds: (tag: TenantTag) => `${of(tag)}evidence`,
  /** Sorted sets: ids of shares that stand on the board in this state, by creation. String: there once they hold also what a version before has left out. */
  board: (tag: TenantTag, state: BoardState) => `${of(tag)}board:${state}`,
  boarded: (tag: TenantTag) => `${of(tag)}boarded`,
  /** Hash: of each ended share that began in this span of time, by id, how it stands for whom and what people find it by, as in front of its record. */
  words: (tag: TenantTag, span: number) => `${of(tag)}words:${span}`,
  capsule: (id: ShareId) => `${of(tagOf(id))}c:${id}`,
  payload: (id: ShareId) => `${of(tagOf(id))}p:${id}`,
  /** In the key store only: 32 bytes, without which capsule and payload stay shut. */
  shred: (id: ShareId) => `${of(tagOf(id))}k:${id}`,
  /** Channel, not a key: a commit of this share says its version here. */
  changes: (id: ShareId) => `${of(tagOf(id))}w:${id}`,
  /** Sorted sets: id by the time of its clock, of its outbox. */
  due: (tag: TenantTag) => `${of(tag)}due`,
  outbox: (tag: TenantTag) => `${of(tag)}outbox`,
  /** Sorted set: ids whose messages one instance is sending, by the end of its lease. */
  leases: (tag: TenantTag) => `${of(tag)}leases`,
  /** Set: ids that have a capsule: sealed, ready or claimed. */
  open: (tag: TenantTag) => `${of(tag)}open`,
  /** Hash: the commit counter `n`, its `line`, the `run` of a primary it belongs to, `since` when, and `next:<line>` for the lines before. */
  history: (tag: TenantTag) => `${of(tag)}history`,
  /** Hash, there only while the tag is behind: the marks that the store could not confirm. */
  behind: (tag: TenantTag) => `${of(tag)}behind`,
  /** List: leaves for the log. */
  leaves: (tag: TenantTag) => `${of(tag)}leaves`,
  /** Hash: the record of the log as `text`, its `version`, the `size` of the tree, the highest fencing `token`, the position of the `first` leaf. */
  log: (tag: TenantTag) => `${of(tag)}log`,
  /** String: hashes of a tile, 32 bytes each. */
  tile: (tag: TenantTag, level: number, index: number) => `${of(tag)}tile:${level}:${index}`,
  /** List: positions of a share's leaves in the log. */
  positions: (id: ShareId) => `${of(tagOf(id))}at:${id}`,
  /** Sorted set: ids of live shares by expiry. */
  live: (tag: TenantTag, set: string) => `${of(tag)}live:${set}`,
  /** Hash: bytes of ciphertext by id of a live share, their sum `all`, and `at`, when that was last taken anew. */
  bytes: (tag: TenantTag, set: string) => `${of(tag)}bytes:${set}`,
  /** Sorted sets: ids of a person's shares by creation, one set per side and phase. */
  list: (tag: TenantTag, person: PersonKey, { side, phase }: Part) => `${of(tag)}${side}:${phase}:${person}`,
  /** Sorted set of format 1: all of them. Taken apart when that person's lists are next asked for. */
  oldList: (tag: TenantTag, person: PersonKey) => `${of(tag)}list:${person}`,
  /** Hash: names of those whom this person blocks, by person key. Sets: who blocks anyone, and who blocks this sender. */
  blocks: (tag: TenantTag, person: PersonKey) => `${of(tag)}blocks:${person}`,
  blockers: (tag: TenantTag) => `${of(tag)}blockers`,
  blockedBy: (tag: TenantTag, sender: PersonKey) => `${of(tag)}blocked-by:${sender}`,
  /** Hash: `f <until> <made> <device> <key>` to a note that is free, `t <share>` to `<end> <until> <made> <device> <key>`, a newline, the note it has taken. */
  prekeys: (tag: TenantTag, person: PersonKey) => `${of(tag)}prekeys:${person}`,
  /** Set: people who have such a hash, or had one. */
  prekeyPeople: (tag: TenantTag) => `${of(tag)}prekeys`,
  /** Hash: the browsers that are known for this person, by device key: `<id> <salt> <made at> <used at> <until>`. */
  bonds: (tag: TenantTag, person: PersonKey) => `${of(tag)}bonds:${person}`,
  /** Hash: the machines of this tenant, by name: `<device> <owner>`, a newline, the record as JSON. */
  machines: (tag: TenantTag) => `${of(tag)}machines`,
  /** String: `<version>`, a newline, a rotation as JSON. Sorted sets: ids of rotations by when they are due, and by when their clock acts. */
  rotation: (id: ShareId) => `${of(tagOf(id))}rotation:${id}`,
  rotations: (tag: TenantTag) => `${of(tag)}rotations`,
  rotationsDue: (tag: TenantTag) => `${of(tag)}rotations-due`,
  /** String: `<version>`, a newline, an envelope as JSON. Set: ids of all. Sorted set: by when their clock acts. */
  envelope: (id: ShareId) => `${of(tagOf(id))}envelope:${id}`,
  envelopes: (tag: TenantTag) => `${of(tag)}envelopes`,
  envelopesDue: (tag: TenantTag) => `${of(tag)}envelopes-due`,
  /** Hash: the record of a file; `lua/files.ts`. Sorted set: ids of files by when to look whether they can go. Hash: sums of the tenant and of each owner. */
  file: (id: FileId) => `${of(tagOf(id))}file:${id}`,
  filesDue: (tag: TenantTag) => `${of(tag)}files`,
  fileSums: (tag: TenantTag) => `${of(tag)}file-sums`,
  /** List: `<since> <event>`, what one webhook is to be sent of this share, the oldest first. */
  lane: (id: ShareId, endpoint: string) => `${of(tagOf(id))}lane:${endpoint}:${id}`,
  /** Of one webhook. Sorted sets: ids of shares with such a list by when it is due; those that an instance is sending, by the end of its lease. */
  lanes: (tag: TenantTag, endpoint: string) => `${of(tag)}lanes:${endpoint}`,
  laneLeases: (tag: TenantTag, endpoint: string) => `${of(tag)}lane-leases:${endpoint}`,
  /** Hashes: how often in a row a lane could not be sent, by share; what was given up, `<at> <reason> <share> <event>`, by the event's id. */
  laneFailures: (tag: TenantTag, endpoint: string) => `${of(tag)}lane-failures:${endpoint}`,
  deadDeliveries: (tag: TenantTag, endpoint: string) => `${of(tag)}dead:${endpoint}`,
  deadUntil: (tag: TenantTag, endpoint: string) => `${of(tag)}dead-until:${endpoint}`,
  token: (tag: TenantTag, hash: string) => `${of(tag)}t:${hash}`,
  first: (tag: TenantTag, key: string) => `${of(tag)}f:${key}`,
  /** Allowances of one request may concern several tenants; they share a tag of their own, so that one script can spend them together. */
  bucket: (bucket: string) => `nt2:{spend}:${bucket}`,
  /** Hash: the owner of a piece of work, until when by the server's clock, and the fencing token `n`. */
  lease: (name: string) => `nt2:lease:${name}`,
  /** Set: `<tag> <owner> <n>`, logs with leaves that an instance has under way. */
  marks: 'nt2:lease:logs',
  tags: 'nt2:tags',
  settings: 'nt2:settings',
  schema: 'nt2:schema',
} as const;
