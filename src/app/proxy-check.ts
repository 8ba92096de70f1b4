// The doctor's check of the proxy in front: it sends a request with a forged X-Forwarded-For to the public address and asks the server
// there what arrived. It changes nothing and follows no redirect.

import { randomInt } from 'node:crypto';
import * as z from 'zod';
import type { Finding } from '../bot/port.ts';
import type { Config } from '../config/settings.ts';
import { deriveKeys } from '../crypto/keys/root.ts';
import { ADDRESS_PATH, PROBE_HEADER, signProbe } from '../server/api/address.ts';
import { createServerCrypto } from '../server/server-crypto.ts';

const PATIENCE_MS = 3_000;
const answer = z.object({ address: z.string(), forwardedFor: z.string().nullable() });
const isLoopback = (url: URL): boolean => /^(?:127\.[\d.]+|\[::1\]|localhost)$/.test(url.hostname);

/** Nothing, where no proxy can be: a loopback address and no trusted proxies. */
export async function checkProxy(config: Config, clock: () => number = Date.now): Promise<Finding[]> {
  const { NT2_PUBLIC_URL: url, NT2_TRUSTED_PROXIES: trusted, NT2_ROLE: role } = config;
  if (role === 'chat' || (isLoopback(url) && trusted.length === 0)) return [];
  const alone: Finding[] =
    url.protocol === 'https:' && trusted.length === 0
      ? [
          {
            level: 'note',
            message:
              'NT2_TRUSTED_PROXIES is empty, but https needs a proxy in front: all people count as one address, the proxy’s. Give its address.',
          },
        ]
      : [];
  return [...alone, await forged(config, clock)];
}

/** No host has an address in 192.0.2.0/24 (RFC 5737). */
async function forged({ NT2_PUBLIC_URL: url, NT2_SECRET }: Config, clock: () => number): Promise<Finding> {
  const pretended = `192.0.2.${randomInt(1, 255)}`;
  const headers = { 'x-forwarded-for': pretended, [PROBE_HEADER]: signProbe(createServerCrypto(deriveKeys(NT2_SECRET)), clock()) };
  const asked = await fetch(new URL(ADDRESS_PATH, url), { headers, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    () => null,
  );
  if (asked === null)
    return {
      level: 'note',
      message: `nothing answers at ${url.origin}: when nt2 runs there, ask the doctor again about the proxy in front`,
    };
  const seen = answer.safeParse(await asked.json().catch(() => null));
  if (!asked.ok || !seen.success)
    return { level: 'note', message: `${url.origin} answers ${asked.status}, not as this nt2 does: does the proxy lead there?` };
  // No fault where the doctor's own address is a trusted proxy's: a forged hop to the left of it is then believed, and from no one else.
  const last = seen.data.forwardedFor?.split(',').at(-1)?.trim();
  if (last === pretended && seen.data.address === pretended)
    return {
      level: 'note',
      message:
        'the proxy in front lets a forged X-Forwarded-For through, so anyone can get around the limits per address: let it append the peer’s address, or set it (docs/operations.md, “Behind a proxy”)',
    };
  return { level: 'ok', message: 'the proxy in front lets no forged X-Forwarded-For through' };
}
