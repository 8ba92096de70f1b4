// Runs before every test file: nothing leaves this machine. It stands before every TCP connection, whichever library opens it, and costs
// no import. An HTTP mock in its place took 60 ms of each file and stood before every request to loopback too.

import type { LookupFunction } from 'node:net';
import { BlockList, isIP, Socket } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

type Aim = { readonly path?: string; readonly host?: string; lookup?: LookupFunction };
type Answer = Parameters<LookupFunction>[2];

const isHere = (address: string): boolean => isIP(address) !== 0 && LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
const refusal = (host: string): Error =>
  Object.assign(new Error(`tests connect to loopback alone, not to ${host}`), { code: 'ENETUNREACH' });

/** A name is followed where the test brings the resolver, and only to loopback. */
function guarded(lookup: LookupFunction): LookupFunction {
  return (host, options, answer) => {
    const heard: Answer = (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      if (error === null && !addresses.every(isHere)) return answer(refusal(`${host} (${addresses.join(', ')})`), '', 0);
      answer(error, found, family);
    };
    lookup(host, options, heard);
  };
}

const GUARD = Symbol.for('nt2.tests.loopback-alone');
type Connect = (this: Socket, ...args: unknown[]) => Socket;
const prototype = Socket.prototype as unknown as { connect: Connect; [GUARD]?: typeof setTimeout };

// Files that share a process come here once each.
if (prototype[GUARD] !== undefined && prototype[GUARD] !== setTimeout)
  throw new Error('a file that ran before in this process has left a clock behind that does not run');
if (prototype[GUARD] === undefined) {
  const { connect } = prototype;
  prototype[GUARD] = setTimeout;
  prototype.connect = function (...args) {
    // net.connect hands on its arguments as one array; others call with options, a port and a host, or the path of a socket.
    const given = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
    const [first, second] = given;
    const isObject = typeof first === 'object' && first !== null;
    const isPath = typeof first === 'string' && !/^\d+$/.test(first);
    const aim: Aim = isObject ? first : { ...(isPath && { path: first }), ...(typeof second === 'string' && { host: second }) };
    const host = aim.host ?? 'localhost';
    if (aim.path || host === 'localhost' || isHere(host)) return connect.apply(this, args);
    if (isIP(host) !== 0 || aim.lookup === undefined) {
      process.nextTick(() => this.destroy(refusal(host)));
      return this;
    }
    const lookup = guarded(aim.lookup);
    if (Array.isArray(args[0])) {
      given[0] = { ...aim, lookup };
      return connect.apply(this, args);
    }
    return connect.apply(this, [{ ...aim, lookup }, ...args.slice(1)]);
  };
}
