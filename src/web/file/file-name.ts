// The name of a saved file: what a person typed, without what some system takes for something else.

const ENDING = '.nt2share';

/** "Stripe: live/test" → "Stripe- live-test.nt2share"; "secret.nt2share" where nothing is left. */
export function fileNameFrom(typed: string): string {
  const bare = typed.trim().replace(/\.nt2share$/i, '');
  const plain = bare
    .replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '-')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '');
  return `${[...plain].slice(0, 100).join('') || 'secret'}${ENDING}`;
}
