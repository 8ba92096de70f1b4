// The name of a saved file: what a person typed, without what some system takes for something else.

const ENDING = '.nt2share';

/** What a name neither begins nor ends with: hidden files, and what Windows leaves out. */
const isLoose = (character: string | undefined): boolean => character === '.' || character === ' ';

/** "Stripe: live/test" → "Stripe- live-test.nt2share"; "secret.nt2share" where nothing is left. */
export function fileNameFrom(typed: string): string {
  const bare = typed.trim().replace(/\.nt2share$/i, '');
  const plain = bare.replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '-').trim();
  const characters = [...plain].slice(0, 100);
  while (isLoose(characters.at(-1))) characters.pop();
  while (isLoose(characters[0])) characters.shift();
  return `${characters.join('') || 'secret'}${ENDING}`;
}
