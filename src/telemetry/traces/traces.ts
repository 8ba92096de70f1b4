// Wraps spans around server, use cases, store and chat. Loaded only when the settings name a collector.
// Nothing global is registered, nothing is read from the environment, and no caller's trace is joined.

import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { setTimeout } from 'node:timers/promises';
import type { Adapter, Sent } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { StoreLayer } from '../../core/ports/store.ts';
import type { Shares } from '../../core/shares.ts';
import type { Logger } from '../../logging/logger.ts';
import { code, word } from '../label-values.ts';
import { createOtlpExporter, type SendOutcome } from './otlp-exporter.ts';
import { createSpans, type SpanFacts, type SpanOptions, type Spans } from './spans.ts';

export interface Traces {
  /** Null: the store is not traced. */
  readonly storeLayer: StoreLayer | null;
  shares(shares: Shares): Shares;
  adapter(adapter: Adapter): Adapter;
  /** Also where it says that the collector does not take spans. */
  log(log: Logger): Logger;
  request(route: { readonly method: string; readonly path: string }, work: () => Promise<Response>): Promise<Response>;
  /** Sends what is left, for a moment. */
  stop(): Promise<void>;
}

/** What waits to be sent; more is thrown away. About 3 MB. */
const QUEUE = 2_048;
const BATCH = 512;
const EVERY_MS = 2_000;
/** Longer than the sender is patient. */
const SEND_MS = 5_000;
const STOP_MS = 500;
/** Between two error lines. */
const QUIET_MS = 10 * 60_000;

export function createTraces({ url, ratio, clock }: { readonly url: URL; readonly ratio: number; readonly clock: Clock }): Traces {
  let write: Logger = () => undefined;
  const sender = createOtlpExporter({ url, told: createComplaint(clock, (line) => write(line)) });
  const processor = new BatchSpanProcessor({
    exporter: sender,
    maxQueueSize: QUEUE,
    maxExportBatchSize: BATCH,
    scheduledDelayMillis: EVERY_MS,
    exportTimeoutMillis: SEND_MS,
  });
  const sampler = new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  const provider = new TracerProvider({ sampler, spanProcessors: [processor] });
  const spans = createSpans(provider.getTracer('nt2'));

  return {
    storeLayer: (store) => over(store, 'store', spans),
    shares: (shares) => over(shares, 'use', spans),
    adapter: (adapter) => overAdapter(adapter, spans),
    log(log) {
      write = log;
      return (line) => {
        log(line);
        const { event, code: said } = line;
        // A fault has said its own code before.
        if (said !== undefined && /^(?:request|fault|bot\.refused)$/.test(event) && said !== 'server.fault')
          spans.add({ code: code(said) });
      };
    },
    request: ({ method, path: route }, work) => {
      const facts = { method, route };
      const learn = ({ status }: Response): SpanFacts => ({ status });
      return spans.during({ name: `${method} ${route}`, kind: 'server', place: 'first', facts, learn }, work);
    },
    async stop() {
      await Promise.race([provider.shutdown().catch(() => undefined), setTimeout(STOP_MS, undefined, { ref: false })]);
      sender.abandon();
    },
  };
}

type Verb = (...args: readonly unknown[]) => Promise<unknown>;

/** Every function of a port or of the use cases, where it is part of something that is traced. */
function over<T extends object>(parts: T, what: 'store' | 'use', spans: Spans): T {
  const traced = Object.entries(parts).map(([name, verb]) => {
    const piece: SpanOptions<unknown> = {
      name: `${what} ${name}`,
      kind: what === 'store' ? 'client' : 'inside',
      place: 'part',
      learn: refusalOf,
    };
    return [name, (...args: readonly unknown[]) => spans.during(piece, () => (verb as Verb)(...args))];
  });
  return Object.fromEntries(traced) as T;
}

/** A refusal has a code; a commit that did not happen has a reason. */
function refusalOf(result: unknown): SpanFacts {
  const { ok, code: said, reason } = (result ?? {}) as { ok?: unknown; code?: unknown; reason?: unknown };
  if (ok !== false) return {};
  return { ...(typeof said === 'string' && { code: code(said) }), ...(typeof reason === 'string' && { outcome: word(reason) }) };
}

function overAdapter(adapter: Adapter, spans: Spans): Adapter {
  const { platform, outbound } = adapter;
  const sent = (call: string, send: () => Promise<Sent>): Promise<Sent> =>
    spans.during(
      {
        name: `chat ${call}`,
        kind: 'client',
        place: 'either',
        facts: { platform },
        learn: (done) => ({ outcome: done.ok ? 'ok' : done.reason }),
      },
      send,
    );
  return {
    ...adapter,
    outbound: {
      sendDirect: (to, card, key) => sent('direct', () => outbound.sendDirect(to, card, key)),
      post: (place, card, key) => sent('post', () => outbound.post(place, card, key)),
      postEphemeral: (place, to, card, key) => sent('whisper', () => outbound.postEphemeral(place, to, card, key)),
      update: (ref, card) => sent('edit', () => outbound.update(ref, card)),
    },
    start: (bot) =>
      adapter.start({
        ...bot,
        handle: (inbound, deadline) =>
          spans.during(
            {
              name: `chat ${inbound.kind}`,
              kind: 'server',
              place: 'either',
              facts: { platform, type: inbound.kind },
              learn: (answer) => ({ answer: answer.kind }),
            },
            () => bot.handle(inbound, deadline),
          ),
      }),
  };
}

/** One line when it begins to fail, one when it is well again, and then quiet for a while. */
function createComplaint(clock: Clock, log: Logger): (outcome: SendOutcome) => void {
  let failing = false;
  let saidAt: number | null = null;
  return (outcome) => {
    if (outcome.ok) {
      if (failing) log({ level: 'info', event: 'traces.taken' });
      failing = false;
      return;
    }
    if (failing || (saidAt !== null && clock() - saidAt < QUIET_MS)) return;
    failing = true;
    saidAt = clock();
    const { status } = outcome;
    log({
      level: 'error',
      event: 'traces.failed',
      ...(status === null ? { code: 'traces.unreachable' } : { code: 'traces.refused', status }),
    });
  };
}
