import { describe, expect, it } from 'vitest';
import { createAddressOf } from '../../src/server/http/address.ts';
import { openDoor } from './harness.ts';

describe('whose address a request counts for', () => {
  const proxied = createAddressOf(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);

  it.each([
    // peer, X-Forwarded-For, counts for
    ['203.0.113.9', null, '203.0.113.9'],
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['203.0.113.9', '10.1.1.1, 198.51.100.1', '203.0.113.9'],
    ['10.0.0.1', null, '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '1.1.1.1, 198.51.100.1, 10.9.9.9, 192.0.2.7', '198.51.100.1'],
    ['192.0.2.7', '198.51.100.1:4711', '198.51.100.1'],
    ['192.0.2.8', '198.51.100.1', '192.0.2.8'],
    ['10.0.0.1', 'localhost', '10.0.0.1'],
    ['10.0.0.1', '198.51.100.1, unknown', '10.0.0.1'],
    ['10.0.0.1', ', ,', '10.0.0.1'],
    ['10.0.0.1', '10.0.0.2, 10.0.0.3', '10.0.0.2'],
    ['::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '::ffff:c633:6401', '198.51.100.1'],
    ['10.0.0.1', '::FFFF:102:304', '1.2.3.4'],
    ['10.0.0.1', '0:0:0:0:0:ffff:102:304', '1.2.3.4'],
    ['10.0.0.1', '0000:0000:0000:0000:0000:ffff:0102:0304', '1.2.3.4'],
    ['10.0.0.1', '0:0:0:0:0:ffff:1.2.3.4', '1.2.3.4'],
    ['10.0.0.1', '[::ffff:102:304]:443', '1.2.3.4'],
    ['::ffff:a00:1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.1', '::102:304', '0:0:0:0::/64'],
    ['10.0.0.1', '64:ff9b::1.2.3.4', '64:ff9b:0:0::/64'],
    ['10.0.0.1', '1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['10.0.0.1', `${'1'.repeat(50_000)}.2.3.4`, '10.0.0.1'],
    ['fd12::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', null, '2001:db8:0:0::/64'],
    ['fd12::1', '[2001:0db8:0001:0002::9]:443', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', null, 'fe80:0:0:0::/64'],
    [undefined, null, 'unknown'],
  ])('T16, P13: %s behind "%s" counts for %s', (peer, forwarded, counted) => {
    expect(proxied(peer, forwarded)).toBe(counted);
  });

  it('T16: with no trusted proxy nobody is believed, also not the loopback', () => {
    const nobody = createAddressOf([]);
    for (const peer of ['127.0.0.1', '::1', '10.0.0.1']) expect(nobody(peer, '198.51.100.1')).toBe(nobody(peer, null));
  });

  it('T16: a spoofed X-Forwarded-For buys no further tries, and fills nobody else’s bucket', async () => {
    const rates = { address: 3, person: 100, tenant: 100 };
    const door = await openDoor({ limits: { rates, trustedProxies: ['10.0.0.0/8'] } });
    const attempt = (from: string, forwarded?: string) =>
      door.ask('POST', '/api/session', {
        json: { token: 'x' },
        from,
        ...(forwarded && { headers: { 'x-forwarded-for': forwarded, 'x-real-ip': forwarded, forwarded: `for=${forwarded}` } }),
      });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await attempt('203.0.113.9', `198.51.100.${n}`)).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    // Behind the trusted proxy each client has a bucket of its own, and what it puts in front of it does not count.
    const behind = [];
    for (let n = 0; n < 5; n += 1) behind.push((await attempt('10.0.0.1', `9.9.9.${n}, 198.51.100.1`)).status);
    expect(behind).toEqual([401, 401, 401, 429, 429]);
    expect((await attempt('10.0.0.1', '198.51.100.2')).status).toBe(401);
    await door.close();
  });

  it('T16: on a loopback address a foreign Host is refused, so that no name on the net can be pointed at this machine', async () => {
    const door = await openDoor({ site: { publicUrl: new URL('http://127.0.0.1:4180') } });
    for (const path of ['/', '/s/x', '/api/session']) {
      expect((await door.ask('GET', path, { headers: { host: 'evil.example:4180' } })).status, path).toBe(421);
      expect((await door.ask('GET', path, { headers: { host: '127.0.0.1:4180' } })).status, path).toBe(200);
    }
    await door.close();
  });
});
