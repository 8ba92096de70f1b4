// A client behind a proxy: plain or with TLS, with a certificate of the test's own, and always to this machine.

import { Agent as PlainAgent, request as plain, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, request as tls } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** The body as JSON; empty when it is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Asked {
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly bearer?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Client {
  ask(method: string, path: string, asked?: Asked): Promise<Answer>;
  /** A waiting page: reads the event stream of a share, and opens it again whenever it ends. */
  follow(id: string, bearer: string): Stream;
  close(): void;
}

export interface Stream {
  opened(): number;
  /** When a version was heard last, epoch ms. */
  heardAt(): number;
  version(): number;
  stop(): void;
}

export function createClient(url: URL, ca: string | null): Client {
  // From another address than the proxy's: what the proxy says of it is then the only thing that nt2 hears.
  const options = { host: '127.0.0.1', localAddress: '127.0.0.2', port: url.port, servername: 'localhost', ...(ca !== null && { ca }) };
  const agent = ca === null ? new PlainAgent({ keepAlive: true }) : new TlsAgent({ keepAlive: true });
  const request = ca === null ? plain : tls;

  return {
    ask(method, path, { json, bytes, bearer, headers = {} } = {}) {
      const body = json === undefined ? bytes : Buffer.from(JSON.stringify(json));
      const sent = {
        host: url.host,
        ...(bearer === undefined ? { origin: url.origin, 'x-nt2': '1' } : { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && {
          'content-type': json === undefined ? 'application/octet-stream' : 'application/json',
          'content-length': String(body.length),
        }),
        ...headers,
      };
      return new Promise((resolve, reject) => {
        const asked = request({ ...options, agent, method, path, headers: sent }, (got) => {
          const parts: Buffer[] = [];
          got.on('data', (part: Buffer) => parts.push(part));
          got.on('error', reject);
          got.on('end', () => {
            const whole = Buffer.concat(parts);
            const isJson = got.headers['content-type']?.includes('json') === true;
            resolve({ status: got.statusCode ?? 0, body: whole, json: isJson ? (JSON.parse(whole.toString()) as Answer['json']) : {} });
          });
        });
        asked.on('error', reject);
        asked.end(body);
      });
    },

    follow(id, bearer) {
      let [opened, version, heardAt, isOver] = [0, 0, 0, false];
      let current: ReturnType<typeof request> | undefined;
      const again = (): void => void (isOver || setTimeout(open, 200));
      const read = (got: IncomingMessage): void => {
        if (got.statusCode === 200) opened += 1;
        got.on('data', (part: Buffer) => {
          const told = /"version":(\d+)/.exec(part.toString())?.[1];
          if (told === undefined) return;
          [version, heardAt] = [Number(told), Date.now()];
        });
        got.on('error', () => undefined);
        got.on('close', again);
      };
      function open(): void {
        if (isOver) return;
        const headers = { host: url.host, authorization: `Bearer ${bearer}`, accept: 'text/event-stream' };
        current = request({ ...options, agent: false, path: `/api/shares/${id}/events`, headers }, read);
        current.on('error', again);
        current.end();
      }
      open();
      return {
        opened: () => opened,
        heardAt: () => heardAt,
        version: () => version,
        stop() {
          isOver = true;
          current?.destroy();
        },
      };
    },

    close: () => agent.destroy(),
  };
}
