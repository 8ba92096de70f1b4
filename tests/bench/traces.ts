// What traces cost: processor time of a request with three spans, sent to a collector, beside the same without. Taken in turn.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openConnection } from './load/connection.ts';
import type { Cores } from './processes.ts';
import { startNt2, type Nt2 } from './servers.ts';
import type { Row } from './table.ts';

const REQUESTS = 2_000;
const ROUNDS = 4;
/** Until what was traced has been sent. */
const SENT_MS = 2_500;

export async function measureTraces({ redisUrl, cores }: { readonly redisUrl: string; readonly cores: Cores }): Promise<Row[]> {
  const collector = createServer((request, response) => void request.resume().once('end', () => response.end('{}')));
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/v1/traces`;
  const servers: Nt2[] = [];
  try {
    for (const env of [{ NT2_TRACES_URL: url }, {}]) servers.push(await startNt2({ store: 'SQLite', redisUrl, cores, programs: 0, env }));
    const spent = [0, 0];
    // The first round is for the compiler.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [n, server] of servers.entries()) {
        const before = server.cpu();
        await askMany(server);
        if (round > 0) spent[n] = (spent[n] ?? 0) + server.cpu() - before;
      }
    }
    const [traced = 0, plain = 0] = spent.map((seconds) => (seconds * 1_000) / (ROUNDS * REQUESTS));
    const what = 'traces: processor time of a request with three spans, sending them included, beside the same without';
    return [{ what, nt2: `${traced.toFixed(2)} ms`, baseline: `${plain.toFixed(2)} ms`, ratio: traced / plain }];
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    collector.closeAllConnections();
    collector.close();
  }
}

/** Looks at a share that is not there: request, use case, verb of the store. */
async function askMany({ port, target }: Nt2): Promise<void> {
  const connection = await openConnection(port);
  const request = Buffer.from(`GET /api/shares/${'a'.repeat(32)} HTTP/1.1\r\nHost: ${target.host}\r\n\r\n`);
  for (let n = 0; n < REQUESTS; n += 1) await connection.ask(request);
  connection.close();
  await new Promise((resolve) => setTimeout(resolve, SENT_MS));
}
