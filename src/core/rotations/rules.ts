// The rules of a rotation, as pure functions: when it is due, when its owner is asked, and how it ends.

import { rotationLimits } from '../limits.ts';
import type { Holder, Rotation, RotationEnd, RotationReason } from '../ports/rotation-store.ts';
import { ERASED_PERSON, hasArrived } from '../lifecycle/transitions.ts';
import type { Person, PersonKey, Share, ShareId } from '../share.ts';

/** The value that a share holds: one that a form began for several people is the same for all. */
export const rotationOf = ({ id, together }: Pick<Share, 'id' | 'together'>): ShareId => together?.[0] ?? id;

/** When what this share has brought should be changed, and why; null: nobody has said. */
export function dueOf({ terms }: Pick<Share, 'terms'>, openedAt: number): { readonly dueAt: number; readonly why: RotationReason } | null {
  const after = terms?.template?.rotateAfterMs ?? null;
  const byTemplate = after === null ? null : openedAt + after;
  const ends = terms?.engagedUntil ?? null;
  if (ends !== null && (byTemplate === null || ends < byTemplate)) return { dueAt: Math.max(ends, openedAt), why: 'engagement' };
  return byTemplate === null ? null : { dueAt: byTemplate, why: 'template' };
}

/** Its owner is asked in time: a week before, or with a quarter of it left. */
const leadOf = ({ startedAt, dueAt }: Pick<Rotation, 'startedAt' | 'dueAt'>): number =>
  Math.min(rotationLimits.leadMs, Math.max(0, dueAt - startedAt) / 4);

const everyOf = ({ why }: Pick<Rotation, 'why'>): number =>
  why === 'incident' || why === 'offboarding' || why === 'pasted' ? rotationLimits.urgentEveryMs : rotationLimits.everyMs;

/** When its owner is asked next, after this moment. After a pause, of any length, they are asked once. */
export function nextAsk(rotation: Pick<Rotation, 'startedAt' | 'dueAt' | 'why'>, after: number): number {
  const { dueAt } = rotation;
  const first = Math.round(dueAt - leadOf(rotation));
  if (after < first) return first;
  if (after < dueAt) return dueAt;
  const every = everyOf(rotation);
  return dueAt + (Math.floor((after - dueAt) / every) + 1) * every;
}

export const isOverdue = ({ dueAt, closed }: Pick<Rotation, 'dueAt' | 'closed'>, now: number): boolean => closed === null && dueAt <= now;

export type NewRotation = Pick<Rotation, 'id' | 'kind' | 'label' | 'template' | 'giver' | 'owner' | 'why' | 'holders' | 'dueAt'>;

export function beginRotation(wish: NewRotation, now: number): Rotation {
  const begun = { ...wish, version: 1, startedAt: now, nextAt: null, asked: 0, closed: null };
  return { ...begun, nextAt: wish.dueAt <= now ? now : nextAsk(begun, now) };
}

const changed = (rotation: Rotation, more: Partial<Omit<Rotation, 'id' | 'version'>>): Rotation => ({
  ...rotation,
  ...more,
  version: rotation.version + 1,
});

/** One more person has the value. What was due sooner stays so. */
export function joinHolders(
  rotation: Rotation,
  holder: Holder,
  due: { readonly dueAt: number; readonly why: RotationReason },
): Rotation | null {
  if (rotation.holders.some(({ share }) => share === holder.share)) return null;
  const holders = [...rotation.holders, holder];
  return due.dueAt < rotation.dueAt ? moveTo({ ...rotation, holders }, due.dueAt, due.why, holder.at) : changed(rotation, { holders });
}

/** Another time for it. Its owner is asked at once where that is over. */
export function moveTo(rotation: Rotation, dueAt: number, why: RotationReason, now: number): Rotation {
  const moved = { ...rotation, dueAt, why };
  return changed(rotation, { holders: moved.holders, dueAt, why, nextAt: dueAt <= now ? now : nextAsk({ ...moved, startedAt: now }, now) });
}

