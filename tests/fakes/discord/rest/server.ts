// Discord's HTTP side on loopback: checks who calls, plays the planned faults, lets the judge read every call, and writes everything down.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import type { Judge } from '../judge.ts';
import type { Fault } from './faults.ts';
import { invalidForm, Refused, refused } from './refused.ts';
import type { Route } from './routes.ts';

export interface Call {
  readonly method: string;
  /** Below /api/v10, decoded. */
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly at: number;
  /** Null when no answer came. */
  status: number | null;
}

export interface RestOptions {
  readonly routes: readonly Route[];
  readonly judge: Judge;
  readonly complain: (text: string) => void;
  readonly nextFault: (call: string) => Fault | null;
  /** What the app must send as `Authorization`; null once Discord has reset the token. */
  readonly authorization: () => string | null;
  readonly clock: () => number;
}

interface Outcome {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function createRest({ routes, judge, complain, nextFault, authorization, clock }: RestOptions): { server: Server; calls: Call[] } {
  const calls: Call[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '/', 'http://discord.test');
    const method = request.method ?? 'GET';
    const path = decodeURIComponent(url.pathname.replace(/^\/api\/v10(?=\/)/, ''));
    const body = readJson(text);
    const call: Call = { method, path, query: url.search, body, at: performance.now(), status: null };
    calls.push(call);
    const where = `${method} ${path.replace(/[\w-]{40,}/g, '…')}`;
    const note = (problem: string): void => complain(`${where}: ${problem}`);

    const fault = nextFault(`${method} ${path}`);
    if (fault?.kind === 'delay') await wait(fault.ms);
    if (fault?.kind === 'hangs') return;
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    const outcome = faulted(fault) ?? decide({ url, path, method, body, request, note });
    if (fault?.kind === 'does it, then hangs') return;
    const told: Outcome = fault?.kind === 'does it, then 500' ? SERVER_ERROR : outcome;
    call.status = told.status;
    for (const problem of judge.answer(call, { status: told.status, body: told.body })) note(problem);
    // Discord's clock is the one that a client can read off every answer.
    response.setHeader('date', new Date(clock()).toUTCString());
    write(response, told, fault?.kind === 'half a body');
  }

  function decide({
    url,
    path,
    method,
    body,
    request,
    note,
  }: {
    url: URL;
    path: string;
    method: string;
    body: unknown;
    request: IncomingMessage;
    note: (problem: string) => void;
  }): Outcome {
    try {
      if (!url.pathname.startsWith('/api/v10/')) note('is not version 10 of the interface');
      if (!/^DiscordBot \(.+, .+\)/.test(request.headers['user-agent'] ?? ''))
        note('without a user agent of the form that Discord asks for');
      const type = request.headers['content-type'] ?? '';
      if (body !== undefined && !type.startsWith('application/json')) note(`a body of type "${type}", which the fake does not read`);
      const judged = judge.request({ method, path, query: url.searchParams, body });
      for (const problem of judged.problems) note(problem);
      const route = routes.find((known) => known.method === method && known.path.test(path));
      if (!route) {
        note('the fake has no such route');
        throw refused('unknownRoute');
      }
      if (!route.open && request.headers.authorization !== authorization()) throw refused('unauthorized');
      if (!judged.fits) throw invalidForm([]);
      const answer = route.answer({ params: (route.path.exec(path) ?? []).slice(1), query: url.searchParams, body });
      return answer === undefined ? { status: 204 } : { status: 200, body: answer };
    } catch (error) {
      if (error instanceof Refused) for (const misfit of error.misfits) note(misfit);
      if (error instanceof Refused) return { status: error.status, body: error.body() };
      note(`the fake broke: ${String(error)}`);
      return SERVER_ERROR;
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => complain(`the fake broke: ${String(error)}`));
  });
  return { server, calls };
}

const SERVER_ERROR: Outcome = { status: 500, body: { message: '500: Internal Server Error', code: 0 } };

function faulted(fault: Fault | null): Outcome | null {
  if (fault?.kind === 'status') {
    const { status, code = 0, message = `${status}: planned` } = fault;
    return { status, body: { message, code } };
  }
  if (fault?.kind !== 'rate limit') return null;
  const { retryAfter, global = false } = fault;
  return {
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: retryAfter, global, code: 0 },
    headers: {
      'retry-after': String(Math.ceil(retryAfter)),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset-after': String(retryAfter),
      'x-ratelimit-scope': global ? 'global' : 'user',
      ...(global && { 'x-ratelimit-global': 'true' }),
    },
  };
}

/** 204 goes without a content type: a client that reads one would look for JSON. */
function write(response: ServerResponse, { status, body, headers = {} }: Outcome, half: boolean): void {
  if (response.destroyed) return;
  const limits = { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '49', 'x-ratelimit-reset-after': '1', 'x-ratelimit-bucket': 'fake' };
  if (status === 204) return void response.writeHead(204, limits).end();
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { ...limits, 'content-type': 'application/json', 'content-length': text.length, ...headers });
  if (!half) return void response.end(text);
  response.write(text.subarray(0, text.length >> 1), () => response.destroy());
}

function readJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
