// Whether the public address leads to this server, as far as the settings alone can tell: ports that browsers refuse, and a port on which
// nt2 does not listen.

import type { Config } from '../config/settings.ts';

/** Ports that browsers and Node's fetch refuse (fetch.spec.whatwg.org, “bad port”): all above 1024, and those below that an operator might choose. */
const REFUSED = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117,
  119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636,
  989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);

const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80));

/** Null: browsers accept it. */
export function refusedPort(url: URL): string | null {
  const port = portOf(url);
  return REFUSED.has(port) ? `names port ${port}, which browsers refuse to ask: take another one.` : null;
}

/** Sentences about what does not fit. Behind a proxy of this machine the ports are two. */
export function addressIssues({
  NT2_PUBLIC_URL: url,
  NT2_PORT: port,
  NT2_TRUSTED_PROXIES: proxies,
}: Pick<Config, 'NT2_PUBLIC_URL' | 'NT2_PORT' | 'NT2_TRUSTED_PROXIES'>): string[] {
  const refused = refusedPort(url);
  const isOwn = url.protocol === 'http:' && proxies.length === 0 && port !== 0 && portOf(url) !== port;
  return [
    ...(refused === null ? [] : [`NT2_PUBLIC_URL ${refused}`]),
    ...(isOwn
      ? [
          `NT2_PUBLIC_URL names port ${portOf(url)} of this machine, and nt2 listens on ${port}: give NT2_PUBLIC_URL and NT2_PORT the same one.`,
        ]
      : []),
  ];
}

/** `nt2 health` asks by fetch, which refuses the same ports. */
export const cannotAsk = (port: number): boolean => REFUSED.has(port);
