// Text that people write: what is refused, and how tricks with invisible characters are made visible. Pages and chat both use it.

// Controls, bidirectional embeddings and marks, zero-width and other invisible characters, line and paragraph separators.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
// Joiners belong to emoji and to some scripts; between Latin letters and digits they only hide something.
const JOINER = /(?<=[\p{Script=Latin}\p{N}\p{P}]|^)[\u200c\u200d]|[\u200c\u200d](?=[\p{Script=Latin}\p{N}\p{P}]|$)/gu;

/** Replaces each invisible or direction-changing character by its code point in angle brackets, as ⟨U+202E⟩. */
export function visible(text: string): string {
  const name = (character: string): string => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
  return text.replace(HIDDEN, name).replace(JOINER, name);
}

/**
 * One line of text as a person meant it: composed (NFC), trimmed, inner white space single.
 * Null when it holds control characters, has lone surrogates or is longer than `max` code points.
 */
export function oneLine(text: string, max: number): string | null {
  const plain = text
    .normalize('NFC')
    .replace(/[\t\n\r \u2028\u2029]+/g, ' ')
    .trim();
  if (/[\u0000-\u001f\u007f-\u009f]/.test(plain) || !plain.isWellFormed()) return null;
  return [...plain].length > max ? null : plain;
}
