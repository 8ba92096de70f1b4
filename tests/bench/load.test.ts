import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Listening } from '../../src/server/listen.ts';
import { HOST, openDoor, PUBLIC_URL, type Harness } from '../server/harness.ts';
import { createMaker, type Cycle, type Maker } from './load/cycles.ts';
import { countDelivered, play, STEPS } from './load/run.ts';

let door: Harness;
let listening: Listening;
let maker: Maker;

beforeAll(async () => {
  door = await openDoor();
  door.time.now = Date.now();
  const token = await door.apiTokens.create('bench');
  if (!token.ok) throw new Error(token.code);
  listening = await listen({ fetch: door.server.fetch, host: '127.0.0.1', port: 0 });
  maker = await createMaker({ origin: PUBLIC_URL, host: HOST, tag: door.ids.tagOf('local:local'), tokens: [token.value] });
});
afterAll(async () => {
  await listening.stop();
  await door.close();
});

const turns = (cycles: readonly Cycle[]): (() => Cycle | null) => {
  let at = 0;
  return () => cycles[at++] ?? null;
};

describe('the load generator of the bench', () => {
  it('plays whole cycles on the real server, and counts what was delivered', async () => {
    const cycles = await maker.make(12);
    const round = await play({ port: listening.port, connections: 3, ms: 10_000, next: turns(cycles) });
    expect(round.cycles).toBe(12);
    for (const step of STEPS) expect(round.ms[step]).toHaveLength(12);
    expect(await countDelivered(listening.port, HOST, cycles)).toBe(12);
  });

  it('breaks off at an answer that is not the expected one', async () => {
    const [cycle] = await maker.make(1);
    if (cycle === undefined) throw new Error('no cycle');
    const forged = Buffer.from(cycle.claim.toString().replace(/"salt":"./, (text) => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A')));
    const next = turns([{ ...cycle, claim: forged }]);
    await expect(play({ port: listening.port, connections: 1, ms: 10_000, next })).rejects.toThrow('claim was answered with 400');
    expect(await countDelivered(listening.port, HOST, [cycle])).toBe(0);
  });
});
