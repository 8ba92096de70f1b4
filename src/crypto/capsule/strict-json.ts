// How strictly parsed JSON is read: the very keys, their own, and text that is well-formed Unicode.

export function hasKeys(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const own = Object.keys(value);
  return own.length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}

/** @param max Unicode code points. */
export function isText(value: unknown, max: number): value is string {
  // Two UTF-16 units at most per code point: the cheap test first, so that a huge string is not spread.
  return typeof value === 'string' && value.isWellFormed() && value.length <= max * 2 && (value.length <= max || [...value].length <= max);
}
