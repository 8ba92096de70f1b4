// Whose address a request counts for. X-Forwarded-For is believed only as far as trusted proxies wrote it, read from the right;
// the Host header and every other forwarding header are believed never.

import { BlockList, isIP, isIPv6 } from 'node:net';

export type AddressOf = (peer: string | undefined, forwardedFor: string | null) => string;

/** Whether a peer is one of these proxies. `networks`: CIDRs or single addresses. */
export function createIsTrusted(networks: readonly string[]): (peer: string | undefined) => boolean {
  const trusted = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    trusted.addSubnet(address, prefix === undefined ? (family === 'ipv6' ? 128 : 32) : Number(prefix), family);
  }
  return (peer) => {
    const address = plain(peer ?? '');
    return isIP(address) !== 0 && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
}

/** The answer is one address; an IPv6 one is cut to its /64, which is what one customer holds. */
export function createAddressOf(networks: readonly string[]): AddressOf {
  const isTrusted = createIsTrusted(networks);

  return (peer, forwardedFor) => {
    let client = plain(peer ?? '');
    if (networks.length === 0 || forwardedFor === null) return grouped(client);
    const hops = forwardedFor.split(',');
    // Each trusted hop vouches for the one to its left. What is no address vouches for nobody: the hop that sent it is the client.
    for (let at = hops.length - 1; at >= 0 && isTrusted(client); at -= 1) {
      const next = plain((hops[at] ?? '').trim());
      if (isIP(next) === 0) break;
      client = next;
    }
    return grouped(client);
  };
}

/** IPv4 inside IPv6 is IPv4; a port that some proxies append, and a zone, are cut off. */
function plain(address: string): string {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  const zoneless = bare.split('%', 1)[0] ?? '';
  return /^::ffff:([\d.]+)$/i.exec(zoneless)?.[1] ?? zoneless;
}

function grouped(address: string): string {
  if (!isIPv6(address)) return address === '' ? 'unknown' : address;
  const [head = '', tail = ''] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  // An address that ends in dotted form has one part less than its length says; the first four groups are far from there.
  const zeros = address.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0;
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
