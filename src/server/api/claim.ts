// The one release, and what the device that got the capsule may do afterwards: fetch the payload, confirm, or say that it cannot read it.

import { limits } from '../../core/limits.ts';
import { refuse } from '../../core/refusal.ts';
import { readBody, toBase64 } from '../http/body.ts';
import { apiHeaders, empty, json } from '../http/headers.ts';
import { whoActs } from '../who/acting.ts';
import type { Handle, ServerWorld } from '../world.ts';
import * as bodies from './bodies.ts';

export function claim({ shares }: Pick<ServerWorld, 'shares'>): Handle {
  return async (call) => {
    const body = await readBody(call.request, bodies.claim);
    if (!body.ok) return body;
    // Nobody's session is enough for a link; for everything else the core says no.
    const by = await whoActs(shares, call, 'recipient');
    const claimed = await shares.claim(call.id, by, body.value);
    if (!claimed.ok) return claimed;
    const { share, capsule, payload } = claimed.value;
    if (share.state.status !== 'claimed') return refuse('share.gone');
    return json({
      capsule: toBase64(capsule),
      payload: payload.length > limits.inlinePayloadBytes ? null : toBase64(payload),
      lease: { until: share.state.claim.leaseUntil },
      label: share.label,
      kind: share.kind,
      note: share.note,
      sender: share.sender.name,
    });
  };
}

/** Within the lease, as often as need be. Changes nothing. */
export function getPayload({ shares }: Pick<ServerWorld, 'shares'>): Handle {
  return async ({ request, id }) => {
    const leased = await shares.leased(id, request.headers.get('x-nt2-claim') ?? '');
    if (!leased.ok) return leased;
    return new Response(leased.value.payload as Uint8Array<ArrayBuffer>, {
      headers: { ...apiHeaders, 'Content-Type': 'application/octet-stream' },
    });
  };
}

export function deliver({ shares }: Pick<ServerWorld, 'shares'>): Handle {
  return async ({ request, id }) => {
    const body = await readBody(request, bodies.deliver);
    if (!body.ok) return body;
    const delivered = await shares.deliver(id, body.value);
    return delivered.ok ? empty() : delivered;
  };
}

export function broken({ shares }: Pick<ServerWorld, 'shares'>): Handle {
  return async ({ request, id }) => {
    const body = await readBody(request, bodies.broken);
    if (!body.ok) return body;
    const ended = await shares.breakOff(id, body.value);
    return ended.ok ? empty() : ended;
  };
}
