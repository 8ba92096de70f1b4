// Which addresses a webhook may be sent to: public ones, and those that the operator has named. Decided for the address that is connected
// to, never for a name: a name may lead elsewhere a moment later.

import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What is no public address of the internet (IANA's registries of special addresses). */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Public addresses of version 6 lie in the first; what of it is not public, or carries an IPv4 address inside, in the others. */
const GLOBAL_IPV6 = '2000::/3';
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** Carries an IPv4 address past a look at networks of version 6, and no resolver answers with it unless asked to. */
const MAPPED_IPV6 = '::ffff:0:0/96';

const publicSpecial = listOf([...SPECIAL_IPV4, ...SPECIAL_IPV6]);
const globalIpv6 = listOf([GLOBAL_IPV6]);
const loopback = listOf(['127.0.0.0/8', '::1']);

/** Where it may be sent. Without TLS only to this machine, and only where the operator has named it. */
export interface AddressRule {
  allows(address: string, isTls: boolean): boolean;
}

/** Thrown when an address is refused; its message names none. */
export class AddressRefused extends Error {
  constructor() {
    super('This address is not public, and NT2_WEBHOOK_NETWORKS does not name it.');
  }
}

/** `networks`: internal ones that the operator allows, such as `10.1.2.0/24`. */
export function createAddressRule(networks: readonly string[]): AddressRule {
  const allowed = listOf(networks);
  return {
    allows(address, isTls) {
      const version = isIP(address);
      if (version === 0 || address.includes('%') || isMapped(address)) return false;
      const family = version === 4 ? 'ipv4' : 'ipv6';
      if (!isTls) return loopback.check(address, family) && allowed.check(address, family);
      if (allowed.check(address, family)) return true;
      return (version === 4 || globalIpv6.check(address, family)) && !publicSpecial.check(address, family);
    },
  };
}

/**
 * For the `lookup` of a socket: it connects to what was looked at here and to nothing else. One address that is refused refuses the name.
 * An address in the place of a name is never looked up: the caller holds it against the rule.
 */
export function createCheckedLookup(rule: AddressRule, isTls: boolean, resolve: typeof lookUp = lookUp): LookupFunction {
  return (host, options, answer) => {
    resolve(host, { all: true, family: options.family ?? 0 }, (error, found) => {
      if (error !== null) return answer(error, '', 0);
      const isFine = found.length > 0 && found.every(({ address }) => rule.allows(address, isTls));
      if (!isFine) return answer(new AddressRefused(), '', 0);
      const [first] = found;
      if (options.all === true) answer(null, found);
      else answer(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

// BlockList takes a mapped address for the IPv4 address inside it, so networks of version 4 would decide.
const isMapped = (address: string): boolean => isIP(address) === 6 && mapped.check(address, 'ipv6');
const mapped = listOf([MAPPED_IPV6]);

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const version = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, version);
    else list.addSubnet(address, Number(bits), version);
  }
  return list;
}
