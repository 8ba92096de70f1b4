// A proxy for what goes out, as companies have them: it knows CONNECT and nothing else, may ask for a name and a password, and keeps what
// it was asked for. It alone resolves the names of `hosts`.

import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ForwardProxy {
  readonly port: number;
  /** Host and port, as people are told of it. */
  readonly at: string;
  /** Host and port of each CONNECT, also of those that were refused. */
  readonly asked: readonly string[];
  /** Tunnels that are open. */
  readonly tunnels: () => number;
  /** Answers so from now on; null lets through. A host name: refuses only what begins with it. */
  refuse(status: number | null, only?: string): void;
  /** Carries nothing more, in any tunnel, and closes none. */
  freeze(): void;
  close(): Promise<void>;
}

export async function openForwardProxy({
  login,
  hosts = {},
}: {
  /** `name:password` */
  readonly login?: string;
  /** Host and port that it is asked for, and the port on loopback that it leads to. */
  readonly hosts?: Readonly<Record<string, number>>;
} = {}): Promise<ForwardProxy> {
  const asked: string[] = [];
  const open = new Set<Duplex>();
  const pairs: [Duplex, Socket][] = [];
  let refused: { readonly status: number; readonly only: string } | null = null;
  const server = createServer((_request, response) => void response.writeHead(405).end());

  const statusFor = (target: string, { headers }: IncomingMessage): number => {
    if (login !== undefined && headers['proxy-authorization'] !== `Basic ${Buffer.from(login).toString('base64')}`) return 407;
    return refused !== null && target.startsWith(refused.only) ? refused.status : 200;
  };

  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const target = request.url ?? '';
    asked.push(target);
    client.on('error', () => client.destroy());
    const status = statusFor(target, request);
    if (status !== 200) return void client.end(`HTTP/1.1 ${String(status)} No\r\ncontent-length: 0\r\n\r\n`);
    const [host = '', port] = target.split(':');
    const known = hosts[target];
    const far = known === undefined ? connect(Number(port), host) : connect(known, '127.0.0.1');
    open.add(client);
    client.on('close', () => {
      open.delete(client);
      far.destroy();
    });
    far.on('error', () => client.destroy());
    far.on('close', () => client.destroy());
    far.on('connect', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      far.write(head);
      client.pipe(far);
      far.pipe(client);
      pairs.push([client, far]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    port,
    at: `127.0.0.1:${String(port)}`,
    asked,
    tunnels: () => open.size,
    refuse: (status, only = '') => void (refused = status === null ? null : { status, only }),
    freeze() {
      for (const [client, far] of pairs) {
        client.unpipe();
        far.unpipe();
        // Read and thrown away, so that an end of the other side is still noticed.
        client.on('end', () => client.destroy()).resume();
        far.removeAllListeners('close').resume();
      }
    },
    async close() {
      for (const client of open) client.destroy();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
