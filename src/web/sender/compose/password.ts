// Makes passwords: every character equally likely, every chosen class present, and the result as likely as any other that has them all.

export const CLASSES = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  symbols: '!#%&()*+,-./:;<=>?@[]^_{|}~',
} as const;
export type CharacterClass = keyof typeof CLASSES;

export const PASSWORD_LENGTH = { min: 8, initial: 24, max: 128 } as const;

type Fill = (bytes: Uint8Array<ArrayBuffer>) => unknown;
const fillRandom: Fill = (bytes) => crypto.getRandomValues(bytes);

/** `length` characters of `alphabet`; bytes that would favour some of them are thrown away. */
function draw(alphabet: string, length: number, fill: Fill): string {
  const bound = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    const bytes = new Uint8Array(length * 2);
    fill(bytes);
    for (const byte of bytes) if (byte < bound && text.length < length) text += alphabet.charAt(byte % alphabet.length);
  }
  return text;
}

/**
 * A password. Drawn whole again until each class occurs: no place is reserved for a class, so nothing is skewed.
 * @throws RangeError without a class or with a length out of bounds.
 */
export function makePassword(length: number, classes: readonly CharacterClass[], fill: Fill = fillRandom): string {
  const wanted = [...new Set(classes)].map((name) => CLASSES[name]);
  if (wanted.length === 0 || !Number.isInteger(length) || length < PASSWORD_LENGTH.min || length > PASSWORD_LENGTH.max) {
    throw new RangeError('not a password');
  }
  for (;;) {
    const text = draw(wanted.join(''), length, fill);
    if (wanted.every((alphabet) => [...alphabet].some((character) => text.includes(character)))) return text;
  }
}

/** Its strength in whole bits, as an attacker who knows the settings sees it. */
export function passwordBits(length: number, classes: readonly CharacterClass[]): number {
  const size = classes.reduce((sum, name) => sum + CLASSES[name].length, 0);
  return size === 0 ? 0 : Math.floor(length * Math.log2(size));
}
