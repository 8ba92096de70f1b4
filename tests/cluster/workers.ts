// An instance with two workers, seen from outside: its processes, and connections of which one knows where they lead.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import type { Nt2Process } from '../e2e/process.ts';

/** The processes that this one has started, as Linux says. */
export function workersOf({ pid }: Pick<Nt2Process, 'pid'>): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

export const isAlive = (pid: number): boolean => {
  try {
    // A process that has ended and was not waited for is none.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
  readonly cookie: string;
}

export interface Connection {
  ask(method: string, path: string, options?: { readonly json?: unknown; readonly headers?: Record<string, string> }): Promise<Answer>;
  /** Leaves the answer open. */
  stream(path: string, headers: Record<string, string>): Promise<number>;
  /** The worker at its other end. */
  worker(): number;
  close(): void;
}

/** One connection that is kept, whatever is asked on it. */
export function openConnection(url: string, workers: () => readonly number[]): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let port = 0;

  const send = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | null,
    hear: (got: IncomingMessage) => void,
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = request(`${url}${path}`, { method, agent, headers }, (got) => {
        port = got.socket.localPort ?? port;
        hear(got);
        resolve();
      });
      sent.on('error', reject);
      sent.end(body ?? undefined);
    });

  return {
    async ask(method, path, { json, headers = {} } = {}) {
      const own = method === 'GET' ? {} : { origin: url, 'x-nt2': '1', ...(json !== undefined && { 'content-type': 'application/json' }) };
      let got: IncomingMessage | null = null;
      let text = '';
      const over = Promise.withResolvers<void>();
      await send(method, path, { ...own, ...headers }, json === undefined ? null : JSON.stringify(json), (answer) => {
        got = answer;
        answer.on('data', (part: Buffer) => (text += part.toString()));
        answer.on('end', () => over.resolve());
        answer.on('error', over.reject);
      });
      await over.promise;
      const { statusCode = 0, headers: said } = got as unknown as IncomingMessage;
      const isJson = /json/.test(said['content-type'] ?? '');
      const cookie = said['set-cookie']?.map((line) => line.split(';')[0]).join('; ') ?? '';
      return { status: statusCode, text, json: isJson ? (JSON.parse(text) as Answer['json']) : {}, cookie };
    },
    async stream(path, headers) {
      let status = 0;
      await send('GET', path, headers, null, (got) => {
        status = got.statusCode ?? 0;
        got.on('error', () => undefined);
        got.resume();
      });
      return status;
    },
    worker() {
      const inodes = inodesTo(port);
      return workers().find((pid) => socketsOf(pid).some((socket) => inodes.has(socket))) ?? 0;
    },
    close: () => agent.destroy(),
  };
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

/** Sockets of this machine whose peer has this port. */
function inodesTo(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return new Set(rows.map((row) => row.trim().split(/\s+/)).flatMap((row) => (row[2]?.endsWith(`:${hex}`) ? [row[9] ?? ''] : [])));
}
