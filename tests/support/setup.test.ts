// The guard of setup.ts, from outside: nothing here reaches the network, whether the guard holds or not (TEST-NET-1 and .invalid lead nowhere).

import type { LookupAddress } from 'node:dns';
import { get } from 'node:http';
import { connect, createServer, type AddressInfo, type LookupFunction } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';

const AWAY = '192.0.2.1';
const REFUSED = /tests connect to loopback alone/;

const fault = (open: (fail: (error: Error) => void) => unknown): Promise<Error> => new Promise((resolve) => void open(resolve));

async function here(): Promise<number> {
  const server = createServer((socket) => void socket.end('here'));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A resolver that leads every name there. */
const leading =
  (...to: LookupAddress[]): LookupFunction =>
  (_host, options, answer) =>
    options.all === true ? answer(null, to) : answer(null, to[0]!.address, to[0]!.family);

it.each([
  ['options', (fail: (error: Error) => void) => connect({ host: AWAY, port: 80 }).on('error', fail)],
  ['port and host', (fail: (error: Error) => void) => connect(80, AWAY).on('error', fail)],
  ['IPv6', (fail: (error: Error) => void) => connect(80, '2001:db8::1').on('error', fail)],
  ['a name', (fail: (error: Error) => void) => connect(80, 'away.invalid').on('error', fail)],
  ['TLS', (fail: (error: Error) => void) => connectTls({ host: AWAY, port: 443 }).on('error', fail)],
  ['http', (fail: (error: Error) => void) => get('http://away.invalid/').on('error', fail)],
  ['fetch', (fail: (error: Error) => void) => fetch('http://away.invalid/').catch((error: Error) => fail(error.cause as Error))],
])('refuses what leads away from this machine: %s', async (_way, open) => {
  expect((await fault(open)).message).toMatch(REFUSED);
});

it('refuses a name whose resolver leads away, also beside an address of this machine', async () => {
  const lookup = leading({ address: '127.0.0.1', family: 4 }, { address: AWAY, family: 4 });
  expect((await fault((fail) => connect({ host: 'away.invalid', port: 80, lookup }).on('error', fail))).message).toMatch(REFUSED);
  const alone = leading({ address: AWAY, family: 4 });
  const one = { host: 'away.invalid', port: 80, lookup: alone, autoSelectFamily: false };
  expect((await fault((fail) => connect(one).on('error', fail))).message).toMatch(REFUSED);
});

it.each(['127.0.0.1', 'localhost', 'here.invalid'])('lets through what stays here: %s', async (host) => {
  const port = await here();
  const lookup = leading({ address: '127.0.0.1', family: 4 });
  const socket = connect({ host, port, ...(host !== '127.0.0.1' && { lookup }) });
  const said = await new Promise((resolve, reject) => void socket.on('data', (bytes) => resolve(String(bytes))).on('error', reject));
  expect(said).toBe('here');
});
