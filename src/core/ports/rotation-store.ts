// What has been handed over and is to be changed some day: whose value it is, who has it, and when its owner is asked about it.
// See docs/decisions/rotation-clock.md.

import type { NewDeliveries } from './delivery-store.ts';
import type { Kind, MessageRef, Person, PersonKey, ShareId, TenantTag } from '../share.ts';

/** Why a value is to be changed at its time: the template, the end of an engagement, a date by hand, an incident of a person who has it, they leave, it was pasted into chat, or it was taken out of an envelope. */
export const ROTATION_REASONS = ['template', 'engagement', 'date', 'incident', 'offboarding', 'pasted', 'released'] as const;
export type RotationReason = (typeof ROTATION_REASONS)[number];
export const ROTATION_ENDS = ['rotated', 'handed-over'] as const;
export type RotationEnd = (typeof ROTATION_ENDS)[number];

/** A person who has opened the value. */
export interface Holder {
  /** Of the share by which they have it. */
  readonly share: ShareId;
  readonly person: Person;
  readonly at: number;
  /** The share that brings them the new value. Absent: none does. */
  readonly next?: ShareId;
  /** They have opened that one. */
  readonly hasNew?: true;
}

export interface Rotation {
  /** Of the share, or of the first of those that one form began: they hold the same value. Its own where the value was pasted. */
  readonly id: ShareId;
  /** Counts its commits, from 1. */
  readonly version: number;
  readonly kind: Kind;
  /** What people read; it goes when the rotation does. */
  readonly label: string;
  /** Name of the template. */
  readonly template: string | null;
  /** Who handed it over. */
  readonly giver: PersonKey;
  /** Who is asked. */
  readonly owner: Person;
  readonly why: RotationReason;
  /** None where it was pasted: who has read that is not known. */
  readonly holders: readonly Holder[];
  readonly startedAt: number;
  /** When it should be changed, epoch ms. */
  readonly dueAt: number;
  /** When the clock acts next, epoch ms; null: never again. */
  readonly nextAt: number | null;
  /** How often its owner has been asked. */
  readonly asked: number;
  /** The message in chat that asks. Absent: none does. */
  readonly message?: MessageRef;
  readonly closed: { readonly at: number; readonly by: PersonKey; readonly how: RotationEnd } | null;
}

/** Where one stands among those of its tag, which are listed by when they are due. */
export interface RotationPlace {
  readonly id: ShareId;
  readonly at: number;
}

export interface RotationStore {
  /**
   * Writes this version over the one before it, or a first one where there is none. `until`: when the store forgets it, epoch ms; null: it does not.
   * False: another version stands there by now.
   */
  putRotation(
    rotation: Rotation,
    more: { readonly until: number | null; readonly deliveries: NewDeliveries | null; readonly at: number },
  ): Promise<boolean>;
  rotation(id: ShareId): Promise<Rotation | null>;
  /** Those after that place, by when they are due, closed ones among them. `last`: where to go on from; null: nothing is left. */
  rotations(
    tag: TenantTag,
    after: RotationPlace | null,
    limit: number,
  ): Promise<{ readonly rows: readonly Rotation[]; readonly last: RotationPlace | null }>;
  /** Those whose clock acts by now, the oldest first. */
  dueRotations(now: number, limit: number): Promise<ShareId[]>;
}

/** All of a tag. */
export async function* allRotations(store: Pick<RotationStore, 'rotations'>, tag: TenantTag, batch = 500): AsyncGenerator<Rotation> {
  for (let after: RotationPlace | null = null; ;) {
    const { rows, last } = await store.rotations(tag, after, batch);
    yield* rows;
    if (last === null) return;
    after = last;
  }
}
