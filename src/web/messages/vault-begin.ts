// What is said where a vault begins, and of every password: on its own page, and beside what was just opened.

export const beginMessages = {
  password: 'Master password',
  passwordHelp: 'Long beats complicated: four or five words that don’t belong together.',
  again: 'The same once more',
  differ: 'These two are not the same.',
  weak: 'Too easy to guess. Add words that don’t belong together.',
  strong: (bits: number) => `Strong enough (about ${bits} bits).`,
  draw: 'Pick words for me',
  start: 'Start it',
  working: 'Making the key…',
  there: 'There is a vault in this browser already. Reload this page.',
} as const;
