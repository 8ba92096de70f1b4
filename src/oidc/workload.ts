// Whether a token vouches for a run of a workload: of an issuer whom the operator trusts, for this server and no other, signed by a key that
// the issuer shows now, and young. Whether it is the right workload is for the core. See docs/decisions/second-proof-of-machines.md.

import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Clock } from '../core/ports/clock.ts';
import type { TokenVerdict, WorkloadVerifier } from '../core/ports/workload-verifier.ts';
import { createProviderKeys, ProviderAway, type TrustedIssuer } from './provider-keys.ts';

export interface WorkloadDeps {
  readonly clock: Clock;
  /** The origin of NT2_PUBLIC_URL. */
  readonly audience: string;
  /** The way out; absent: Node's own. */
  readonly fetch?: typeof fetch | undefined;
}

/** Signatures that only the issuer can make: with a secret that both have, the one who verifies could sign. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** Of a token that is no other thing of the same issuer: an access token or a logout token has a type of its own. */
const TYPES: readonly unknown[] = [undefined, 'jwt'];
/** How old a token may be, whatever it says of its end, and by how much clocks may differ, in seconds. */
const AGE_S = 3_600;
export const TOLERANCE_S = 60;
const MOST_CHARACTERS = 16_384;

const AWAY = {
  silent: 'The provider of the token doesn’t give its keys right now. Try again in a moment.',
  elsewhere: 'The provider keeps its keys at another origin than its own. Its operator can name that in NT2_WORKLOAD_ISSUERS.',
  unfit: 'The provider of the token gives no keys that can be read. Tell the operator of this server.',
} as const;

export function createWorkloadVerifier(trusted: readonly TrustedIssuer[], { clock, audience, fetch }: WorkloadDeps): WorkloadVerifier {
  const keys = new Map(trusted.map((one) => [one.issuer, createProviderKeys(one, { clock, fetch })]));

  return {
    issuers: [...keys.keys()],
    async verify(token, issuer) {
      const getKey = keys.get(issuer);
      if (getKey === undefined) return no('The operator of this server doesn’t trust this provider any more.');
      if (token.length > MOST_CHARACTERS) return no('It is no token of a provider.');
      // Before anyone is asked for keys.
      const said = issuerIn(token);
      if (said === null) return no('It is no token of a provider.');
      if (said !== issuer) return no('It comes from another provider than the one that the machine is bound to.');
      try {
        const { payload, protectedHeader } = await jwtVerify(token, getKey, {
          issuer,
          audience,
          algorithms: ALGORITHMS,
          currentDate: new Date(clock()),
          clockTolerance: TOLERANCE_S,
          maxTokenAge: AGE_S,
          requiredClaims: ['exp', 'iat', 'sub'],
        });
        if (!TYPES.includes(protectedHeader.typ?.toLowerCase())) return no('It is a token for something else.');
        return accept(payload, { issuer, audience });
      } catch (error) {
        return verdictOf(error);
      }
    },
  };
}

const no = (why: string): TokenVerdict => ({ ok: false, away: false, why });

/** Not verified. */
function issuerIn(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null;
  } catch {
    return null;
  }
}

function accept(payload: JWTPayload, { issuer, audience }: { readonly issuer: string; readonly audience: string }): TokenVerdict {
  const { aud, sub = '', exp = 0, iat = 0 } = payload;
  // Another who may take it as well could show it here.
  if ([aud].flat().length !== 1) return no(`It isn’t for ${audience} alone: ask for one with that audience and no other.`);
  if (sub === '') return no('It names nobody: it has no sub.');
  const claims = Object.fromEntries(Object.entries(payload).filter((claim): claim is [string, string] => typeof claim[1] === 'string'));
  return { ok: true, value: { issuer, subject: sub, claims, untilAt: (Math.min(exp, iat + AGE_S) + 2 * TOLERANCE_S) * 1_000 } };
}

function verdictOf(error: unknown): TokenVerdict {
  if (error instanceof ProviderAway) return { ok: false, away: true, why: AWAY[error.kind] };
  if (error instanceof errors.JWTExpired) return no('It has expired. Ask the provider for a new one.');
  if (error instanceof errors.JWTClaimValidationFailed) return no(CLAIMS[error.claim] ?? 'It lacks a claim that every such token has.');
  if (error instanceof errors.JWKSNoMatchingKey) return no('It is signed by a key that its provider doesn’t show.');
  if (error instanceof errors.JOSEAlgNotAllowed)
    return no('It isn’t signed as a provider signs: only by a key that the provider alone has.');
  if (error instanceof errors.JWSSignatureVerificationFailed) return no('Its signature is wrong.');
  if (error instanceof errors.JOSEError) return no('It is no token of a provider.');
  throw error;
}

const CLAIMS: Readonly<Record<string, string>> = {
  aud: 'It is for another audience: ask for one whose audience is the address of this server.',
  iss: 'It comes from another provider than the one that the machine is bound to.',
  nbf: 'It isn’t good yet: a clock is wrong.',
  iat: 'It was made in the future: a clock is wrong.',
  sub: 'It names nobody: it has no sub.',
  exp: 'It has no end. Ask the provider for one that expires.',
};
