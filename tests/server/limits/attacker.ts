// One client with many connections, from addresses of its own on the loopback. What the server says to each is kept.

import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

export interface Line {
  readonly socket: Socket;
  /** All that it was told. */
  said(): string;
  readonly closed: Promise<void>;
}

/** `from`: the last two parts of an address on the loopback. */
export async function dial(port: number, from = '0.1', { reads = true } = {}): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.${from}` });
  let said = '';
  // To be cut off is what these tests are about.
  socket.on('error', () => undefined);
  if (reads) socket.on('data', (part) => (said += part.toString()));
  else socket.pause();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed]);
  return { socket, said: () => said, closed };
}

/** Many at once, spread over addresses: at most `each` from one. */
export async function dialMany(port: number, count: number, { each = 250, reads = true } = {}): Promise<Line[]> {
  const lines: Line[] = [];
  while (lines.length < count) {
    const batch = Math.min(200, count - lines.length);
    const next = Array.from({ length: batch }, (_, n) => dial(port, `1.${1 + Math.floor((lines.length + n) / each)}`, { reads }));
    lines.push(...(await Promise.all(next)));
  }
  return lines;
}

export async function hangUp(lines: readonly Line[]): Promise<void> {
  for (const { socket } of lines) socket.destroy();
  await Promise.all(lines.map(({ closed }) => closed));
}

export const open = (lines: readonly Line[]): number => lines.filter(({ socket }) => !socket.destroyed).length;

/** Connections that a server on this port has open, as the system sees it. */
export function servedAt(port: number): number {
  const local = new RegExp(`^ *\\d+: [0-9A-F]{8}:${port.toString(16).toUpperCase().padStart(4, '0')} \\S+ 01 `);
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => local.test(line)).length;
}
