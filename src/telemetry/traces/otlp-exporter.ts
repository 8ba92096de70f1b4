// Sends finished spans to the operator's collector, as OTLP/JSON. It gives up soon and does not try again: a trace is never worth a wait.
// See docs/decisions/traces-go-to-one-collector.md.

import { SpanStatusCode, type Attributes, type HrTime } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

export interface OtlpExporter extends SpanExporter {
  /** Lets go of what is on its way. */
  abandon(): void;
}

export interface SenderDeps {
  readonly url: URL;
  /** How each attempt ended. */
  readonly told: (outcome: SendOutcome) => void;
}
export type SendOutcome = { readonly ok: true } | { readonly ok: false; readonly status: number | null };

const PATIENCE_MS = 3_000;

export function createOtlpExporter({ url, told }: SenderDeps): OtlpExporter {
  const leaving = new AbortController();

  async function post(spans: readonly ReadableSpan[]): Promise<SendOutcome> {
    try {
      const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(PATIENCE_MS)]);
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(writeSpans(spans)), redirect: 'manual', signal });
      // What it answers is of no interest, however long it is.
      await response.body?.cancel();
      return response.ok ? { ok: true } : { ok: false, status: response.status };
    } catch {
      return { ok: false, status: null };
    }
  }

  return {
    export(spans, done) {
      void post(spans).then((outcome) => {
        if (!leaving.signal.aborted) told(outcome);
        done({ code: outcome.ok ? ExportResultCode.SUCCESS : ExportResultCode.FAILED });
      });
    },
    shutdown: () => Promise.resolve(),
    abandon: () => leaving.abort(),
  };
}

/** An ExportTraceServiceRequest. Events, links and resource attributes of the SDK are left out: nothing but what stands here leaves. */
function writeSpans(spans: readonly ReadableSpan[]): object {
  const scopeSpans = [{ scope: { name: 'nt2' }, spans: spans.map(writeSpan) }];
  return { resourceSpans: [{ resource: { attributes: writeAttributes({ 'service.name': 'nt2' }) }, scopeSpans }] };
}

function writeSpan(span: ReadableSpan): object {
  const { name, kind, startTime, endTime, status, attributes, parentSpanContext } = span;
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    ...(parentSpanContext && { parentSpanId: parentSpanContext.spanId }),
    name,
    // OTLP counts kinds from 1.
    kind: kind + 1,
    startTimeUnixNano: nanoseconds(startTime),
    endTimeUnixNano: nanoseconds(endTime),
    attributes: writeAttributes(attributes),
    status: status.code === SpanStatusCode.ERROR ? { code: status.code } : {},
  };
}

const writeAttributes = (attributes: Attributes): object[] =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: String(value) },
  }));

const nanoseconds = ([seconds, rest]: HrTime): string => `${seconds}${String(rest).padStart(9, '0')}`;