/** Nobody is asked before that. It stays due, and overdue. */
export const snooze = (rotation: Rotation, until: number): Rotation => changed(rotation, { nextAt: until });

export const handTo = (rotation: Rotation, owner: Person, now: number): Rotation =>
  // The new owner hears of it at once where it is time.
  changed(rotation, { owner, asked: 0, nextAt: rotation.asked > 0 || rotation.dueAt <= now ? now : rotation.nextAt });

/** Its message in chat is told, where there is one. */
export const closeRotation = (rotation: Rotation, by: PersonKey, how: RotationEnd, now: number): Rotation =>
  changed(rotation, { closed: { at: now, by, how }, nextAt: rotation.message === undefined ? null : now });

/** Its owner was asked at this moment. `ref` null: chat takes no message for them. */
export function afterAsking(rotation: Rotation, ref: string | null, now: number): Rotation {
  const { message: _, ...rest } = rotation;
  return changed(
    { ...rest, ...(ref !== null && { message: ref }) },
    {
      asked: rotation.asked + 1,
      nextAt: nextAsk(rotation, now),
    },
  );
}

/** Its message says how it ended. */
export function afterTelling(rotation: Rotation): Rotation {
  const { message: _, ...rest } = rotation;
  return changed(rest, { nextAt: null });
}

export const putOff = (rotation: Rotation, at: number): Rotation => changed(rotation, { nextAt: at });

/** The new value is on its way to these people. Nobody is asked meanwhile, unless it does not arrive. */
export function handOver(rotation: Rotation, shares: readonly Pick<Share, 'id' | 'recipient'>[], now: number): Rotation {
  const next = (holder: Holder): Holder => {
    const share = shares.find(({ recipient }) => recipient?.key === holder.person.key);
    return share === undefined || holder.hasNew ? holder : { ...holder, next: share.id };
  };
  return changed(rotation, { holders: rotation.holders.map(next), nextAt: now + rotationLimits.urgentEveryMs });
}

/** What became of a share with the new value. Its end without an opening asks the owner again; the last opening ends the rotation. */
export function heardOfNew(rotation: Rotation, { id, recipient, state }: Share, now: number): Rotation | null {
  const arrived = state.status === 'ended' && hasArrived(state.cause);
  // By the person too: a process may have been killed before it noted which shares bring the new value.
  const isIts = ({ next, hasNew, person }: Holder): boolean =>
    hasNew !== true && (next === id || (arrived && person.key === recipient?.key));
  if (rotation.closed !== null || !rotation.holders.some(isIts)) return null;
  const holders = rotation.holders.map((holder): Holder => {
    if (!isIts(holder)) return holder;
    if (arrived) return { ...holder, hasNew: true };
    const { next: _, ...rest } = holder;
    return rest;
  });
  if (!arrived) return changed(rotation, { holders, nextAt: now });
  return holders.every(({ hasNew }) => hasNew === true)
    ? closeRotation({ ...rotation, holders }, rotation.owner.key, 'handed-over', now)
    : changed(rotation, { holders });
}

/** Those who have the old value and not the new one. */
export const stillHold = ({ holders }: Pick<Rotation, 'holders'>): readonly Holder[] => holders.filter(({ hasNew }) => hasNew !== true);

/** Takes out who is erased, and what people typed. Null: it does not name them. */
export function forgetPerson(rotation: Rotation, person: PersonKey): Rotation | null {
  const { owner, giver, holders } = rotation;
  if (owner.key !== person && giver !== person && !holders.some((one) => one.person.key === person)) return null;
  const without = (one: Person): Person => (one.key === person ? { key: ERASED_PERSON, name: '—' } : one);
  const { message: _, ...rest } = rotation;
  return changed(rest, {
    label: '',
    owner: without(owner),
    giver: giver === person ? ERASED_PERSON : giver,
    holders: holders.map((one) => ({ ...one, person: without(one.person) })),
    ...(owner.key === person && { nextAt: null }),
  });
}
