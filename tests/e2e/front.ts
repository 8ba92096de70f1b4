// One address in front of several processes, as a balancer is.

import { connect, createServer, type Server } from 'node:net';

/** Each connection is led to the port that `choose` names when its first bytes are there. A browser's connections carry its own name only. */
export function leadBy(choose: (head: string) => number, port: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.once('data', (first) => {
      const backend = connect(choose(first.toString('latin1')), '127.0.0.1');
      backend.write(first);
      socket.pipe(backend).pipe(socket);
      for (const end of [socket, backend]) end.on('error', () => (socket.destroy(), backend.destroy()));
    });
    socket.on('error', () => socket.destroy());
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}
