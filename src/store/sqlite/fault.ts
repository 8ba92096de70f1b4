// Turns errors of SQLite into faults that quote nothing of what it was given.

import { Fault } from '../../core/refusal.ts';

const FULL = 13;
const SENTENCES: Record<number, string> = {
  5: 'The store file is locked by another process for too long.',
  8: 'The store file cannot be written.',
  10: 'The disk of the store file does not work.',
  11: 'The store file is damaged. Restore it from a backup.',
  [FULL]: 'The disk of the store file is full.',
};

function codeOf(error: unknown): number {
  return ((error as { errcode?: number } | null)?.errcode ?? 0) & 0xff;
}

export function isFull(error: unknown): boolean {
  return codeOf(error) === FULL;
}

export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  return new Fault('store.unavailable', SENTENCES[code] ?? 'The store file cannot be used.', { cause: new Error(`SQLite code ${code}`) });
}
