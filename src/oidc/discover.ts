// Asks a provider for its description of itself, in which the library compares the issuer, and says which checks the library must make.

import {
  allowInsecureRequests,
  ClientSecretBasic,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  type Configuration,
  type CustomFetch,
} from 'openid-client';

export interface ProviderSettings {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Seconds that one question to the provider may take. */
export const TIMEOUT_S = 5;

/** `out`: the way out; absent: Node's own. */
export function discover({ issuer, clientId, clientSecret }: ProviderSettings, out?: CustomFetch): Promise<Configuration> {
  // The settings allow http on a loopback address alone, and the library marks it as deprecated so that no one uses it elsewhere.
  // eslint-disable-next-line typescript/no-deprecated -- see above
  const execute = [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])];
  const options = { execute, timeout: TIMEOUT_S, ...(out !== undefined && { [customFetch]: out }) };
  return discovery(issuer, clientId, undefined, ClientSecretBasic(clientSecret), options);
}
