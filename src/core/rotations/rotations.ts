// What is to be changed after it was handed over: who is asked about it, what they can do, and what an incident makes due at once.
// See docs/decisions/rotation-clock.md.

import { rotationLimits } from '../limits.ts';
import { ERASED_PERSON, hasArrived } from '../lifecycle/transitions.ts';
import { allRotations, type Rotation, type RotationPlace, type RotationReason } from '../ports/rotation-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { isShareId, OUTSIDER, tenantOf, type Person, type PersonKey, type Share, type ShareId, type TenantTag } from '../share.ts';
import { changeRotation, putRotation, type RotationDeps } from './change.ts';
import { openedBy, type OpenedValue, type OpenedStore } from './opened.ts';
import {
  beginRotation,
  closeRotation,
  dueOf,
  handOver,
  handTo,
  heardOfNew,
  joinHolders,
  moveTo,
  snooze,
  rotationOf,
  forgetPerson,
} from './rules.ts';

export interface RotationsDeps extends RotationDeps {
  readonly store: OpenedStore;
  readonly tenantTags: TenantTags;
}

export type Rotations = ReturnType<typeof createRotations>;

/** Who is asked, and who handed it over: nobody else learns that there is one. */
const isTheirs = ({ owner, giver }: Rotation, by: PersonKey): boolean => owner.key === by || giver === by;

