// The names of the rows that a request asks for, as people write them. Only names are kept: what stands behind them is let go of here.

import { limits } from '../limits.ts';
import { normalizeLine } from '../text-safety.ts';

/** What a text asks for. `values`: what stood behind `=`, for the caller to look through and to forget. */
export interface WrittenFields {
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/**
 * Reads names, separated by commas or line breaks, or the lines of a `.env.example`. A name that comes twice counts once.
 * `STRIPE_KEY, STRIPE_WEBHOOK_SECRET` and `# Stripe\nexport STRIPE_KEY=sk_live_…\nSTRIPE_WEBHOOK_SECRET=` are the same request.
 */
export function parseFieldNames(text: string): WrittenFields {
  const names = new Set<string>();
  const values: string[] = [];
  for (const line of text.split(/\r\n|[\r\n]/)) {
    const plain = line.trim();
    if (plain === '' || plain.startsWith('#')) continue;
    const equals = plain.indexOf('=');
    const isAssigned = equals > 0 && !plain.slice(0, equals).includes(',');
    const value = isAssigned ? plain.slice(equals + 1).trim() : '';
    if (value !== '') values.push(value);
    const written = isAssigned ? [plain.slice(0, equals).replace(/^export\s/, '')] : plain.split(',');
    for (const name of written) if (name.trim() !== '') names.add(name.trim());
  }
  return { names: [...names], values };
}

/** The names as a request keeps them; null when one is no line of its own, is too long, comes twice, or there are too many. */
export function normalizeFieldNames(names: readonly string[]): readonly string[] | null {
  if (names.length > limits.askedFields) return null;
  const lines = names.map((name) => normalizeLine(name, limits.fieldName));
  if (!lines.every((line) => line !== null && line !== '') || new Set(lines).size !== lines.length) return null;
  return lines as readonly string[];
}
