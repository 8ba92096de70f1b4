// Puts names and times into the sentences of messages/: as spans for a card, or as plain text for titles and fields.

import { escapeInvisible } from '../core/text-safety.ts';
import type { Line, Span } from './port.ts';

export const strong = (text: string): Span => ({ kind: 'strong', text });

const HOLE = /\{([a-zA-Z]+)\}/;

/** Fills the {holes} of a sentence with spans. A hole without a value is a defect and stays visible. */
export function interpolate(sentence: string, values: Readonly<Record<string, Span>>): Line {
  // With a capturing group, split puts what stands in braces at the odd places.
  return sentence
    .split(HOLE)
    .map((piece, n): Span => (n % 2 === 0 ? piece : (values[piece] ?? `{${piece}}`)))
    .filter((span) => span !== '');
}

/** The same for places where only plain text can stand. */
export function interpolateText(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence
    .split(HOLE)
    .map((piece, n) => (n % 2 === 0 ? piece : (values[piece] ?? `{${piece}}`)))
    .join('');
}

/** Text that a person wrote, as one line of at most `max` code points, with invisible characters made visible. */
export function sanitize(text: string, max = 400): string {
  const characters = [...escapeInvisible(text.replaceAll(/[\t\r\n ]+/g, ' '))];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}
