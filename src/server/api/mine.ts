// A person's own shares: the list of them, and one of them once more. Nobody sees another's.

import { LIST_STATES } from '../../core/ports/list-store.ts';
import { refuse } from '../../core/refusal.ts';
import { tenantOf } from '../../core/share.ts';
import type { Shares } from '../../core/shares.ts';
import type { ListRow } from '../../core/shares/list-row.ts';
import { requireActor, sessionStanding } from '../auth/actor.ts';
import type { Sessions } from '../auth/session.ts';
import { readBody } from '../http/body.ts';
import { json } from '../http/headers.ts';
import type { ApiHandler } from '../http/route.ts';
import { formatPlace, parsePlace } from './cursor.ts';
import type { ListAnswer, NewShareAnswer } from './answers.ts';
import * as schemas from './schemas.ts';

const LIMIT = 20;

/** A POST, so that the words stand in no address and no log of a proxy, and so that searches are counted. It changes nothing. */
export function searchOwn({ shares, sessions }: { readonly shares: Shares; readonly sessions: Pick<Sessions, 'refOf'> }): ApiHandler {
  const shown = ({ otherKey, ...row }: ListRow) => ({ ...row, otherRef: otherKey === null ? null : sessions.refOf(otherKey) });
  return async ({ request, persons: [person] }) => {
    if (person === undefined) return refuse('session.required');
    const body = await readBody(request, schemas.search);
    if (!body.ok) return body;
    const { states = LIST_STATES, text = '', since = 0, before, limit = LIMIT } = body.value;
    const { key } = person;
    const found = await shares.rows(tenantOf(key), key, {
      states,
      text,
      since,
      limit,
      before: parsePlace(before),
    });
    if (!found.ok) return found;
    const { rows, more, last } = found.value;
    return json({ rows: rows.map(shown), more, next: formatPlace(last) } satisfies ListAnswer);
  };
}

/** The new one waits for its values, and nobody is told before they are there. */
export function sendAgain({ shares, publicUrl }: { readonly shares: Shares; readonly publicUrl: URL }): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'starter');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.nothing);
    if (!body.ok) return body;
    const made = await shares.again(call.id, by.value, sessionStanding(call), call.once);
    if (!made.ok) return made;
    const { id, expiresAt } = made.value;
    return json({ id, url: `${publicUrl.origin}/s/${id}`, expiresAt } satisfies NewShareAnswer, 201);
  };
}
