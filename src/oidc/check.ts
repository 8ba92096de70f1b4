// The doctor's look at the OpenID provider: what it says of itself, whether it knows nt2 and its redirect address, whether it takes the secret,
// and whether its clock agrees. It signs nobody in, and repeats no secret and nothing that the provider writes but its own name.

import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  type Configuration,
  type CustomFetch,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import type { Clock } from '../core/ports/clock.ts';
import { discover, type ProviderSettings } from './discover.ts';

export interface ProviderFinding {
  readonly level: 'ok' | 'note' | 'fault';
  readonly message: string;
}

export interface CheckDeps {
  readonly clock: Clock;
  readonly redirectUri: string;
  readonly logoutUri: string;
  /** The way out; absent: Node's own. */
  readonly fetch?: typeof fetch | undefined;
}

/** The library believes times that are off by less. */
const SKEW_MS = 30_000;
/** Of a sign-in that nobody began. */
const PROBE = 'nt2-doctor-asks-only-whether-it-is-known-here';

const ok = (message: string): ProviderFinding => ({ level: 'ok', message });
const note = (message: string): ProviderFinding => ({ level: 'note', message });
const fault = (message: string): ProviderFinding => ({ level: 'fault', message });

export async function checkProvider(
  settings: ProviderSettings,
  { clock, redirectUri, logoutUri, fetch: out = fetch }: CheckDeps,
): Promise<ProviderFinding[]> {
  const { issuer } = settings;
  /** By how much its clock is ahead, as its answers say; null: they do not. */
  let ahead: number | null = null;
  const listening: CustomFetch = async (url, options) => {
    const answer = await out(url, options as RequestInit);
    const at = Date.parse(answer.headers.get('date') ?? '');
    // An answer that a cache has kept is as old as it was then.
    if (Number.isFinite(at) && !answer.headers.has('age')) ahead = at - clock();
    return answer;
  };
  let configuration: Configuration;
  try {
    configuration = await discover(settings, listening);
  } catch (error) {
    return [fault(`the OpenID provider at ${issuer.host} ${whyNot(error)}`)];
  }
  const said = [
    ok(`the OpenID provider at ${issuer.host} names itself as NT2_OIDC_ISSUER does`),
    ...lacks(configuration),
    await checkRedirect(configuration, redirectUri, listening),
    await checkSecret(configuration, settings, redirectUri),
    ...aboutLogout(configuration, logoutUri),
  ];
  if (ahead !== null && Math.abs(ahead) > SKEW_MS)
    said.push(
      fault(
        `the clocks of this machine and of the OpenID provider differ by ${Math.round(Math.abs(ahead) / 1_000)} s: nobody is signed in. Set them by NTP`,
      ),
    );
  return said;
}

