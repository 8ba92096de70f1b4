// Is this request from Teams, and for this nt2? The token first, over which nobody but Microsoft has power; then what it says of the body.

import { jwtVerify } from 'jose';
import * as z from 'zod';

import type { Clock } from '../../core/ports/clock.ts';
import { CHANNEL, type TeamsConfig } from './config.ts';
import { LIMITS } from './limits.ts';
import type { SigningKeys } from './signing-keys.ts';

type Refused = { readonly ok: false; readonly status: 200 | 401 | 413 };
export type Verify = (request: Request) => Promise<{ readonly ok: true; readonly body: unknown } | Refused>;

const UNKNOWN: Refused = { ok: false, status: 401 };
const claimed = z.object({ serviceurl: z.string() });
const addressed = z.object({
  channelId: z.literal(CHANNEL),
  serviceUrl: z.string(),
  channelData: z.object({ tenant: z.object({ id: z.string() }) }),
});

interface VerifyDeps {
  readonly config: Pick<TeamsConfig, 'appId' | 'tenant' | 'cloud'>;
  readonly keys: SigningKeys;
  readonly clock: Clock;
}

export function createVerify({ config: { appId, tenant, cloud }, keys, clock }: VerifyDeps): Verify {
  /** What the token says, and the channels that its key may speak for. Null: it is nobody's. */
  async function read(token: string) {
    let endorsements: readonly string[] = [];
    try {
      const { payload } = await jwtVerify(
        token,
        async ({ kid = '' }) => {
          const found = await keys.find(kid);
          if (found === null) throw new TypeError('no such key');
          ({ endorsements } = found);
          return found.key;
        },
        {
          algorithms: ['RS256'],
          issuer: cloud.issuer,
          audience: appId,
          clockTolerance: LIMITS.clockSkewS,
          currentDate: new Date(clock()),
          requiredClaims: ['exp', 'nbf'],
        },
      );
      const claims = claimed.safeParse(payload);
      return claims.success ? { serviceUrl: claims.data.serviceurl, endorsements } : null;
    } catch {
      return null;
    }
  }

  return async (request) => {
    const [, token] = /^Bearer ([\w.-]{1,8192})$/.exec(request.headers.get('authorization') ?? '') ?? [];
    if (token === undefined) return UNKNOWN;
    const raw = await readBody(request);
    if (raw === null) return { ok: false, status: 413 };
    const said = await read(token);
    if (said === null) return UNKNOWN;
    const body = json(raw);
    const about = addressed.safeParse(body);
    if (!about.success) return UNKNOWN;
    const { channelId, serviceUrl, channelData } = about.data;
    if (serviceUrl !== said.serviceUrl || !said.endorsements.includes(channelId) || !isService(serviceUrl, cloud.hosts)) return UNKNOWN;
    // Really from Teams, and none of ours: to say no would have it asked again.
    return channelData.tenant.id === tenant ? { ok: true, body } : { ok: false, status: 200 };
  };
}

/** Whether nt2 would send its token there. A host with a port is one that the operator has named for tests. */
export function isService(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  if (`${username}${password}` !== '') return false;
  const isNamed = hosts.some((one) => (one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one));
  return isNamed && (protocol === 'https:' || (protocol === 'http:' && /^(?:127\.0\.0\.1|\[::1\]|localhost):\d+$/.test(host)));
}

/** Null when it is longer than any request of Teams'. */
async function readBody(request: Request): Promise<Buffer | null> {
  const length = request.headers.get('content-length');
  if (Number(length ?? 0) > LIMITS.bodyBytes) return null;
  // Node's parser hands over no more than was declared.
  if (length !== null) return Buffer.from(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LIMITS.bodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
