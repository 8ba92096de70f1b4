// A balancer as operators have one in front of several instances: round robin over those whose /readyz is 200, connections that are kept,
// and one second chance only: a connection that was refused has begun nothing, so another instance is asked.

import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Balancer {
  readonly port: number;
  /** Whether people are sent to the instance at this port. */
  sends(port: number): boolean;
  /** Requests that met a closed port and went on to another instance. */
  refused(): number;
  /** Requests that could not be answered: what was cut off may have been done, so nobody else is asked. */
  failed(): readonly string[];
  stop(): void;
}

interface Backend {
  readonly port: number;
  readonly agent: Agent;
  isReady: boolean;
}

export interface BalancerOptions {
  readonly backends: readonly number[];
  /** How often each is asked whether it is ready, in ms. */
  readonly checkMs: number;
  /** Where it listens; 0: anywhere. */
  readonly port: number;
}

export async function startBalancer({ backends, checkMs, port }: BalancerOptions): Promise<Balancer> {
  const all = backends.map((at): Backend => ({ port: at, agent: new Agent({ keepAlive: true }), isReady: false }));
  const failed: string[] = [];
  let [turn, refused] = [0, 0];

  const pick = (not: ReadonlySet<Backend>): Backend | null => {
    const able = all.filter((one) => one.isReady && !not.has(one));
    turn += 1;
    return able[turn % able.length] ?? null;
  };

  function lead(asked: IncomingMessage, body: Buffer, answer: ServerResponse, tried = new Set<Backend>()): void {
    const backend = pick(tried);
    if (backend === null) return fail(asked, answer, 'nobody is ready');
    const { method, url: path, headers } = asked;
    const passed = request({ host: '127.0.0.1', port: backend.port, agent: backend.agent, method, path, headers }, (got) => {
      const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...theirs } = got.headers;
      answer.writeHead(got.statusCode ?? 502, theirs);
      got.pipe(answer);
      got.on('error', () => answer.destroy());
      answer.on('close', () => got.destroy());
    });
    passed.on('error', (error: NodeJS.ErrnoException) => {
      if (answer.headersSent) return void answer.destroy();
      if (error.code !== 'ECONNREFUSED') return fail(asked, answer, error.code ?? 'unknown');
      backend.isReady = false;
      refused += 1;
      lead(asked, body, answer, tried.add(backend));
    });
    passed.end(body);
  }
  function fail({ method, url = '' }: IncomingMessage, answer: ServerResponse, why: string): void {
    failed.push(`${method} ${url.split('/').at(-1)}: ${why}`);
    answer.writeHead(502, { 'content-length': '0' }).end();
  }

  async function check(backend: Backend): Promise<void> {
    backend.isReady = await new Promise<boolean>((resolve) => {
      const probe = request({ host: '127.0.0.1', port: backend.port, path: '/readyz', timeout: 1_000 }, (got) => {
        got.resume();
        resolve(got.statusCode === 200);
      });
      probe.on('timeout', () => probe.destroy()).on('error', () => resolve(false));
      probe.end();
    });
  }
  const checks = setInterval(() => void Promise.all(all.map(check)), checkMs);

  const server = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part)).on('end', () => lead(asked, Buffer.concat(parts), answer));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sends: (at) => all.some((one) => one.port === at && one.isReady),
    refused: () => refused,
    failed: () => failed,
    stop() {
      clearInterval(checks);
      server.closeAllConnections();
      server.close();
      for (const { agent } of all) agent.destroy();
    },
  };
}
