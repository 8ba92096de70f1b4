// The way out through the operator's proxy, for what needs no more of it than `fetch`. Loaded only where a proxy is set.

import type { Config } from '../config/settings.ts';

export type WayOut = Pick<Config, 'HTTPS_PROXY' | 'HTTP_PROXY' | 'NO_PROXY'>;

/** Undefined: there is no proxy. */
export async function openWayOut({
  HTTPS_PROXY: httpsProxy,
  HTTP_PROXY: httpProxy,
  NO_PROXY: noProxy,
}: WayOut): Promise<typeof fetch | undefined> {
  if (`${httpsProxy}${httpProxy}` === '') return undefined;
  return (await import('../egress/egress.ts')).createEgress({ httpsProxy, httpProxy, noProxy }).open().fetch;
}
