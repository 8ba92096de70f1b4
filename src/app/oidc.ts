// Opens the OpenID provider that the settings name. Loaded only where there is one.

import type { Config } from '../config/settings.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { SignInProvider } from '../core/ports/sign-in-provider.ts';

type Settings = Pick<
  Config,
  'NT2_OIDC_ISSUER' | 'NT2_OIDC_CLIENT_ID' | 'NT2_OIDC_CLIENT_SECRET' | 'HTTPS_PROXY' | 'HTTP_PROXY' | 'NO_PROXY'
>;

/** Null: there is none. It is not asked before someone signs in, so a provider that is down keeps nothing from starting. */
export async function openOidc(config: Settings, clock: Clock): Promise<SignInProvider | null> {
  const { NT2_OIDC_ISSUER: issuer, NT2_OIDC_CLIENT_ID: clientId, NT2_OIDC_CLIENT_SECRET: clientSecret } = config;
  if (issuer === null || clientId === null || clientSecret === null) return null;
  const { createOidcProvider } = await import('../oidc/provider.ts');
  return createOidcProvider({ issuer, clientId, clientSecret }, { clock, fetch: await wayOut(config) });
}

async function wayOut({ HTTPS_PROXY: httpsProxy, HTTP_PROXY: httpProxy, NO_PROXY: noProxy }: Settings): Promise<typeof fetch | undefined> {
  if (`${httpsProxy}${httpProxy}` === '') return undefined;
  return (await import('../egress/egress.ts')).createEgress({ httpsProxy, httpProxy, noProxy }).open().fetch;
}
