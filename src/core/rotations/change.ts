// The one way in which a rotation changes: load, decide, write; after a conflict, load and begin again.

import type { Clock } from '../ports/clock.ts';
import { rotationUntil } from '../limits.ts';
import type { Rotation, RotationStore } from '../ports/rotation-store.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { ShareId } from '../share.ts';
import { formatOutsideEvent, type OutsideType } from '../shares/outside-events.ts';

export interface RotationDeps {
  readonly store: RotationStore;
  readonly clock: Clock;
  /** How long a closed one is kept. */
  readonly retentionMs: number;
  /** The webhooks' endpoints that hear of it. */
  readonly endpointIds: () => Promise<readonly string[]>;
}

// Each lost round means that another change won.
const ROUNDS = 12;

/** Null: nothing is to be changed. Runs again after each conflict. */
export type RotationChange = (rotation: Rotation, now: number) => Result<Rotation> | null;

export async function changeRotation(deps: RotationDeps, id: ShareId, change: RotationChange): Promise<Result<Rotation>> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await deps.store.rotation(id);
    if (before === null) return refuse('rotation.none');
    const next = change(before, deps.clock());
    if (next === null) return ok(before);
    if (!next.ok || (await putRotation(deps, next.value, before))) return next;
  }
  return refuse('store.busy', { retryAfterMs: 500 });
}

/** False: another version stands there by now. */
export async function putRotation(deps: RotationDeps, rotation: Rotation, before: Rotation | null): Promise<boolean> {
  const at = deps.clock();
  const { id, version, dueAt } = rotation;
  const until = rotationUntil(rotation.closed?.at ?? null, deps.retentionMs);
  const type = tells(rotation, before, at);
  const endpoints = type === null ? [] : await deps.endpointIds();
  const deliveries =
    type === null || endpoints.length === 0
      ? null
      : {
          endpoints,
          events: [formatOutsideEvent({ id: `${id}_r${version}_0`, type, at, version, facts: { due: new Date(dueAt).toISOString() } })],
        };
  return deps.store.putRotation(rotation, { until, at, deliveries });
}

/** What webhooks hear: that its owner was asked, or that it is done. */
function tells(rotation: Rotation, before: Rotation | null, at: number): OutsideType | null {
  if (rotation.closed !== null && before?.closed === null) return 'share.rotated';
  if (before === null || rotation.asked <= before.asked) return null;
  return rotation.dueAt <= at ? 'share.rotation_due' : 'share.rotate_soon';
}
