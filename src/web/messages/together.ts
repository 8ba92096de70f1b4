// Every sentence of the page for several people that the page for one does not have.

import { series } from './sender.ts';

/** "Sam", "Sam and Kim". */
export const joinNames = (names: readonly string[]): string => series(names, 10);

export const together = {
  title: (names: string) => `For ${names}`,
  people: 'People',
  notEntered: 'Not entered yet',
  toCompare: (to: string) => `You can send it now: compare check words with ${to}`,
  compare: 'Compare check words',
  details: 'Details',
  back: 'Back to everyone',
  told: 'I’ve told them',
  noFiles: 'A file goes to one person. To send one, begin a share for that person alone.',
  again: (names: string) => `It wasn’t finished for ${names}. Enter it once more; nothing changes for the others.`,
} as const;