/** For the end of a sentence about the provider. */
function whyNot(error: unknown): string {
  const codes = [...causesOf(error)].map((one) => ('code' in one ? String(one.code) : one.name));
  const has = (test: RegExp): boolean => codes.some((code) => test.test(code));
  if (has(/^OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED$/))
    return 'names itself otherwise than NT2_OIDC_ISSUER does: give it letter by letter as its own document has it, with or without a slash at the end';
  if (has(/CERT|SELF_SIGNED|VERIFY|^ERR_TLS|^ERR_SSL|^EPROTO$|ALTNAME/))
    return 'has no certificate that this machine trusts: an authority of your own goes into NODE_EXTRA_CA_CERTS';
  if (has(/^(ENOTFOUND|EAI_AGAIN)$/)) return 'has no address: its name is not known here';
  if (has(/^(OAUTH_TIMEOUT|TimeoutError|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/)) return 'does not answer in time';
  if (has(/^OAUTH_(RESPONSE_IS_NOT_CONFORM|RESPONSE_IS_NOT_JSON|PARSE_ERROR|INVALID_RESPONSE)$/))
    return 'answers, but not with its own description: NT2_OIDC_ISSUER may lack a part of the path';
  return 'cannot be reached';
}

function* causesOf(error: unknown): Generator<Error> {
  for (let one = error; one instanceof Error; one = one.cause) {
    yield one;
    if (one instanceof AggregateError) for (const inner of one.errors) yield* causesOf(inner);
  }
}

/** What it says that it cannot do, and nt2 needs. */
function lacks(configuration: Configuration): ProviderFinding[] {
  const of = configuration.serverMetadata();
  const missing = [
    of.authorization_endpoint === undefined || of.token_endpoint === undefined ? 'addresses to sign in at' : null,
    of.jwks_uri === undefined ? 'keys (jwks_uri)' : null,
    of.response_types_supported?.includes('code') === false ? 'the authorization code flow' : null,
    of.code_challenge_methods_supported?.includes('S256') === false ? 'PKCE with S256' : null,
    of.token_endpoint_auth_methods_supported?.includes('client_secret_basic') === false ? 'client_secret_basic' : null,
  ].filter((one) => one !== null);
  return missing.length === 0 ? [] : [fault(`the OpenID provider says that it does not have ${missing.join(', ')}`)];
}

/** Asks without a person in front: who is known is sent back at once, with a no. */
async function checkRedirect(configuration: Configuration, redirectUri: string, out: CustomFetch): Promise<ProviderFinding> {
  const asked = buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid',
    response_type: 'code',
    prompt: 'none',
    state: PROBE,
    nonce: PROBE,
    code_challenge: await calculatePKCECodeChallenge(PROBE),
    code_challenge_method: 'S256',
  });
  const init = { method: 'GET', redirect: 'manual', headers: {}, body: undefined, signal: AbortSignal.timeout(5_000) } as const;
  const answer = await out(asked.href, init).catch(() => null);
  const to = answer?.headers.get('location') ?? null;
  await answer?.body?.cancel();
  if (to !== null && (to === redirectUri || to.startsWith(`${redirectUri}?`)))
    return ok(`the OpenID provider knows nt2 and sends people back to ${redirectUri}`);
  if (answer !== null && answer.status >= 400 && answer.status < 500)
    return fault(
      `the OpenID provider does not know NT2_OIDC_CLIENT_ID with the redirect address ${redirectUri}: register it there, letter by letter`,
    );
  return note(`whether the OpenID provider knows the redirect address ${redirectUri} shows only when someone signs in`);
}

/** Shows it the secret with a code that it never gave. */
async function checkSecret(
  configuration: Configuration,
  { issuer, clientSecret }: ProviderSettings,
  redirectUri: string,
): Promise<ProviderFinding> {
  const named = configuration.serverMetadata().issuer;
  const back = new URL(`${redirectUri}?${new URLSearchParams({ code: PROBE, state: PROBE, iss: named }).toString()}`);
  try {
    await authorizationCodeGrant(configuration, back, { pkceCodeVerifier: PROBE, expectedState: PROBE, expectedNonce: PROBE });
  } catch (error) {
    const { status, code } = answerOf(error);
    if (code === 'invalid_grant') return ok('the OpenID provider takes NT2_OIDC_CLIENT_SECRET');
    if (status === 401 || code === 'invalid_client')
      return fault(
        `the OpenID provider does not take NT2_OIDC_CLIENT_ID with NT2_OIDC_CLIENT_SECRET by client_secret_basic${formOf(clientSecret)}`,
      );
    if (code === 'unauthorized_client') return fault('the OpenID provider does not let this client use the authorization code flow');
  }
  return note(`whether the OpenID provider at ${issuer.host} takes NT2_OIDC_CLIENT_SECRET shows only when someone signs in`);
}

function answerOf(error: unknown): { readonly status: number; readonly code: string } {
  if (error instanceof ResponseBodyError) return { status: error.status, code: error.error };
  if (error instanceof WWWAuthenticateChallengeError) return { status: error.status, code: '' };
  return { status: error instanceof ClientError && error.cause instanceof Response ? error.cause.status : 0, code: '' };
}

/** RFC 6749 writes some signs as %…, which not every provider reads. */
const formOf = (secret: string): string =>
  /^[\w.~-]+$/.test(secret)
    ? ''
    : '. It has signs that are written as %… then, which some providers do not read: have a secret made of letters and digits';

function aboutLogout(configuration: Configuration, logoutUri: string): ProviderFinding[] {
  return configuration.serverMetadata()['backchannel_logout_supported'] === true
    ? [note(`the OpenID provider can end sessions of the board, if ${logoutUri} is registered there for back-channel logout`)]
    : [
        note(
          'the OpenID provider does not say that a session has ended: those of the board last for twelve hours, or until the policy changes',
        ),
      ];
}
