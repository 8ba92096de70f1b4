// Tells the doctor what the proxy in front made of its request: X-Forwarded-For as it arrived, and the address that was counted.
// All others get the answer of an unknown path: addresses are private.

import type { Clock } from '../../core/ports/clock.ts';
import { json } from '../http/headers.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler } from '../http/route.ts';
import type { ServerCrypto } from '../server-crypto.ts';
import type { AddressAnswer } from './answers.ts';

export const ADDRESS_PATH = '/.well-known/nt2/address';
/** A header that proves the root secret: `<epoch ms>.<MAC of that>`. */
export const PROBE_HEADER = 'x-nt2-probe';
/** How far the clocks of doctor and server may be apart. */
const WITHIN_MS = 60_000;

/** What the doctor shows. */
export const signProbe = (secrets: ServerCrypto, now: number): string => `${now}.${secrets.mac('probe', String(now))}`;

/** `GET /.well-known/nt2/address` → `{"address": "198.51.100.1", "forwardedFor": "192.0.2.7, 198.51.100.1"}`; 404 without the proof. */
export function seenAddress({ serverCrypto, clock }: { readonly serverCrypto: ServerCrypto; readonly clock: Clock }): ApiHandler {
  return ({ request, address }) => {
    const [, time = '', mac = ''] = /^(\d{1,15})\.([\w-]{43})$/.exec(request.headers.get(PROBE_HEADER) ?? '') ?? [];
    const isProven = Math.abs(clock() - Number(time)) <= WITHIN_MS && serverCrypto.isMac('probe', time, mac);
    return isProven
      ? json({ address, forwardedFor: request.headers.get('x-forwarded-for') } satisfies AddressAnswer)
      : httpError('request.path');
  };
}