export function createRotations(deps: RotationsDeps) {
  const { store, clock, tenantTags } = deps;

  const theirs = (id: string, by: PersonKey, change: (rotation: Rotation, now: number) => Result<Rotation>): Promise<Result<Rotation>> =>
    isShareId(id)
      ? changeRotation(deps, id, (rotation, now) => {
          if (!isTheirs(rotation, by)) return refuse('rotation.none');
          return rotation.closed === null ? change(rotation, now) : refuse('rotation.over');
        })
      : Promise.resolve(refuse('rotation.none'));

  /** What the outbox of a share that has ended tells. Doing it twice is doing it once. */
  async function heard(share: Share): Promise<void> {
    const { state, rotates } = share;
    if (state.status !== 'ended') return;
    if (rotates !== undefined)
      await changeRotation(deps, rotates, (rotation, now) => {
        const next = isTheirs(rotation, share.sender.key) ? heardOfNew(rotation, share, now) : null;
        return next && ok(next);
      });
    const due = hasArrived(state.cause) ? dueOf(share, state.at) : null;
    if (due !== null) await start(share, state.at, due);
  }

  /** Begins the rotation of what this share has brought, or joins the one that others began who have the same value. */
  async function start(share: Share, at: number, due: { readonly dueAt: number; readonly why: RotationReason }): Promise<Result<Rotation>> {
    const { kind, label, terms, sender } = share;
    const id = rotationOf(share);
    const holder = { share: share.id, person: share.recipient ?? OUTSIDER, at };
    for (let round = 0; round < 3; round += 1) {
      const begun = beginRotation(
        { id, kind, label, template: terms?.template?.name ?? null, giver: sender.key, owner: sender, holders: [holder], ...due },
        clock(),
      );
      if ((await store.rotation(id)) === null) {
        if (await putRotation(deps, begun, null)) return ok(begun);
        continue;
      }
      return changeRotation(deps, id, (rotation) => {
        const joined = rotation.closed === null ? joinHolders(rotation, holder, due) : null;
        return joined && ok(joined);
      });
    }
    return refuse('store.busy', { retryAfterMs: 500 });
  }

  /** Due at this moment, whatever it was before; begins one where there is none. One that is closed stays so: the value that they had is no longer in use. */
  async function makeDue(
    { share, value, at, kind, label, template, giver, rotation }: OpenedValue,
    person: Person,
    why: RotationReason,
  ): Promise<Rotation | null> {
    const now = clock();
    if (rotation === null) {
      const begun = beginRotation(
        { id: value, kind, label, template, giver: giver.key, owner: giver, why, holders: [{ share, person, at }], dueAt: now },
        now,
      );
      const asked = giver.key === ERASED_PERSON ? { ...begun, nextAt: null } : begun;
      if (await putRotation(deps, asked, null)) return asked;
    }
    const moved = await changeRotation(deps, rotation?.id ?? value, (found, when) => {
      if (found.closed !== null || (found.why === why && found.dueAt <= when)) return null;
      const joined = joinHolders(found, { share, person, at }, { dueAt: when, why });
      if (joined !== null) return ok(joined);
      return ok(moveTo(found, Math.min(found.dueAt, when), why, when));
    });
    return moved.ok ? moved.value : null;
  }

  return {
    heard,
    /** Null: no rotation of that id is theirs. */
    find: async (id: string, by: PersonKey): Promise<Rotation | null> => {
      const found = isShareId(id) ? await store.rotation(id) : null;
      return found !== null && isTheirs(found, by) ? found : null;
    },
    /** For those who may see it anyway. */
    look: (id: ShareId): Promise<Rotation | null> => store.rotation(id),
    /** Of a whole tenant, by when they are due. */
    page: (tag: TenantTag, after: RotationPlace | null, limit: number) => store.rotations(tag, after, limit),
    /** Those that this person is asked about, or whose value they handed over; `all`: closed ones too. */
    async list(person: PersonKey, { all = false }: { readonly all?: boolean } = {}): Promise<readonly Rotation[]> {
      const found: Rotation[] = [];
      for await (const rotation of allRotations(store, tenantTags.tagOf(tenantOf(person))))
        if (isTheirs(rotation, person) && (all || rotation.closed === null)) found.push(rotation);
      return found;
    },
    done: (id: string, by: PersonKey) => theirs(id, by, (rotation, now) => ok(closeRotation(rotation, by, 'rotated', now))),
    snooze: (id: string, by: PersonKey, ms: number = rotationLimits.snooze.initial) =>
      theirs(id, by, (rotation, now) =>
        Number.isSafeInteger(ms) && ms > 0 && ms <= rotationLimits.snooze.most
          ? ok(snooze(rotation, now + ms))
          : refuse('input.invalid', { field: 'days' }),
      ),
    handTo: (id: string, by: PersonKey, owner: Person) =>
      theirs(id, by, (rotation, now) =>
        tenantOf(owner.key) === tenantOf(rotation.giver) ? ok(handTo(rotation, owner, now)) : refuse('person.refused', { field: 'owner' }),
      ),
    /** A date by hand. Begins a rotation where the share has none, once it was opened. */
    async set(id: string, by: PersonKey, dueAt: number): Promise<Result<Rotation>> {
      const now = clock();
      if (!Number.isSafeInteger(dueAt) || dueAt <= now || dueAt > now + rotationLimits.most)
        return refuse('input.invalid', { field: 'due' });
      const share = isShareId(id) ? await store.load(id) : null;
      const value = share === null ? id : rotationOf(share);
      if (share !== null && (await store.rotation(value as ShareId)) === null) {
        if (share.sender.key !== by) return refuse('rotation.none');
        if (share.state.status !== 'ended' || !hasArrived(share.state.cause)) return refuse('share.not_yet');
        return start(share, share.state.at, { dueAt, why: 'date' });
      }
      return theirs(value, by, (rotation, when) => ok(moveTo(rotation, dueAt, 'date', when)));
    },
    /** What a person says was pasted into chat is due at once, and they are asked. No share has it, and who has read it is not known. */
    async pasted(owner: Person, { id, label }: Pick<Rotation, 'id' | 'label'>): Promise<Result<Rotation>> {
      const now = clock();
      const wish = {
        id,
        kind: 'credential',
        label,
        template: null,
        giver: owner.key,
        owner,
        holders: [],
        dueAt: now,
        why: 'pasted',
      } as const;
      const begun = beginRotation(wish, now);
      return (await putRotation(deps, begun, null)) ? ok(begun) : refuse('store.busy', { retryAfterMs: 500 });
    },
    /** These shares bring the new value to those who have the old one. */
    handOver: (id: string, by: PersonKey, shares: readonly Pick<Share, 'id' | 'recipient'>[]) =>
      theirs(id, by, (rotation, now) => ok(handOver(rotation, shares, now))),
    opened: (person: PersonKey): Promise<readonly OpenedValue[]> => openedBy(store, tenantTags.tagOf(tenantOf(person)), person),
    /** All that this person has opened is due now, and its owners are asked. `why`: an incident of theirs, or they leave. */
    async allDue(person: Person, why: RotationReason): Promise<readonly (OpenedValue & { readonly rotation: Rotation | null })[]> {
      const opened = await openedBy(store, tenantTags.tagOf(tenantOf(person.key)), person.key);
      const due: OpenedValue[] = [];
      for (const one of opened) due.push({ ...one, rotation: (await makeDue(one, person, why)) ?? one.rotation });
      return due;
    },
    /** Takes a person out of all of them. */
    async forget(person: PersonKey): Promise<void> {
      for await (const { id } of allRotations(store, tenantTags.tagOf(tenantOf(person)))) {
        await changeRotation(deps, id, (rotation) => {
          const next = forgetPerson(rotation, person);
          return next && ok(next);
        });
      }
    },
  };
}
