// Counters for rate limits, shared by all instances.

/** At most `max` per `windowMs`. */
export interface RateLimit {
  /** Never holds a name or an address in the clear: the caller hashes. */
  readonly bucket: string;
  readonly max: number;
  readonly windowMs: number;
  /** How much one call consumes; 1 where absent. */
  readonly amount?: number;
}

export type ConsumeResult = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number };

export interface RateLimitStore {
  /** Consumes from every limit, or from none when one is used up; the answer then is how long to wait. */
  consume(limits: readonly RateLimit[], now: number): Promise<ConsumeResult>;
}
