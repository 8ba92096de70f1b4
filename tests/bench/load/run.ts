// Plays cycles over a number of connections for a while, checks every answer, and counts.

import type { Cycle } from './cycles.ts';
import { openConnection, type HttpConnection } from './connection.ts';

export const STEPS = ['create', 'claim', 'deliver'] as const;
export type Step = (typeof STEPS)[number];

export interface Round {
  readonly cycles: number;
  readonly seconds: number;
  /** Milliseconds of each request, in no order. */
  readonly ms: Readonly<Record<Step, number[]>>;
}

export interface Play {
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
  /** The cycle that nobody has played yet; null when there is none left. */
  readonly next: () => Cycle | null;
}

const EXPECTED: Readonly<Record<Step, number>> = { create: 201, claim: 200, deliver: 204 };
/** Every so many claims, the whole answer is read. */
const READ_EVERY = 64;

export async function play({ port, connections, ms, next }: Play): Promise<Round> {
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port)));
  const times: Record<Step, number[]> = { create: [], claim: [], deliver: [] };
  const started = performance.now();
  let cycles = 0;

  async function drive(connection: HttpConnection): Promise<void> {
    while (performance.now() - started < ms) {
      const cycle = next();
      if (cycle === null) return;
      for (const step of STEPS) {
        const sent = performance.now();
        const { status, body } = await connection.ask(cycle[step]);
        times[step].push(performance.now() - sent);
        if (status !== EXPECTED[step]) throw new Error(`${step} was answered with ${status}: ${body.toString().slice(0, 300)}`);
        check(step, body, cycle, cycles);
      }
      cycles += 1;
    }
  }

  try {
    await Promise.all(open.map(drive));
  } finally {
    for (const connection of open) connection.close();
  }
  return { cycles, seconds: (performance.now() - started) / 1_000, ms: times };
}

function check(step: Step, body: Buffer, cycle: Cycle, nth: number): void {
  if (step === 'deliver') return;
  if (step === 'create') {
    if (!body.toString('latin1', 0, 50).startsWith(`{"id":"${cycle.id}"`)) throw new Error('create answered with something else');
    return;
  }
  if (!body.toString('latin1', 0, 12).startsWith('{"capsule":"')) throw new Error('claim answered with something else');
  if (nth % READ_EVERY !== 0) return;
  const released = JSON.parse(body.toString()) as { capsule: string; payload: string };
  const { seal } = JSON.parse(cycle.create.subarray(cycle.create.indexOf('\r\n\r\n') + 4).toString()) as { seal: typeof released };
  if (released.capsule !== seal.capsule || released.payload !== seal.payload) throw new Error('claim answered with other ciphertext');
}

/** How many of these shares say to their sender that they were delivered. */
export async function countDelivered(port: number, host: string, cycles: readonly Cycle[]): Promise<number> {
  const connections = await Promise.all(Array.from({ length: 8 }, () => openConnection(port)));
  let delivered = 0;
  await Promise.all(
    connections.map(async (connection, at) => {
      for (let n = at; n < cycles.length; n += connections.length) {
        const { id, token } = cycles[n] as Cycle;
        const lines = `GET /api/shares/${id} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
        const { status, body } = await connection.ask(Buffer.from(lines));
        const view = status === 200 ? (JSON.parse(body.toString()) as { status: string; cause: string }) : null;
        if (view?.status === 'ended' && view.cause === 'delivered') delivered += 1;
      }
      connection.close();
    }),
  );
  return delivered;
}
