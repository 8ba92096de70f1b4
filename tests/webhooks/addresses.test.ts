// Which addresses a webhook may be sent to.

import { describe, expect, it } from 'vitest';
import { AddressRefused, createAddressRule, createCheckedLookup } from '../../src/webhooks/addresses.ts';

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '192.0.1.1',
  '198.17.0.1',
  '2606:4700::1111',
  '2a00:1450:4001::1',
];

const REFUSED: readonly (readonly [what: string, ...addresses: string[]])[] = [
  ['this machine', '127.0.0.1', '127.255.255.254', '::1', '0.0.0.0', '0.1.2.3', '::'],
  ['private networks', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1', 'fec0::1'],
  ['what is shared by customers of a provider', '100.64.0.1', '100.127.255.255'],
  ['link-local', '169.254.1.1', 'fe80::1', 'febf::1'],
  ['metadata of clouds', '169.254.169.254', 'fd00:ec2::254', '169.254.170.2', '100.100.100.200', '192.0.0.192'],
  [
    'IPv4 inside IPv6',
    '::ffff:10.0.0.1',
    '::ffff:1.1.1.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::1',
    '2001:0:7f00:1::1',
  ],
  ['multicast and broadcast', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
  [
    'documents, tests and what is reserved',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '240.0.0.1',
    '192.88.99.1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    '4000::1',
  ],
  ['no address', '', 'localhost', '1.1.1', '0x7f.1', '2130706433', '[::1]', 'fe80::1%eth0', '1.1.1.1/8'],
];

const none = createAddressRule([]);

describe('addresses that a webhook may be sent to', () => {
  it('public ones', () => {
    expect(PUBLIC.filter((address) => !none.allows(address, true))).toEqual([]);
  });

  it.each(REFUSED)('not %s', (_what, ...addresses) => {
    expect(addresses.filter((address) => none.allows(address, true))).toEqual([]);
    expect([...addresses, ...PUBLIC].filter((address) => none.allows(address, false))).toEqual([]);
  });

  it('an internal one that the operator has named, and no neighbour of it; without TLS loopback alone', () => {
    const rule = createAddressRule(['10.1.2.0/24', 'fd12::/16', '127.0.0.1', '::1', '64:ff9b::/96']);
    expect(['10.1.2.200', 'fd12::5', '127.0.0.1', '::1', '64:ff9b::101:101', '1.1.1.1'].filter((one) => !rule.allows(one, true))).toEqual(
      [],
    );
    const others = ['10.1.3.1', '127.0.0.2', 'fd13::1', '169.254.169.254', '::ffff:10.1.2.3', '::ffff:127.0.0.1'];
    expect(others.filter((one) => rule.allows(one, true))).toEqual([]);
    expect(['127.0.0.1', '::1', '10.1.2.3', '1.1.1.1', '127.0.0.2'].filter((one) => rule.allows(one, false))).toEqual(['127.0.0.1', '::1']);
  });
});

describe('a name', () => {
  const ask = (found: readonly string[], all: boolean): Promise<unknown> =>
    new Promise((resolve) => {
      const resolver = ((_host: string, _options: object, answer: (error: null, list: object[]) => void) =>
        answer(
          null,
          found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        )) as never;
      createCheckedLookup(none, true, resolver)('hooks.example.com', { all }, (error, address) => resolve(error ?? address));
    });

  it('leads to the addresses that were looked at, and to no others', async () => {
    expect(await ask(['1.1.1.1', '2606:4700::1111'], false)).toBe('1.1.1.1');
    expect(await ask(['1.1.1.1', '2606:4700::1111'], true)).toEqual([
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  it.each([[['10.0.0.1']], [['1.1.1.1', '10.0.0.1']], [['1.1.1.1', '::1']], [['::ffff:1.1.1.1']], [[]]])(
    'is refused as a whole for one address that is: %j',
    async (found) => {
      for (const all of [true, false]) expect(await ask(found, all)).toBeInstanceOf(AddressRefused);
    },
  );
});
