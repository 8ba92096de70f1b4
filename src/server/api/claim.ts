// The one release, and what the device that got the capsule may do afterwards: fetch the payload, confirm, or report that it cannot read it.

import { limits } from '../../core/limits.ts';
import { refuse } from '../../core/refusal.ts';
import type { Shares } from '../../core/shares.ts';
import { readBody, toBase64 } from '../http/body.ts';
import { apiHeaders, jsonText, noContent } from '../http/headers.ts';
import { resolveActor } from '../auth/actor.ts';
import type { ApiHandler } from '../http/route.ts';
import type { ClaimedAnswer } from './answers.ts';
import * as schemas from './schemas.ts';

export function claim({ shares }: { readonly shares: Shares }): ApiHandler {
  return async (call) => {
    const body = await readBody(call.request, schemas.claim);
    if (!body.ok) return body;
    // A link needs no session; in all other modes the core refuses a claim without one.
    const by = await resolveActor(shares, call, 'recipient');
    const claimed = await shares.claim(call.id, by, body.value);
    if (!claimed.ok) return claimed;
    const { share, capsule, payload } = claimed.value;
    if (share.state.status !== 'claimed') return refuse('share.gone');
    return renderClaimed({
      capsule: toBase64(capsule),
      payload: payload.length > limits.inlinePayloadBytes ? null : toBase64(payload),
      lease: { until: share.state.claim.leaseUntil },
      ...(share.state.claim.filesUntil !== undefined && { files: { until: share.state.claim.filesUntil } }),
      label: share.label,
      kind: share.kind,
      note: share.note,
      sender: share.sender.name,
    });
  };
}

/** Base64 is most of it and needs no escapes, so it is not searched for any. */
function renderClaimed({ capsule, payload, ...rest }: ClaimedAnswer): Response {
  const quoted = payload === null ? 'null' : `"${payload}"`;
  return jsonText(`{"capsule":"${capsule}","payload":${quoted},${JSON.stringify(rest).slice(1)}`);
}

/** Within the lease, any number of times. Changes nothing. */
export function getPayload({ shares }: { readonly shares: Shares }): ApiHandler {
  return async ({ request, id }) => {
    const leased = await shares.fetchClaimed(id, request.headers.get('x-nt2-claim') ?? '');
    if (!leased.ok) return leased;
    return new Response(leased.value.payload as Uint8Array<ArrayBuffer>, {
      headers: { ...apiHeaders, 'Content-Type': 'application/octet-stream' },
    });
  };
}

export function deliver({ shares }: { readonly shares: Shares }): ApiHandler {
  return async ({ request, id }) => {
    const body = await readBody(request, schemas.deliver);
    if (!body.ok) return body;
    const delivered = await shares.deliver(id, body.value);
    return delivered.ok ? noContent() : delivered;
  };
}

export function broken({ shares }: { readonly shares: Shares }): ApiHandler {
  return async ({ request, id }) => {
    const body = await readBody(request, schemas.broken);
    if (!body.ok) return body;
    const ended = await shares.reportBroken(id, body.value);
    return ended.ok ? noContent() : ended;
  };
}
