// Traces as a collector gets them: a real one on loopback, which reads what the server sends and keeps every byte of it.

import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Commit, CommitResult } from '../../src/core/ports/share-store.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { createPollLoop } from '../../src/jobs/poll-loop.ts';
import { createTraces } from '../../src/telemetry/traces/traces.ts';
import { root } from '../architecture/read-imports.ts';
import { CANARIES, handOff, pressAndAsk, startWatched, type Watched } from './stage.ts';

interface Sent {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
  readonly status: { code?: number };
}

interface Collector {
  readonly url: string;
  readonly bodies: string[];
  readonly heads: string[];
  spans(): Sent[];
  close(): Promise<void>;
}

/** `answer`: a status; null: it takes everything and never answers. */
async function startCollector(answer: number | null): Promise<Collector> {
  const bodies: string[] = [];
  const heads: string[] = [];
  const server: Server = createServer((request, response) => {
    heads.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      if (answer !== null) response.writeHead(answer, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  type Request = { resourceSpans: { scopeSpans: { spans: Sent[] }[] }[] };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    bodies,
    heads,
    spans: () =>
      bodies.flatMap((body) =>
        (JSON.parse(body) as Request).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const factsOf = ({ attributes }: Sent): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? '']));

describe('the traces of a server that has handed something off', () => {
  const foreign = { trace: 'f'.repeat(31) + '1', span: 'e'.repeat(16) };
  let collector: Collector;
  let id: string;
  let spans: Sent[];
  const named = (name: string): Sent[] => spans.filter((span) => span.name === name);

  beforeAll(async () => {
    collector = await startCollector(200);
    const stage: Watched = await startWatched({ NT2_TRACES_URL: collector.url });
    id = await handOff(stage.app);
    await pressAndAsk(stage.app, id, {
      traceparent: `00-${foreign.trace}-${foreign.span}-01`,
      tracestate: 'canary=canary',
      baggage: 'canary=1',
    });
    await stage.close();
    spans = collector.spans();
  });
  afterAll(() => collector.close());

  it('tell route, status and code of a request, and below it the use case and the verb of the store', () => {
    const [request] = named('GET /api/shares/:id');
    expect(factsOf(request!)).toEqual({
      'http.request.method': 'GET',
      'http.route': '/api/shares/:id',
      'http.response.status_code': '410',
      'nt2.code': 'share.gone',
    });
    expect([request!.kind, request!.parentSpanId, request!.status]).toEqual([2, undefined, {}]);
    const below = (parent: Sent): Sent[] => spans.filter(({ parentSpanId }) => parentSpanId === parent.spanId);
    const [use] = below(request!);
    expect([use!.name, use!.traceId, factsOf(use!)]).toEqual(['use view', request!.traceId, { 'nt2.code': 'share.gone' }]);
    expect(below(use!).map(({ name, kind }) => [name, kind])).toEqual([['store load', 3]]);
    for (const { startTimeUnixNano: from, endTimeUnixNano: to } of spans) {
      expect(BigInt(to) - BigInt(from)).toBeGreaterThanOrEqual(0n);
      expect(Math.abs(Number(BigInt(from) / 1_000_000n) - Date.now())).toBeLessThan(60_000);
    }
  });

  it('tell what chat brought, what was answered and what it was given', () => {
    expect(named('chat command').map(factsOf)).toEqual([{ 'nt2.platform': 'playground', 'nt2.type': 'command', 'nt2.answer': 'private' }]);
    expect(factsOf(named('chat action')[0]!)['nt2.code']).toBe('share.gone');
    expect(factsOf(named('chat direct')[0]!)).toEqual({ 'nt2.platform': 'playground', 'nt2.outcome': 'ok' });
  });

  it('leave out what belongs to nobody: the rounds of the server are no traces', () => {
    const roots = spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(new Set(roots.map(({ name }) => name.split(' ')[0]))).toEqual(new Set(['GET', 'POST', 'chat']));
  });

  it('join no trace of the client that asks: a stranger can neither name a trace nor choose that it is sent', () => {
    expect(collector.bodies.join()).not.toContain(foreign.trace);
    expect(collector.bodies.join()).not.toContain(foreign.span);
  });

  it('T13: hold no id, name, label, note, address or secret, in what is sent and in its headers', () => {
    const all = [...collector.bodies, ...collector.heads.map((head) => head.replace(/"host":"[^"]*"/, ''))].join('\n');
    for (const canary of [...CANARIES, id, id.slice(0, 6), id.slice(6)]) expect(all.includes(canary), canary).toBe(false);
  });

  it('T13: every name and attribute is from a closed list', () => {
    const closed: Readonly<Record<string, RegExp>> = {
      'http.request.method': /^(?:GET|POST|PUT|DELETE)$/,
      'http.route': /^\/(?:api|playground|log|\.well-known)(?:\/(?::id|:tag|[a-z.*]+))+$/,
      'http.response.status_code': /^\d{3}$/,
      'nt2.code': /^[a-z]+\.[a-z_]+$/,
      'nt2.platform': /^playground$/,
      'nt2.type': /^(?:command|shortcut|form|action|home)$/,
      'nt2.answer': /^(?:nothing|private|form|reject-form|home)$/,
      'nt2.outcome': /^(?:ok|conflict|full|behind|settling|quota|lost|refused|gone|later)$/,
    };
    expect(spans.length).toBeGreaterThan(10);
    for (const span of spans) {
      expect(span.name).toMatch(/^(?:(?:GET|POST) \/[a-z:/]+|(?:use|store|chat) [a-zA-Z]+)$/);
      expect(Object.keys(span)).not.toContain('events');
      for (const [key, value] of Object.entries(factsOf(span))) expect([key, value, closed[key]?.test(value)]).toEqual([key, value, true]);
    }
  });
});

describe('a collector that does not take spans', () => {
  it.concurrent.each([
    ['answers 500', 500, 'traces.refused'],
    ['hangs', null, null],
    ['is not there', 0, 'traces.unreachable'],
  ])('and %s holds nothing up, also not the stop, and is told at most once', async (_how, answer, code) => {
    const collector = await startCollector(answer);
    if (answer === 0) await collector.close();
    const stage = await startWatched({ NT2_TRACES_URL: collector.url });
    for (let n = 0; n < 3; n += 1) await handOff(stage.app);
    await pressAndAsk(stage.app, 'b'.repeat(32));
    if (code !== null) await expect.poll(() => stage.lines.join(''), { timeout: 8_000, interval: 50 }).toContain(code);
    await pressAndAsk(stage.app, 'b'.repeat(32));
    const began = performance.now();
    await stage.close();
    expect(performance.now() - began).toBeLessThan(2_000);
    const errors = stage.lines.filter((line) => line.includes('"level":"error"'));
    expect(errors).toHaveLength(code === null ? 0 : 1);
    if (answer !== 0) await collector.close();
  });
});

it('a round of the server is no part of the request that nudged it', async () => {
  const here = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const work = async (): Promise<number> => {
    seen.push(here.getStore());
    return 0;
  };
  const rounds = createPollLoop(work, 10, () => undefined);
  here.run('request', rounds.wake);
  await expect.poll(() => seen.length).toBeGreaterThan(1);
  await rounds.stop();
  expect(new Set(seen)).toEqual(new Set([undefined]));
});

it('a commit that did not happen says in its span why', async () => {
  const collector = await startCollector(200);
  const traces = createTraces({ url: new URL(collector.url), ratio: 1, clock: Date.now });
  const refused: CommitResult = { ok: false, reason: 'conflict' };
  const store = traces.storeLayer!({ commit: async () => refused } as unknown as Store);
  await traces.request({ method: 'POST', path: '/a' }, async () => {
    await store.commit({} as Commit);
    return new Response(null);
  });
  await traces.stop();
  const commit = collector.spans().find(({ name }) => name === 'store commit');
  expect(commit?.attributes).toContainEqual({ key: 'nt2.outcome', value: { stringValue: 'conflict' } });
  await collector.close();
});

it('without NT2_TRACES_URL no module of OpenTelemetry is loaded, nor ours for it', () => {
  const listed = (url: string): string[] => {
    const script = `
      const seen = [];
      const { registerHooks } = await import('node:module');
      registerHooks({ load: (url, context, next) => (seen.push(url), next(url, context)) });
      const { openTelemetry } = await import(${JSON.stringify(join(root, 'src/app/telemetry.ts'))});
      await import(${JSON.stringify(join(root, 'src/app/server.ts'))});
      await openTelemetry({ NT2_METRICS_PORT: null, NT2_METRICS_TOKEN: null, NT2_ADMIN_PORT: null, NT2_TRACES_URL: ${url}, NT2_TRACES_RATIO: 1 }, Date.now);
      console.log(seen.filter((url) => /opentelemetry|telemetry\\/traces/.test(url)).join('\\n'));`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '--no-warnings', '-e', script], { encoding: 'utf8' });
    return printed.split('\n').filter((line) => line !== '');
  };
  expect(listed('null')).toEqual([]);
  expect(listed('new URL("http://127.0.0.1:9/v1/traces")').length).toBeGreaterThan(5);
});
