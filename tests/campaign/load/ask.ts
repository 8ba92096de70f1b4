// One request to one instance, as a client behind a balancer sends it; and the same request again until there is an answer to it.

import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Reply {
  readonly status: number;
  readonly body: string;
  /** Of a problem document; '' elsewhere. */
  readonly code: string;
  readonly cookie: string;
}

export interface Question {
  readonly port: number;
  /** The public address: what was signed names it. */
  readonly host: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 400 });
const LATE_MS = 6_000;

/** Null: no answer, or half of one. What the server did is then not known. */
export function ask({ port, host, method, path, headers = {}, body }: Question): Promise<Reply | null> {
  return new Promise((resolve) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const page = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin', 'x-nt2': '1' };
    const content = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
    const sent = request({ agent, host: '127.0.0.1', port, method, path, headers: { ...page, ...content, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(null));
      response.on('close', () => {
        if (!response.complete) return resolve(null);
        const all = Buffer.concat(chunks).toString();
        const status = response.statusCode ?? 0;
        const cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
        resolve({ status, body: all, code: status >= 400 ? codeOf(all) : '', cookie });
      });
    });
    sent.setTimeout(LATE_MS, () => sent.destroy());
    sent.on('error', () => resolve(null));
    sent.end(text);
  });
}

function codeOf(body: string): string {
  try {
    return (JSON.parse(body) as { code?: string }).code ?? '';
  } catch {
    return '';
  }
}

/** What says nothing about the share: press again. */
const AGAIN = new Set([429, 500, 502, 503, 504, 507, 408]);
/** A clock that is wrong, here or there. */
const STALE = 'proof.stale';
const PAUSE_MS = 150;

export interface Times {
  /** From the first try to the answer, in ms. */
  readonly ms: number[];
  /** Tries without a use. */
  again: number;
  /** By code, what such tries were answered with; `none` is no answer. */
  readonly why: Map<string, number>;
}

/** Asks one instance after the other until someone answers; null when nobody has in `patienceMs`. */
export async function askUntil(
  question: () => Omit<Question, 'port'>,
  { ports, patienceMs, times }: { readonly ports: readonly number[]; readonly patienceMs: number; readonly times: Times },
): Promise<Reply | null> {
  const started = performance.now();
  for (let turn = Math.floor(Math.random() * ports.length); performance.now() - started < patienceMs; turn += 1) {
    const reply = await ask({ ...question(), port: ports[turn % ports.length] ?? 0 });
    if (reply !== null && !AGAIN.has(reply.status) && reply.code !== STALE) {
      times.ms.push(performance.now() - started);
      return reply;
    }
    times.again += 1;
    const why = reply === null ? 'none' : reply.code || String(reply.status);
    times.why.set(why, (times.why.get(why) ?? 0) + 1);
    await sleep(PAUSE_MS);
  }
  return null;
}
