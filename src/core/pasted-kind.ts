// Says what a text that was pasted looks like, by name alone: the name is told to the person who asked, and nothing of the text is kept.

import { looksLikeSecret, readable } from './secret-detector.ts';
import { isPlainWord, NAMED_SECRET, SECRET_SHAPES } from './secret-shapes.ts';

/** What the table of shapes has no name for: a value that is called a password, and what only looks random. */
const NAMED = 'named';
const OTHER = 'other';

/** Told apart: of one for tests a stranger has little. */
const STRIPE_KEY = 'stripe-key';
const STRIPE = /\b(?:sk|rk|pk)_(live|test)_/;

/** All names that `pastedKind` can give. */
export const PASTED_KINDS: readonly string[] = [
  ...new Set(SECRET_SHAPES.map(({ kind }) => kind).filter((kind) => kind !== STRIPE_KEY)),
  'stripe-live-key',
  'stripe-test-key',
  NAMED,
  OTHER,
];

/** The kind of the first secret that has a form, or a name in front of it. Linear in the text, of which it reads the beginning. */
export function shapedKind(text: string): string | null {
  const read = readable(text).normalize('NFKC');
  const shape = SECRET_SHAPES.find(({ form }) => form.test(read));
  if (shape?.kind === STRIPE_KEY) return `stripe-${STRIPE.exec(read)?.[1] ?? 'live'}-key`;
  if (shape !== undefined) return shape.kind;
  return [...read.matchAll(NAMED_SECRET)].some(([, name = '', value = '']) => !isPlainWord(value, name)) ? NAMED : null;
}

/** The same, and what only looks random; null: nothing looks like a secret. */
export const pastedKind = (text: string): string | null => shapedKind(text) ?? (looksLikeSecret(readable(text)) ? OTHER : null);
