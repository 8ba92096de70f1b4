// Begins and ends spans, and knows which one the work at hand belongs to. What a span may say is the list of facts below and nothing else.

import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span, type Tracer } from '@opentelemetry/api';
import { codeOf } from '../label-values.ts';

/** All that leaves with a span: fixed words of nt2, and a number. */
export interface SpanFacts {
  readonly method?: string;
  /** The pattern, never the path. */
  readonly route?: string;
  readonly status?: number;
  readonly code?: string;
  readonly platform?: string;
  readonly type?: string;
  readonly answer?: string;
  readonly outcome?: string;
}

const ATTRIBUTES: Readonly<Record<keyof SpanFacts, string>> = {
  method: 'http.request.method',
  route: 'http.route',
  status: 'http.response.status_code',
  code: 'nt2.code',
  platform: 'nt2.platform',
  type: 'nt2.type',
  answer: 'nt2.answer',
  outcome: 'nt2.outcome',
};
const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, inside: SpanKind.INTERNAL } as const;

export interface SpanOptions<T> {
  readonly name: string;
  readonly kind: keyof typeof KINDS;
  /** `first`: always begins a trace, even when the caller sent one. `part`: a span only inside another. `either`: both. */
  readonly place: 'first' | 'part' | 'either';
  readonly facts?: SpanFacts;
  /** What its result tells. */
  readonly learn?: (result: T) => SpanFacts;
}

export interface Spans {
  during<T>(piece: SpanOptions<T>, work: () => Promise<T>): Promise<T>;
  /** Of the span that the work at hand belongs to. */
  add(facts: SpanFacts): void;
}

export function createSpans(tracer: Tracer): Spans {
  // What goes on after the end of a span, such as an open stream, belongs to no span.
  const here = new AsyncLocalStorage<{ span: Span | null }>();

  return {
    async during({ name, kind, place, facts = {}, learn }, work) {
      const parent = place === 'first' ? null : (here.getStore()?.span ?? null);
      if (parent === null && place === 'part') return work();
      const context = parent === null ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
      const span = tracer.startSpan(name, { kind: KINDS[kind], attributes: attributesOf(facts) }, context);
      const holder: { span: Span | null } = { span };
      try {
        const result = await here.run(holder, work);
        if (learn !== undefined) tell(span, learn(result));
        return result;
      } catch (error) {
        tell(span, { code: codeOf(error) });
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        holder.span = null;
        span.end();
      }
    },
    add: (facts) => {
      const span = here.getStore()?.span;
      if (span) tell(span, facts);
    },
  };
}

function tell(span: Span, facts: SpanFacts): void {
  span.setAttributes(attributesOf(facts));
  if ((facts.status ?? 0) >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

const attributesOf = (facts: SpanFacts): Record<string, string | number> =>
  Object.fromEntries(Object.entries(facts).map(([fact, value]) => [ATTRIBUTES[fact as keyof SpanFacts], value as string | number]));
