// Signs a person in at an OpenID provider, by the authorization code flow with PKCE. The library checks state, issuer, nonce, audience, times and
// the token's signature; this file decides nothing but which checks it must make. It also hears from the provider that a session has ended. See docs/decisions/board-accounts.md.

import { createRemoteJWKSet, customFetch as customKeyFetch, type JWTVerifyGetKey } from 'jose';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  type CustomFetch,
} from 'openid-client';
import type { Clock } from '../core/ports/clock.ts';
import type { SignInProvider } from '../core/ports/sign-in-provider.ts';
import { discover, TIMEOUT_S, type ProviderSettings } from './discover.ts';
import { isAddressedTo, verifyLogoutToken } from './logout-token.ts';

interface ProviderDeps {
  readonly clock: Clock;
  /** The way out; absent: Node's own. */
  readonly fetch?: typeof fetch | undefined;
}

/** How long what the provider says of itself is believed, in ms. Its keys have a time of their own in the library. */
const BELIEVED_MS = 3_600_000;

export function createOidcProvider(settings: ProviderSettings, { clock, fetch: out }: ProviderDeps): SignInProvider {
  const { issuer, clientId } = settings;
  let known: { readonly configuration: Configuration; readonly keys: JWTVerifyGetKey | null; readonly at: number } | null = null;

  async function ask(): Promise<NonNullable<typeof known>> {
    const now = clock();
    if (known !== null && Math.abs(now - known.at) < BELIEVED_MS) return known;
    const configuration = await discover(settings, out && by(out));
    const { jwks_uri: keys } = configuration.serverMetadata();
    known = { configuration, keys: keys === undefined ? null : keysAt(new URL(keys), out), at: now };
    return known;
  }
  const configure = async (): Promise<Configuration> => (await ask()).configuration;

  return {
    issuer: issuer.href,
    async begin({ redirectUri, state, nonce, verifier }) {
      try {
        const url = buildAuthorizationUrl(await configure(), {
          redirect_uri: redirectUri,
          scope: 'openid',
          response_type: 'code',
          state,
          nonce,
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        });
        return url.href;
      } catch {
        return null;
      }
    },
    async finish(callback, { state, nonce, verifier }) {
      try {
        const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
        const claims = (await authorizationCodeGrant(await configure(), new URL(callback), checks)).claims();
        if (claims === undefined) return { ok: false, code: 'no_subject' };
        const session = claims['sid'];
        return { ok: true, subject: claims.sub, session: typeof session === 'string' && session !== '' ? session : null };
      } catch (error) {
        return { ok: false, code: codeOf(error) };
      }
    },
    async verifyLogout(token) {
      try {
        const { configuration, keys } = await ask();
        const addressee = { issuer: configuration.serverMetadata().issuer, clientId };
        if (keys === null || !isAddressedTo(token, addressee)) return { ok: false, code: 'not_for_us' };
        return await verifyLogoutToken(token, keys, { ...addressee, now: clock() });
      } catch {
        return null;
      }
    },
    async endPage() {
      try {
        const configuration = await configure();
        return configuration.serverMetadata().end_session_endpoint === undefined ? null : buildEndSessionUrl(configuration).href;
      } catch {
        return null;
      }
    },
  };
}

/** They are asked for anew when a token names one that is not among them, at most twice a minute. */
const keysAt = (address: URL, out: typeof fetch | undefined): JWTVerifyGetKey =>
  createRemoteJWKSet(address, { timeoutDuration: TIMEOUT_S * 1_000, ...(out !== undefined && { [customKeyFetch]: out }) });

/** The library's options are those of fetch, but for a body that may be undefined. */
const by =
  (out: typeof fetch): CustomFetch =>
  (url, options) =>
    out(url, options as RequestInit);

/** The library's own word. Everything else of the error may hold what the browser brought. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^OAUTH_[A-Z_]{1,60}$/.test(code) ? code : 'failed';
}
