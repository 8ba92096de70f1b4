// The proxy of a browser whose pages may ask nobody but nt2: whatever comes here was meant for another host. It is told, and goes no further.

import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

export interface DeadEnd {
  readonly port: number;
  close(): void;
}

/** `tell` hears each address: whole, or for TLS the host alone. */
export async function openDeadEnd(tell: (url: string) => void): Promise<DeadEnd> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (head) => {
      const [, method, target] = /^(\S+) (\S+)/.exec(head.toString('latin1')) ?? [];
      if (target !== undefined) tell(method === 'CONNECT' ? `https://${target}/` : target);
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
