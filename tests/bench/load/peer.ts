// Create and read as fadekey-api 0.2.12 has them: two requests, a ciphertext that the server stores as it is and gives out once.

import { randomBytes } from 'node:crypto';
import { openConnection } from './connection.ts';

export const PEER_STEPS = ['create', 'read'] as const;
export type PeerStep = (typeof PEER_STEPS)[number];

export interface PeerRound {
  readonly cycles: number;
  readonly seconds: number;
  /** Milliseconds of each request, in no order. */
  readonly ms: Readonly<Record<PeerStep, number[]>>;
}

/** Its limits count by address, and believe whoever says one: each cycle comes from an address of its own. */
const addressOf = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;

let cycles = 0;

/** `bytes`: of ciphertext, sent as base64url. @throws Error at an answer that is not the expected one. */
export async function playPeer(options: {
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
  readonly bytes: number;
}): Promise<PeerRound> {
  const { port, connections, ms, bytes } = options;
  const ciphertext = randomBytes(bytes).toString('base64url');
  const body = JSON.stringify({ ciphertext, iv: randomBytes(12).toString('base64url'), ttl: 3600, maxViews: 1 });
  const head = (from: string): string => `Host: 127.0.0.1:${port}\r\nX-Forwarded-For: ${from}\r\n`;
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const times: Record<PeerStep, number[]> = { create: [], read: [] };
  const started = performance.now();

  async function ask(connection: (typeof open)[number], step: PeerStep, request: string, status: number): Promise<string> {
    const sent = performance.now();
    const answer = await connection.ask(Buffer.from(request));
    times[step].push(performance.now() - sent);
    if (answer.status !== status) throw new Error(`${step} was answered with ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
    return answer.body.toString();
  }

  await Promise.all(
    open.map(async (connection) => {
      while (performance.now() - started < ms) {
        const from = head(addressOf((cycles += 1)));
        const request = `POST /api/items HTTP/1.1\r\n${from}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
        const { id } = JSON.parse(await ask(connection, 'create', request, 201)) as { id: string };
        const read = await ask(connection, 'read', `GET /api/items/${id} HTTP/1.1\r\n${from}\r\n`, 200);
        if (!read.includes(ciphertext)) throw new Error('read answered with other ciphertext');
      }
      connection.close();
    }),
  );
  return { cycles: times.read.length, seconds: (performance.now() - started) / 1_000, ms: times };
}
