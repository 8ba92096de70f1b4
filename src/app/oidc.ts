// Opens the OpenID provider that the settings name, and those who vouch for machines; and has the doctor look at them. Loaded only where there is one.

import type { Config } from '../config/settings.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { WorkloadVerifier } from '../core/ports/workload-verifier.ts';
import type { SignInProvider } from '../core/ports/sign-in-provider.ts';
import type { ProviderFinding } from '../oidc/check.ts';
import { CALLBACK_PATH, LOGOUT_PATH } from '../server/auth/board-accounts.ts';
import { openWayOut, type WayOut } from './way-out.ts';

type Settings = WayOut & Pick<Config, 'NT2_OIDC_ISSUER' | 'NT2_OIDC_CLIENT_ID' | 'NT2_OIDC_CLIENT_SECRET'>;

/** Null: there is none. It is not asked before someone signs in, so a provider that is down keeps nothing from starting. */
export async function openOidc(config: Settings, clock: Clock): Promise<SignInProvider | null> {
  const settings = settingsOf(config);
  if (settings === null) return null;
  const { createOidcProvider } = await import('../oidc/provider.ts');
  return createOidcProvider(settings, { clock, fetch: await openWayOut(config) });
}

/** Nothing, where there is none, or this process serves no pages. */
export async function checkOidc(
  config: Settings & Pick<Config, 'NT2_ROLE' | 'NT2_PUBLIC_URL'>,
  clock: Clock = Date.now,
): Promise<ProviderFinding[]> {
  const settings = settingsOf(config);
  if (settings === null || config.NT2_ROLE === 'chat') return [];
  const { origin } = config.NT2_PUBLIC_URL;
  const { checkProvider } = await import('../oidc/check.ts');
  const at = { redirectUri: `${origin}${CALLBACK_PATH}`, logoutUri: `${origin}${LOGOUT_PATH}` };
  return checkProvider(settings, { ...at, clock, fetch: await openWayOut(config) });
}

function settingsOf({ NT2_OIDC_ISSUER: issuer, NT2_OIDC_CLIENT_ID: clientId, NT2_OIDC_CLIENT_SECRET: clientSecret }: Settings) {
  return issuer === null || clientId === null || clientSecret === null ? null : { issuer, clientId, clientSecret };
}

/** Undefined: the operator trusts nobody. No provider is asked before a machine shows a token of it. */
export async function openWorkloads(
  config: WayOut & Pick<Config, 'NT2_WORKLOAD_ISSUERS' | 'NT2_PUBLIC_URL'>,
  clock: Clock,
): Promise<WorkloadVerifier | undefined> {
  const { NT2_WORKLOAD_ISSUERS: trusted, NT2_PUBLIC_URL: url } = config;
  if (trusted.length === 0) return undefined;
  const { createWorkloadVerifier } = await import('../oidc/workload.ts');
  return createWorkloadVerifier(trusted, { clock, audience: url.origin, fetch: await openWayOut(config) });
}

/** Nothing, where the operator trusts nobody, or this process serves no API. */
export async function checkTrusted(
  config: WayOut & Pick<Config, 'NT2_ROLE' | 'NT2_WORKLOAD_ISSUERS'>,
  clock: Clock = Date.now,
): Promise<ProviderFinding[]> {
  const { NT2_WORKLOAD_ISSUERS: trusted, NT2_ROLE: role } = config;
  if (trusted.length === 0 || role === 'chat') return [];
  const { checkWorkloads } = await import('../oidc/check-workloads.ts');
  return checkWorkloads(trusted, { clock, fetch: await openWayOut(config) });
}
