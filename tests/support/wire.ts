// A wire on the loopback between a client and a server: it can be late, be cut, and lead elsewhere from now on.

import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Wire {
  readonly port: number;
  /** Cuts every connection: what is on the way is lost. New ones are refused until `lead`. */
  cut(): void;
  /** New connections go there. */
  lead(to: number): void;
  stop(): Promise<void>;
}

/** @param lateMs how long each piece from the server to the client is on its way. */
export async function startWire({ to, lateMs = 0 }: { readonly to: number; readonly lateMs?: number }): Promise<Wire> {
  let target: number | null = to;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    if (target === null) return void near.destroy();
    const far = connect(target, '127.0.0.1');
    let isCut = false;
    const end = (): void => {
      isCut = true;
      near.destroy();
      far.destroy();
      open.delete(near);
    };
    open.add(near);
    near.on('data', (data) => far.write(data));
    far.on('data', (data) => {
      if (lateMs === 0) near.write(data);
      else setTimeout(() => !isCut && near.write(data), lateMs);
    });
    for (const side of [near, far]) {
      side.on('close', end);
      side.on('error', end);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      target = null;
      for (const near of open) near.destroy();
    },
    lead: (next) => (target = next),
    stop: async () => {
      for (const near of open) near.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
