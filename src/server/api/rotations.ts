// What is to be changed: a person's own list of it, what they say about one, and an incident of theirs.

import type { Rotation } from '../../core/ports/rotation-store.ts';
import { refuse, type Result } from '../../core/refusal.ts';
import { isOverdue } from '../../core/rotations/rules.ts';
import type { OpenedValue } from '../../core/rotations/opened.ts';
import type { Rotations } from '../../core/rotations/rotations.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Person } from '../../core/share.ts';
import { readBody } from '../http/body.ts';
import { json } from '../http/headers.ts';
import type { ApiHandler, ApiRequest } from '../http/route.ts';
import { resolveOther, type PeopleDeps } from './people.ts';
import type { OpenedAnswer, RotationAnswer, RotationsAnswer } from './rotation-answers.ts';
import * as schemas from './schemas.ts';

interface Deps {
  readonly rotations: Rotations;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
/** At most so many rows: of rotations, and of what was opened. */
const SHOWN = 500;
const OPENED = 1_000;

const shownRotation = (
  { id, kind, label, template, owner, holders, why, dueAt, nextAt, closed, ...rest }: Rotation,
  now: number,
): RotationAnswer => ({
  id,
  kind,
  label,
  template,
  owner: owner.name,
  holders: holders.map(({ share, person, at, hasNew = false }) => ({ share, name: person.name, at, hasNew })),
  why,
  dueAt,
  nextAt: closed === null ? nextAt : null,
  isOverdue: isOverdue({ ...rest, dueAt, closed }, now),
  closed: closed && { at: closed.at, how: closed.how },
});

/** Of everybody in this browser, or of the person of a token. */
export function listRotations({ rotations, clock }: Deps): ApiHandler {
  return async ({ persons }) => {
    if (persons.length === 0) return refuse('session.required');
    const all = (await Promise.all(persons.map(({ key }) => rotations.list(key)))).flat();
    const each: readonly Rotation[] = [...new Map(all.map((one) => [one.id, one])).values()]
      .toSorted((a, b) => a.dueAt - b.dueAt)
      .slice(0, SHOWN);
    return json({ rotations: each.map((one) => shownRotation(one, clock())) } satisfies RotationsAnswer);
  };
}

export function changeOwnRotation(deps: Deps & PeopleDeps): ApiHandler {
  const { rotations, clock } = deps;
  return async (call) => {
    if (call.persons.length === 0) return refuse('session.required');
    const body = await readBody(call.request, schemas.rotationChange);
    if (!body.ok) return body;
    const wish = body.value;
    const change = async (by: Person): Promise<Result<Rotation>> => {
      switch (wish.kind) {
        case 'done':
          return rotations.done(call.id, by.key);
        case 'snooze':
          return rotations.snooze(call.id, by.key, wish.days * DAY_MS);
        case 'due':
          return rotations.set(call.id, by.key, wish.due);
        case 'owner': {
          const owner = await resolveOther(deps, { call, by }, wish.to);
          return owner.ok ? rotations.handTo(call.id, by.key, owner.value.person) : owner;
        }
      }
    };
    let answer: Result<Rotation> = refuse('rotation.none');
    for (const by of call.persons) if (!answer.ok && answer.code === 'rotation.none') answer = await change(by);
    return answer.ok ? json(shownRotation(answer.value, clock())) : answer;
  };
}

export function reportIncident({ rotations, clock }: Deps): ApiHandler {
  return async ({ request, persons }: ApiRequest) => {
    if (persons.length === 0) return refuse('session.required');
    const body = await readBody(request, schemas.incidentReport);
    if (!body.ok) return body;
    const { start = false } = body.value;
    const found: OpenedValue[] = [];
    for (const { key, name } of persons)
      found.push(...(start ? await rotations.allDue({ key, name }, 'incident') : await rotations.opened(key)));
    return json({ opened: found.slice(0, OPENED).map((one) => shownOpened(one, clock())) } satisfies OpenedAnswer);
  };
}

export const shownOpened = ({ share, kind, label, giver, at, rotation }: OpenedValue, now: number): OpenedAnswer['opened'][number] => ({
  share,
  kind,
  label,
  from: giver.name,
  at,
  rotation: rotation === null ? 'none' : rotation.closed !== null ? 'changed' : isOverdue(rotation, now) ? 'overdue' : 'running',
});
