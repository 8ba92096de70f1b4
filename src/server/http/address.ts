// Whose address a request counts for. X-Forwarded-For is trusted only as far as trusted proxies wrote it, read from the right;
// the Host header and every other forwarding header are never trusted.

import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';

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
    // Each trusted hop vouches for the one to its left. A hop that is no address vouches for none: the hop that sent it is the client.
    for (let at = hops.length - 1; at >= 0 && isTrusted(client); at -= 1) {
      const next = plain((hops[at] ?? '').trim());
      if (isIP(next) === 0) break;
      client = next;
    }
    return grouped(client);
  };
}

/** IPv4 inside IPv6 is IPv4, however it is written; a port that some proxies append, and a zone, are cut off. */
function plain(address: string): string {
  // Nearly always, and twice for each request.
  if (isIPv4(address)) return address;
  // The longest is 45 characters; brackets, port and zone may come on top.
  if (address.length > 100) return '';
  const bare = /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
  const zoneless = bare.split('%', 1)[0] ?? '';
  if (!isIPv6(zoneless)) return zoneless;
  const groups = spelledOut(zoneless);
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : zoneless;
}

/** The eight groups of an IPv6 address, as numbers; it may end in dotted form. */
function spelledOut(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, before = '', ...parts] = dotted ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  const whole = dotted === null ? address : `${before}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  const [head = '', tail = ''] = whole.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = whole.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0;
  return [...left, ...Array<string>(zeros).fill('0'), ...right].map((group) => Number.parseInt(group, 16));
}

function grouped(address: string): string {
  if (!isIPv6(address)) return address === '' ? 'unknown' : address;
  return `${spelledOut(address)
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}
