// What came as JSON, before anyone has looked at it.

export type Json = Readonly<Record<string, unknown>>;

/** Null when it is no object. */
export function asJson(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}
