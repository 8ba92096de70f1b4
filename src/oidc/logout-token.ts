// Verifies what a provider posts when it has ended a session: a logout token of OpenID Connect Back-Channel Logout 1.0, section 2.6.

import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { LogoutAnswer } from '../core/ports/sign-in-provider.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** A token counts for this long after it was made, and clocks may differ by this much, in seconds. */
const AGE_S = 300;
const TOLERANCE_S = 60;
/** Of an ID token: signatures that only the provider can make. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** So no other token of this provider is ever taken for one. */
const TYPES: readonly unknown[] = ['logout+jwt', 'application/logout+jwt'];

/** The library's words where the provider did not give its keys. */
const OF_PROVIDER: readonly string[] = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

export interface LogoutChecks {
  readonly issuer: string;
  readonly clientId: string;
  readonly now: number;
}

/** Without its signature: whether asking for the provider's keys is worth it. */
export function isAddressedTo(token: string, { issuer, clientId }: Pick<LogoutChecks, 'issuer' | 'clientId'>): boolean {
  try {
    const { iss, aud } = decodeJwt(token);
    return iss === issuer && [aud].flat().includes(clientId);
  } catch {
    return false;
  }
}

/** @throws what `keys` throws when the provider does not give them. */
export async function verifyLogoutToken(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, clientId, now }: LogoutChecks,
): Promise<LogoutAnswer> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      algorithms: ALGORITHMS,
      currentDate: new Date(now),
      clockTolerance: TOLERANCE_S,
      maxTokenAge: AGE_S,
      requiredClaims: ['iat', 'jti'],
    });
    return TYPES.includes(protectedHeader.typ?.toLowerCase()) ? parseClaims(payload) : { ok: false, code: 'not_typed' };
  } catch (error) {
    // A key that the provider does not have is the token's fault; a provider that does not answer is not.
    if (error instanceof errors.JOSEError && !OF_PROVIDER.includes(error.code)) return { ok: false, code: error.code };
    throw error;
  }
}

function parseClaims({ iat = 0, jti, sub, sid, events, ...rest }: JWTPayload): LogoutAnswer {
  // An ID token has a nonce: it is not to be taken for this.
  if ('nonce' in rest || !isLogout(events)) return { ok: false, code: 'not_a_logout' };
  if (!isName(jti) || !(isName(sub) || isName(sid)) || ![sub, sid].every((one) => one === undefined || isName(one)))
    return { ok: false, code: 'no_session' };
  return { ok: true, id: jti, issuedAt: iat * 1_000, subject: sub ?? null, session: isName(sid) ? sid : null };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isLogout = (events: unknown): boolean => isRecord(events) && isRecord(events[EVENT]);
const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';
