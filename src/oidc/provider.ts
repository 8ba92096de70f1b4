// Signs a person in at an OpenID provider, by the authorization code flow with PKCE. The library checks state, issuer, nonce, audience, times and
// the token's signature; this file decides nothing but which checks it must make. See docs/decisions/board-accounts.md.

import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  type Configuration,
  type CustomFetch,
} from 'openid-client';
import type { Clock } from '../core/ports/clock.ts';
import type { SignInProvider } from '../core/ports/sign-in-provider.ts';

export interface ProviderSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface ProviderDeps {
  readonly clock: Clock;
  /** The way out; absent: Node's own. */
  readonly fetch?: typeof fetch | undefined;
}

/** Seconds that one question to the provider may take. */
const TIMEOUT_S = 5;
/** How long what the provider says of itself is believed, in ms. Its keys have a time of their own in the library. */
const BELIEVED_MS = 3_600_000;

export function createOidcProvider(
  { issuer, clientId, clientSecret }: ProviderSettings,
  { clock, fetch: out }: ProviderDeps,
): SignInProvider {
  let known: { readonly configuration: Configuration; readonly at: number } | null = null;

  async function configure(): Promise<Configuration> {
    const now = clock();
    if (known !== null && Math.abs(now - known.at) < BELIEVED_MS) return known.configuration;
    // The settings allow http on a loopback address alone, and the library marks it as deprecated so that no one uses it elsewhere.
    // eslint-disable-next-line typescript/no-deprecated -- see above
    const execute = [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])];
    const options = { execute, timeout: TIMEOUT_S, ...(out !== undefined && { [customFetch]: by(out) }) };
    const configuration = await discovery(issuer, clientId, undefined, ClientSecretBasic(clientSecret), options);
    known = { configuration, at: now };
    return configuration;
  }

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
        const subject = (await authorizationCodeGrant(await configure(), new URL(callback), checks)).claims()?.sub;
        return subject === undefined ? { ok: false, code: 'no_subject' } : { ok: true, subject };
      } catch (error) {
        return { ok: false, code: codeOf(error) };
      }
    },
  };
}

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
