// What is overdue to be changed in a whole tenant, for those who see its board; with as much of names and labels as their role has.

import { seesPart } from '../../core/policy/board-access.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Rotation } from '../../core/ports/rotation-store.ts';
import { isOverdue } from '../../core/rotations/rules.ts';
import type { Rotations } from '../../core/rotations/rotations.ts';
import type { TenantTags } from '../../core/ports/tenant-tags.ts';
import { readBody } from '../http/body.ts';
import { json } from '../http/headers.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler } from '../http/route.ts';
import { grantsOf, type BoardDoor } from './board.ts';
import { formatPlace, parsePlace } from './cursor.ts';
import type { OverdueAnswer } from './rotation-answers.ts';
import * as schemas from './schemas.ts';

interface Deps extends BoardDoor {
  readonly rotations: Pick<Rotations, 'page'>;
  readonly tenantTags: TenantTags;
  readonly clock: Clock;
}

const PAGE = 50;

/** Asked anew for each page, so a role that was withdrawn ends at once. */
export function searchOverdue(deps: Deps): ApiHandler {
  const { rotations, tenantTags, clock, boardPolicy } = deps;
  return async (call) => {
    const body = await readBody(call.request, schemas.boardOverdue);
    if (!body.ok) return body;
    const { tenant, before, limit = PAGE } = body.value;
    const grant = (await grantsOf(deps, call)).find((one) => one.tenant === tenant);
    if (grant === undefined) return httpError('board.none');
    const labels = boardPolicy()?.labels ?? false;
    const [names, label] = [seesPart(grant.role, 'names', { labels }), seesPart(grant.role, 'label', { labels })];
    const now = clock();
    const { rows, last } = await rotations.page(tenantTags.tagOf(tenant), parsePlace(before), limit);
    const shown = ({ id, kind, template, owner, holders, why, dueAt, ...rest }: Rotation) => ({
      id,
      kind,
      template,
      owner: owner.key,
      ownerName: names ? owner.name : null,
      label: label ? rest.label : null,
      holders: holders.length,
      why,
      dueAt,
    });
    // They are in the order of their time: behind the first that is not due yet, none is.
    const isLast = rows.some(({ dueAt }) => dueAt > now);
    return json({
      rows: rows.filter((one) => isOverdue(one, now)).map(shown),
      next: isLast ? null : formatPlace(last),
    } satisfies OverdueAnswer);
  };
}
