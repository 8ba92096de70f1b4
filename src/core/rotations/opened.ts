// What a person has ever opened, as far as records and evidence are kept: the list that an incident and an offboarding begin with.

import { hasArrived } from '../lifecycle/transitions.ts';
import { everything } from '../lists.ts';
import { allEvidence, type EvidenceStore } from '../ports/evidence-store.ts';
import type { Listed, ListPlace, ListStore } from '../ports/list-store.ts';
import { allRotations, type Rotation, type RotationStore } from '../ports/rotation-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { Kind, Person, PersonKey, ShareId, TenantTag } from '../share.ts';
import { rotationOf } from './rules.ts';

export interface OpenedValue {
  readonly share: ShareId;
  /** Of the rotation of its value, whether or not there is one. */
  readonly value: ShareId;
  readonly at: number;
  readonly kind: Kind;
  /** '' where nobody remembers it any longer. */
  readonly label: string;
  readonly template: string | null;
  readonly giver: Person;
  readonly rotation: Rotation | null;
}

export type OpenedStore = ShareReader & EvidenceStore & ListStore & RotationStore;

const BATCH = 500;

/** The newest first. */
export async function openedBy(store: OpenedStore, tag: TenantTag, person: PersonKey): Promise<readonly OpenedValue[]> {
  const found = new Map<ShareId, Omit<OpenedValue, 'rotation'>>();
  for (let before: ListPlace | null = null, more = true; more;) {
    const listed: Listed = await store.list(tag, person, everything(BATCH, before));
    for (const { id } of listed.places) {
      const share = await store.load(id);
      if (share?.recipient?.key !== person || share.state.status !== 'ended' || !hasArrived(share.state.cause)) continue;
      const { kind, label, sender, state, terms } = share;
      found.set(id, {
        share: id,
        value: rotationOf(share),
        at: state.at,
        kind,
        label,
        template: terms?.template?.name ?? null,
        giver: sender,
      });
    }
    before = listed.places.at(-1) ?? null;
    more = before !== null && listed.more > 0;
  }
  for await (const { id, recipient, cause, endedAt, kind, template, sender } of allEvidence(store, tag)) {
    if (recipient !== person || !hasArrived(cause) || found.has(id)) continue;
    found.set(id, { share: id, value: id, at: endedAt, kind, label: '', template: template ?? null, giver: { key: sender, name: '' } });
  }
  const rotations = new Map<ShareId, Rotation>();
  for await (const rotation of allRotations(store, tag))
    for (const { share, person: holder, at } of rotation.holders) {
      if (holder.key !== person) continue;
      rotations.set(share, rotation);
      const { id, kind, label, template, giver, owner } = rotation;
      const known = found.get(share);
      const name = owner.key === giver ? owner.name : '';
      const row = known ?? { share, value: id, at, kind, label, template, giver: { key: giver, name } };
      found.set(share, { ...row, value: id, label: row.label === '' ? label : row.label });
    }
  return [...found.values()].map((row) => ({ ...row, rotation: rotations.get(row.share) ?? null })).toSorted((a, b) => b.at - a.at);
}
